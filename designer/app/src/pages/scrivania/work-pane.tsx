/** The work of a task: form, reply or approval, with the draft's state and the way to complete. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { FormOption, MessageCheck, Outgoing, TaskDetail, Values } from '@/api/types';
import { approvalText } from '@/case/approval-text';
import { Form } from '@/forms/form';
import { answers, faults, shownInputs } from '@/forms/schema';
import { formText } from '@/forms/text';
import { dateTime, time } from '@/i18n/dates';
import { Notice } from '@/parts/parts';
import type { DeskSearch } from '@/router';
import { useSession } from '@/session/session';
import { KeyHint, useKeys } from '@/shell/keys';
import { toast } from '@/shell/toast';
import { MESSAGE } from '@/writing/box';
import { checkNow } from '@/writing/check';
import { Discard } from '@/writing/discard';
import { offerBack, useTakeBack } from '@/writing/leaving';
import { mustConfirm, SendDialog } from '@/writing/send-dialog';
import { writingText } from '@/writing/text';
import { Approval, outcomeField } from './approval';
import { Composer, outgoingFaults } from './composer';
import css from './desk.module.css';
import type { Go } from './detail';
import { FILTER } from './queries';
import { minutes, type Pen } from './reply';
import { replyText } from './reply-text';
import { Signing } from './signing';
import { deskText } from './text';
import { useWork, type Work } from './work';

export function SavingLine({ work }: { work: Work }) {
  const t = deskText.useText();
  const s = work.saving;
  const words = s.state === 'saving' ? t('saving')
    : s.state === 'waiting' ? t('unsaved')
    : s.state === 'saved' ? t('savedAt', { time: time(s.at) })
    : s.state === 'failed' ? t('saveFailed', { reason: s.reason }) : '';
  return <span className={css.saving} data-bad={s.state === 'failed' || undefined} role="status">{words}</span>;
}

/** `other`: the draft that lies on the server now. */
function Conflict({ work, other, reload }: { work: Work; other: TaskDetail['draft']; reload: () => void }) {
  const t = deskText.useText();
  const me = useSession().person.login;
  const when = other?.at ? time(other.at) : '';
  return (
    <Notice tone="warn" role="alert" title={t('conflictTitle')}>
      {other && other.by.login !== me ? t('conflictOther', { name: other.by.name, when }) : t('conflictMine', { when })}
      <div className={css.row2}>
        <Button variant="default" onClick={work.keepMine}>{t('conflictKeep')}</Button>
        <Button variant="default" onClick={reload}>{t('conflictReload')}</Button>
      </div>
    </Notice>
  );
}

/** Field problems of the server by field, `risposta.to` told to the composer as `to`. */
function byField(problem: Problem, drafts: string | null | undefined): Record<string, string> {
  return Object.fromEntries(problem.fields.map((f) => {
    const inside = drafts && f.field.startsWith(`${drafts}.`) ? f.field.slice(drafts.length + 1) : f.field;
    return [inside, f.message];
  }));
}

export function WorkPane(props: { task: TaskDetail; mine: boolean; pen: Pen; search: DeskSearch; go: Go; acted: () => Promise<void> }) {
  // "Load the other draft" begins again with what the server has.
  const [round, setRound] = useState(0);
  const client = useQueryClient();
  const reload = async (forget: () => void) => {
    forget();
    await client.refetchQueries({ queryKey: ['tasks', 'one', props.task.id] });
    setRound((n) => n + 1);
  };
  return <Pane key={round} {...props} reload={(forget) => void reload(forget)} />;
}

