/**
 * Writes the answer of a task: mailbox, recipients, subject, text from a letter or by hand, attachments.
 * Nothing leaves from here: completing the task hands the message on to whoever approves it.
 */
import { ActionIcon, Button, FileButton, Group, Menu, Modal, NativeSelect, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FolderOpen, Paperclip, X } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { http, items, reason } from '@/api/http';
import type { FilledLetter, Letter, Outgoing, OutgoingFile, Page, TaskDetail } from '@/api/types';
import { useCaseMails } from '@/case/documents';
import { useCase } from '@/case/queries';
import { fileSize } from '@/i18n/dates';
import { useMailboxes } from '@/mail/mailboxes';
import { MailBody } from '@/mail/reading';
import { Notice } from '@/parts/parts';
import { BoxLine, useBox } from '@/writing/box';
import { useCheck } from '@/writing/check';
import { Remarks, SendAt, Sign, Size } from '@/writing/around';
import { ListField } from '@/writing/list';
import { Known, RecipientsInput } from '@/writing/recipients';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { deskText } from './text';

const EMPTY: Outgoing = { mailbox: '', to: [], cc: [], subject: '', body: '', attachments: [] };
const ADDRESS = /^[^\s@,;]+@[^\s@,;]+$/;

/** What is plainly missing, by field; the server has the last word. */
export function outgoingFaults(message: Outgoing | undefined): Record<string, string> {
  const t = deskText.text;
  const out: Record<string, string> = {};
  const bad = [...(message?.to ?? []), ...(message?.cc ?? [])].find((a) => !ADDRESS.test(a));
  if (!message || (message.to.length === 0 && !message.to_list)) out.to = t('noReceiver');
  else if (bad) out.to = t('badAddress', { address: bad });
  if (!message?.subject.trim()) out.subject = t('noSubject');
  if (!message?.body.trim()) out.body = t('noBody');
  return out;
}

/** `ref` of an attachment of a mail of the case. */
function refOf(mail: string, path: number[]): string {
  return `${mail}/${path.join('.')}`;
}

