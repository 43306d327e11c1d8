/**
 * Who writes the answer of a task: one person at a time, for as long as they give signs of life.
 *
 * Whoever holds the task takes its answer by opening it. Typing prolongs it on the server; two minutes before the end the page
 * says so. Others see who writes and since when; they may ask for it, and whoever oversees the office may take it over.
 */
import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { http, Problem } from '@/api/http';
import type { ReplyShown, TaskDetail } from '@/api/types';
import { dateTime, time } from '@/i18n/dates';
import { Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { replyText } from './reply-text';

/** Seconds that are left, by the server's count when it was asked; counted down here. */
function useLeft(reply: ReplyShown | null | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const end = useRef(0);
  useEffect(() => {
    end.current = Date.now() + (reply?.left_seconds ?? 0) * 1000;
    setNow(Date.now());
    if (!reply?.until) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [reply]);
  return Math.max(0, Math.round((end.current - now) / 1000));
}

/** `2:05` */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** As {@link minutes}, in steps that a screen reader need not say each second. */
function about(seconds: number): string {
  return seconds > 120 ? `${Math.ceil(seconds / 60)} min` : minutes(Math.ceil(seconds / 15) * 15);
}

export interface Pen {
  /** The person may type: nobody else writes. */
  writes: boolean;
  left: number;
  warned: boolean;
  take: () => Promise<void>;
}

/** The answer in the hand of this person; taken by opening it when they hold the task. */
export function usePen(task: TaskDetail, mine: boolean): Pen {
  const client = useQueryClient();
  const reply = task.reply;
  const left = useLeft(reply);
  const take = async () => {
    try {
      await http.put<ReplyShown>(`/tasks/${task.id}/reply`, undefined);
    } catch (error) {
      // Who was faster is shown by the page itself.
      if (!(error instanceof Problem && error.status === 409)) toast.failed(error);
    } finally {
      await client.invalidateQueries({ queryKey: ['tasks', 'one', task.id] });
    }
  };
  const opens = mine && task.state === 'open' && !!reply && !reply.sent_elsewhere && ['free', 'lapsed', 'sent'].includes(reply.state);
  const asked = useRef('');
  useEffect(() => {
    const now = `${task.id} ${reply?.state ?? ''}`;
    if (!opens || asked.current === now) return;
    asked.current = now;
    void take();
  });
  return {
    writes: !reply || reply.state === 'mine',
    left,
    warned: reply?.state === 'mine' && left <= reply.warn_seconds,
    take,
  };
}

/** What a person must know about the answer before they read on. Nothing while all is well. */
export function ReplyBar({ task, mine, pen, note }: { task: TaskDetail; mine: boolean; pen: Pen; note: () => void }) {
  const t = replyText.useText();
  const [dialog, setDialog] = useState<'ask' | 'over'>();
  const [busy, setBusy] = useState(false);
  const reply = task.reply;
  if (!reply || task.state !== 'open') return null;
  const name = reply.holder?.name ?? '';
  const today = !reply.since || new Date(reply.since).toDateString() === new Date().toDateString();
  const since = reply.since ? (today ? time(reply.since) : dateTime(reply.since)) : '';
  const take = async () => {
    setBusy(true);
    await pen.take();
    setBusy(false);
  };
  if (reply.state === 'mine') {
    if (!pen.warned) return null;
    return (
      <Notice tone="warn" role="alert" title={pen.left > 0 ? t('ending', { left: about(pen.left) }) : t('ended')}>
        {pen.left > 0 ? t('endingHint') : t('endedHint')}
        <div className={css.row2}><Button size="xs" loading={busy} onClick={() => void take()}>{t('goOn')}</Button></div>
      </Notice>
    );
  }
  if (reply.state === 'held') {
    return (
      <>
        <Notice tone="warn" role="status" title={t(today ? 'writing' : 'writingDays', { name, since })}>
          {pen.left > 0 ? t('writingHint', { left: about(pen.left) }) : t('writingOver')}
          <div className={css.row2}>
            {reply.may.ask && <Button size="xs" variant="default" onClick={() => setDialog('ask')}>{t('ask')}</Button>}
            <Button size="xs" variant="default" onClick={note}>{t('note')}</Button>
            {reply.may.take_over && <Button size="xs" variant="default" onClick={() => setDialog('over')}>{t('takeOver')}…</Button>}
            {pen.left === 0 && reply.may.ask && <Button size="xs" loading={busy} onClick={() => void take()}>{t('take')}</Button>}
          </div>
        </Notice>
        {dialog && <Dialog task={task} name={name} act={dialog} close={() => setDialog(undefined)} />}
      </>
    );
  }
  if (reply.sent_elsewhere) {
    return (
      <Notice tone="warn" role="status" title={t('sentElsewhere', { name, since })}>
        {t('sentElsewhereHint')}
        <div className={css.row2}>
          {reply.instance && <Button size="xs" variant="default" component={Link} to={`/pratiche/${reply.instance}`}>{t('openOther')}</Button>}
          {reply.may.take && <Button size="xs" variant="default" loading={busy} onClick={() => void take()}>{t('anyway')}</Button>}
        </div>
      </Notice>
    );
  }
  if (reply.state === 'lapsed' && !mine) {
    return (
      <Notice tone="neutral" role="status" title={t('lapsed', { name })}>
        {t(today ? 'lapsedHint' : 'lapsedHintDays', { since })}
        {reply.may.take && <div className={css.row2}><Button size="xs" loading={busy} onClick={() => void take()}>{t('take')}</Button></div>}
      </Notice>
    );
  }
  return null;
}

function Dialog({ task, name, act, close }: { task: TaskDetail; name: string; act: 'ask' | 'over'; close: () => void }) {
  const t = replyText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      if (act === 'ask') {
        await http.post(`/tasks/${task.id}/reply/ask`, { text: text.trim() });
        toast.done(t('asked', { name }));
      } else {
        await http.post(`/tasks/${task.id}/reply/take-over`, { reason: text.trim() });
        toast.done(t('takenOver'));
      }
      close();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ['tasks', 'one', task.id] });
    }
  };
  return (
    <Modal opened onClose={close} title={act === 'ask' ? t('askTitle', { name }) : t('takeOverTitle', { name })} closeButtonProps={{ 'aria-label': s('close') }}>
      <p>{act === 'ask' ? t('askHint', { name }) : t('takeOverHint', { name })}</p>
      <Textarea label={act === 'ask' ? t('askText') : t('reason')} required={act === 'over'} value={text} autosize minRows={2} data-autofocus
        onChange={(e) => setText(e.currentTarget.value)} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('cancel')}</Button>
        <Button disabled={act === 'over' && !text.trim()} loading={busy} onClick={() => void send()}>{act === 'ask' ? t('ask') : t('takeOver')}</Button>
      </Group>
    </Modal>
  );
}