function Pane({ task, mine, pen, search, go, acted, reload }: {
  task: TaskDetail; mine: boolean; pen: Pen; search: DeskSearch; go: Go; acted: () => Promise<void>; reload: (forget: () => void) => void;
}) {
  const t = deskText.useText();
  const f = formText.useText();
  const r = replyText.useText();
  const a = approvalText.useText();
  const client = useQueryClient();
  // Who approves decides at once: nothing is written that must be taken first.
  const decides = Boolean(task.approves) && !task.assignee && task.may.complete;
  const editable = decides || (mine && task.may.complete && pen.writes);
  const work = useWork(task, editable, mine);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Problem>();
  const [busy, setBusy] = useState<string>();
  const [asked, setAsked] = useState<{ check: MessageCheck; and: 'stay' | 'next'; extra: Values }>();
  const takeBack = useTakeBack();
  const w = writingText.useText();
  const schema = task.form_schema;
  const drafts = task.drafts ?? undefined;
  const outgoing = drafts ? (work.values[drafts] as Outgoing | undefined) : undefined;
  const outcome = task.approves || task.signs ? outcomeField(schema) : undefined;
  const inputs = schema ? shownInputs(schema, work.values) : [];

  const complete = async (and: 'stay' | 'next', extra: Values = {}, confirmed = false) => {
    const values = { ...work.values, ...extra };
    const local = { ...faults(schema, values), ...(drafts ? outgoingFaults(outgoing) : {}) };
    setErrors(local);
    setRefusal(undefined);
    if (Object.keys(local).length > 0) {
      toast.say(t('checkFields'));
      document.querySelector<HTMLElement>(`#campo-${CSS.escape(Object.keys(local)[0] ?? '')}`)?.focus();
      return;
    }
    setBusy(and);
    if (outgoing && !confirmed) {
      try {
        const check = await checkNow(task.id, outgoing);
        // What stops it is told by the server, field by field, when it is handed over.
        if (mustConfirm(check) && !check.remarks.some((remark) => remark.stops)) {
          setBusy(undefined);
          setAsked({ check, and, extra });
          return;
        }
      } catch (error) {
        setBusy(undefined);
        toast.failed(error);
        return;
      }
    }
    setAsked(undefined);
    await work.settle();
    try {
      const data: Values = { ...answers(schema, values), ...(drafts ? { [drafts]: outgoing } : {}) };
      const answer = await http.post<{ next?: string | null } | undefined>(`/tasks/${task.id}/complete`, {
        data,
        filter: FILTER[search.elenco ?? 'mie'],
        ...(task.message ? { draft_hash: task.message.hash } : {}),
      });
      work.forget();
      // What opens next says it, and the words would lie over its buttons on a phone.
      if (!(decides && answer?.next)) toast.done(t('completed'));
      if (outgoing) void offerBack(task.id, takeBack).catch(() => undefined);
      client.removeQueries({ queryKey: ['tasks', 'one', task.id] });
      go(and === 'next' ? (answer?.next ?? undefined) : undefined, { ...search, scheda: undefined } as DeskSearch);
      await acted();
    } catch (error) {
      work.resume();
      if (error instanceof Problem && error.fields.length > 0) setErrors(byField(error, drafts));
      if (error instanceof Problem) setRefusal(error);
      else toast.failed(error);
      if (error instanceof Problem && (error.status === 409 || error.status === 403)) {
        await client.invalidateQueries({ queryKey: ['tasks', 'one', task.id] });
      }
    } finally {
      setBusy(undefined);
    }
  };
  useKeys({ e: editable && !task.approves ? () => void complete('next') : undefined });

  // Whose draft it collides with is the server's to say.
  const collides = work.saving.state === 'conflict';
  useEffect(() => {
    if (collides) void client.invalidateQueries({ queryKey: ['tasks', 'one', task.id] });
  }, [collides, client, task.id]);

  const change = (key: string, value: unknown) => {
    work.change(key, value);
    if (errors[key]) setErrors(({ [key]: _, ...rest }) => rest);
  };
  const form = schema && inputs.length + (schema.components.length ?? 0) > 0 && (
    <Form schema={schema} values={work.values} change={change} errors={errors} readOnly={!editable}
      {...(outcome?.key ? { except: [outcome.key] } : {})} />
  );

  return (
    <div className={css.work}>
      <div className={css.workBody} tabIndex={editable && !task.approves ? undefined : 0}>
        {!mine && !decides && task.may.claim && <Notice tone="brand">{task.approves ? t('takeToDecide') : t('takeFirst')}</Notice>}
        {task.state === 'open' && !mine && !task.may.claim && task.assignee && <Notice tone="neutral">{t('takenBy', { name: task.assignee.name })}</Notice>}
        {task.state === 'open' && !mine && task.draft && <Notice tone="neutral">{t('draftBy', { name: task.draft.by.name, when: dateTime(task.draft.at) })}</Notice>}
        {work.restored && <Notice tone="brand" role="status">{t('restored')}</Notice>}
        {form}
        {drafts && (
          <Composer task={task} value={outgoing} editable={editable} errors={errors}
            change={(value) => {
              work.change(drafts, value);
              setErrors({});
            }} />
        )}
        {task.approves && <Approval task={task.id} message={task.message ?? null} lead={!schema?.components.some((c) => c.type === 'text')} />}
        {task.signs && <Signing task={task} editable={editable} acted={acted} />}
        {!drafts && !task.approves && !task.signs && !form && <p className={css.quiet}>{f('none')}</p>}
      </div>
      <div className={css.bottom}>
        {((collides && editable) || refusal) && (
          <div className={css.alerts}>
            {collides && editable && <Conflict work={work} other={task.draft} reload={() => reload(work.forget)} />}
            {refusal && (
              <Notice tone={refusal.code === 'message_changed' ? 'warn' : 'bad'} role="alert"
                title={refusal.code === 'message_changed' ? t('messageChanged') : refusal.code === 'four_eyes' ? t('fourEyes')
                  : refusal.code === 'approved_already' ? a('approvedAlready') : refusal.code === 'approved_otherwise' ? a('otherwise') : refusal.title}>
                {refusal.code === 'message_changed' ? t('messageChangedHint') : refusal.detail ? reason(refusal) : null}
              </Notice>
            )}
          </div>
        )}
        {editable && (
          <footer className={css.foot}>
            <SavingLine work={work} />
            {drafts && pen.left > 0 && <span className={css.saving}>{r('left', { left: minutes(pen.left) })}</span>}
            <span className={css.spring} />
            {outcome ? (
              <OutcomeButtons field={outcome} work={work} complete={(extra) => void complete('next', extra)} busy={busy !== undefined} change={change} schema={task} />
            ) : task.process_key === MESSAGE && drafts ? (
              <>
                <Discard task={task.id} stop={work.settle} done={() => {
                  work.forget();
                  client.removeQueries({ queryKey: ['tasks', 'one', task.id] });
                  go(undefined, { ...search, scheda: undefined } as DeskSearch);
                  void acted();
                }} />
                <Button size="sm" loading={busy !== undefined} onClick={() => void complete('stay')} rightSection={<KeyHint name="e" />}>
                  {outgoing?.send_at ? w('sendAt', { when: dateTime(outgoing.send_at) }) : w('send')}
                </Button>
              </>
            ) : (
              <>
                <Button variant="default" size="sm" loading={busy === 'stay'} onClick={() => void complete('stay')}>{t('complete')}</Button>
                <Button size="sm" loading={busy === 'next'} onClick={() => void complete('next')} aria-keyshortcuts="e" rightSection={<KeyHint name="e" />}>{t('completeNext')}</Button>
              </>
            )}
          </footer>
        )}
      </div>
      {asked && outgoing && (
        <SendDialog message={outgoing} check={asked.check} back={() => setAsked(undefined)} confirm={() => void complete(asked.and, asked.extra, true)} />
      )}
    </div>
  );
}