export function Composer({ task, value, editable, errors, change }: {
  task: TaskDetail; value: Outgoing | undefined; editable: boolean; errors: Record<string, string>; change: (value: Outgoing) => void;
}) {
  const t = deskText.useText();
  const s = shellText.useText();
  const message: Outgoing = { ...EMPTY, ...value };
  // A letter or a file that took its time is put into what is written by then, not into what was.
  const latest = useRef(message);
  useEffect(() => {
    latest.current = message;
  });
  const set = (patch: Partial<Outgoing>) => change({ ...latest.current, ...patch });
  const [withCc, setWithCc] = useState(message.cc.length > 0);
  const [uploading, setUploading] = useState<string[]>([]);
  const [refused, setRefused] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const [letter, setLetter] = useState<Letter>();
  const mailboxes = useMailboxes();
  const letters = useQuery({
    queryKey: ['tasks', 'letters', task.id],
    enabled: editable,
    staleTime: 60_000,
    queryFn: async () => items(await http.get<Page<Letter> | Letter[]>(`/tasks/${task.id}/letters`)),
  });
  const check = useCheck(task.id, message, editable);
  const box = useBox(task, message, check, (mailbox) => set({ mailbox }));
  const detail = useCase(task.instance, editable);
  const mails = useCaseMails(detail.data);
  const fromCase = mails.flatMap((m) => (m.arrival?.attachments ?? []).map((a) => ({ ...a, ref: refOf(m.id, a.path) })));
  const boxes = (mailboxes.data ?? []).filter((b) => b.may.includes('reply') || b.may.includes('send')).map((b) => ({ value: b.key, label: `${b.address} · ${b.display_name}` }));
  if (!message.mailbox) boxes.unshift({ value: '', label: '—' });
  else if (!boxes.some((b) => b.value === message.mailbox)) boxes.unshift({ value: message.mailbox, label: message.mailbox });

  const fill = async (chosen: Letter) => {
    setLetter(undefined);
    try {
      const filled = await http.post<FilledLetter>(`/tasks/${task.id}/letters/${encodeURIComponent(chosen.key)}`);
      const { to, cc: before, subject } = latest.current;
      const cc = [...new Set([...before, ...filled.cc.filter((a) => !to.includes(a))])];
      set({ subject: filled.subject || subject, cc, body: filled.body });
      if (cc.length > 0) setWithCc(true);
    } catch (error) {
      toast.failed(error);
    }
  };
  const pick = (key: string) => {
    const chosen = letters.data?.find((l) => l.key === key);
    if (!chosen) return;
    if (message.body.trim()) setLetter(chosen);
    else void fill(chosen);
  };
  const upload = async (files: File[]) => {
    setRefused([]);
    setUploading(files.map((f) => f.name));
    const done: OutgoingFile[] = [];
    for (const file of files) {
      const form = new FormData();
      form.append('file', file, file.name);
      try {
        done.push(await http.post<OutgoingFile>('/uploads', form));
      } catch (error) {
        setRefused((before) => [...before, t('notAttached', { name: file.name, reason: reason(error) })]);
      }
    }
    setUploading([]);
    if (done.length) set({ attachments: [...latest.current.attachments, ...done] });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (editable) void upload([...event.dataTransfer.files]);
  };

  return (
    <div className={css.composer} data-over={over || undefined} onDrop={drop}
      onDragOver={(e) => {
        if (!editable || !e.dataTransfer.types.includes('Files')) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}>
      {task.mail && (
        <details className={css.details}>
          <summary>{t('quoted')}</summary>
          <div className={css.quoted}><MailBody id={task.mail.id} /></div>
        </details>
      )}
      <div className={css.two}>
        <div className={css.field}>
          <NativeSelect label={t('mailbox')} id="campo-mailbox" data={boxes} value={message.mailbox} disabled={!editable} error={errors.mailbox}
            onChange={(e) => box.choose(e.currentTarget.value)} />
          {editable && <BoxLine box={box} boxes={boxes} />}
        </div>
        {editable && (letters.data?.length ?? 0) > 0 && (
          <NativeSelect label={t('letter')} value="" onChange={(e) => pick(e.currentTarget.value)}
            data={[{ value: '', label: t('letterPick') }, ...(letters.data ?? []).map((l) => ({ value: l.key, label: l.title }))]} />
        )}
      </div>
      <RecipientsInput label={t('to')} id="campo-to" value={message.to} change={(to) => set({ to })} error={errors.to} readOnly={!editable} placeholder={t('toHint')} />
      <ListField message={message} check={check} editable={editable} error={errors.to_list ?? errors.receipt} set={set} />
      {withCc
        ? <RecipientsInput label={t('cc')} id="campo-cc" value={message.cc} change={(cc) => set({ cc })} error={errors.cc} readOnly={!editable} />
        : editable && <UnstyledButton className={css.addCc} onClick={() => setWithCc(true)}>{t('addCc')}</UnstyledButton>}
      <Known list={check?.recipients ?? []} />
      <TextInput label={t('subject')} id="campo-subject" value={message.subject} onChange={(e) => set({ subject: e.currentTarget.value })}
        error={errors.subject} readOnly={!editable} />
      <Textarea label={t('body')} id="campo-body" value={message.body} onChange={(e) => set({ body: e.currentTarget.value })} error={errors.body}
        readOnly={!editable} autosize minRows={9} maxRows={26} classNames={{ input: css.bodyInput ?? '' }} />
      {editable && check && <Sign signature={check.signature} body={message.body} change={(body) => set({ body })} />}
      <div>
        <span className={css.label} id="allegati">{t('attachments')}</span>
        {message.attachments.length > 0 && (
          <ul className={css.chips} aria-labelledby="allegati">
            {message.attachments.map((a, i) => (
              <li key={`${a.name} ${i}`} className={css.chip}>
                <Paperclip size={14} aria-hidden />
                <span className="truncate" title={a.name}>{a.name}</span>
                <small>{fileSize(a.size)}</small>
                {editable && (
                  <ActionIcon size={22} aria-label={t('remove', { name: a.name })} onClick={() => set({ attachments: message.attachments.filter((_, j) => j !== i) })}>
                    <X size={13} aria-hidden />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
        )}
        {check && message.attachments.length > 0 && <Size check={check} />}
        {uploading.map((name) => <p key={name} className={css.quiet} role="status">{t('uploading', { name })}</p>)}
        {editable && (
          <Group gap="xs" mt={6}>
            <FileButton onChange={(files) => void upload(files)} multiple>
              {(props) => <Button {...props} variant="default" leftSection={<Paperclip size={14} aria-hidden />}>{t('attach')}</Button>}
            </FileButton>
            <Menu position="bottom-start">
              <Menu.Target><Button variant="default" leftSection={<FolderOpen size={14} aria-hidden />}>{t('attachFromCase')}</Button></Menu.Target>
              <Menu.Dropdown>
                {fromCase.length === 0 && <Menu.Label>{t('attachNone')}</Menu.Label>}
                {fromCase.map((a) => (
                  <Menu.Item key={a.ref} disabled={message.attachments.some((x) => (typeof x.ref === 'string' ? x.ref : x.ref.id) === a.ref)}
                    onClick={() => set({ attachments: [...message.attachments, { name: a.name, media_type: a.media_type, size: a.size, ref: a.ref }] })}>
                    {a.name} · {fileSize(a.size)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </Group>
        )}
        {refused.length > 0 && <div className={css.refused} ref={(place) => void place?.scrollIntoView?.({ block: 'nearest' })}><Notice tone="bad" role="alert">{refused.map((words) => <div key={words}>{words}</div>)}</Notice></div>}
        {errors.attachments && <Notice tone="bad">{errors.attachments}</Notice>}
      </div>
      {editable && <SendAt value={message.send_at ?? undefined} error={errors.send_at} change={(send_at) => set({ send_at })} />}
      {editable && check && <Remarks check={check} />}
      {over && <div className={css.dropHint}>{t('dropHere')}</div>}
      <Modal opened={letter !== undefined} onClose={() => setLetter(undefined)} title={t('letterReplace')} closeButtonProps={{ 'aria-label': s('close') }}>
        <p>{t('letterReplaceHint', { title: letter?.title ?? '' })}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setLetter(undefined)}>{t('keepText')}</Button>
          <Button onClick={() => letter && void fill(letter)}>{t('letterReplaceYes')}</Button>
        </Group>
      </Modal>
    </div>
  );
}