/**
 * The choices of the outcome as buttons. One that opens no further field completes at once; one that does
 * (the remarks of "Rimanda con osservazioni") shows them first.
 */
function OutcomeButtons({ field, work, complete, change, busy, schema: task }: {
  field: NonNullable<ReturnType<typeof outcomeField>>; work: Work; complete: (extra: Values) => void;
  change: (key: string, value: unknown) => void; busy: boolean; schema: TaskDetail;
}) {
  const t = deskText.useText();
  const key = field.key ?? '';
  const chosen = work.values[key];
  const options = field.values ?? [];
  const opens = (value: string): boolean =>
    shownInputs(task.form_schema, { ...work.values, [key]: value }).some((f) => f.key !== key && !f.disabled &&
      hiddenBefore(task, work.values, key, f.key));
  const picked = options.find((o) => o.value === chosen);
  const choose = (value: string) => {
    if (!opens(value)) return complete({ [key]: value });
    const first = shownInputs(task.form_schema, { ...work.values, [key]: value }).find((f) => hiddenBefore(task, work.values, key, f.key));
    change(key, value);
    // The field is drawn by the change; it may lie below the letter.
    requestAnimationFrame(() => document.getElementById(`campo-${first?.key ?? ''}`)?.focus());
  };
  // One press, one decision: a key that is held down must not decide about what opens next.
  const once = (option: FormOption | undefined) => option && !busy && !picked ? (event: KeyboardEvent) => {
    if (!event.repeat) choose(option.value);
  } : undefined;
  const remarked = options.slice(1).find((option) => opens(option.value));
  useKeys({ a: once(options[0]), o: once(remarked) });
  const shortcut = (key: string | undefined) => (key ? { 'aria-keyshortcuts': key, rightSection: <KeyHint name={key} /> } : {});
  if (picked && opens(picked.value)) {
    return (
      <>
        <Button variant="default" size="sm" onClick={() => change(key, undefined)}>{t('outcomeBack')}</Button>
        <Button size="sm" loading={busy} onClick={() => complete({ [key]: picked.value })}>{picked.label}</Button>
      </>
    );
  }
  return (
    <>
      {[...options].reverse().map((option) => (
        <Button key={option.value} size="sm" variant={option === options[0] ? 'filled' : 'default'} loading={busy && chosen === option.value}
          onClick={() => choose(option.value)} {...shortcut(option === options[0] ? 'a' : option === remarked ? 'o' : undefined)}>
          {option.label}{opens(option.value) ? '…' : ''}
        </Button>
      ))}
    </>
  );
}

/** Whether a field is not on the page while no outcome is chosen. */
function hiddenBefore(task: TaskDetail, values: Values, outcome: string, key: string | undefined): boolean {
  return !shownInputs(task.form_schema, { ...values, [outcome]: undefined }).some((f) => f.key === key);
}
