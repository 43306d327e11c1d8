/** The exact message that an approval lets out. Nothing here can be edited. */
import { Button } from '@mantine/core';
import { GitCompare } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { approvalText } from '@/case/approval-text';
import { Decisions } from '@/case/approvals';
import { doerWords } from '@/case/doer';
import { address } from '@/api/http';
import type { FormField, FormSchema, MessageToApprove } from '@/api/types';
import { Attachments } from '@/mail/reading';
import { mailText } from '@/mail/text';
import { Bars, Facts, Notice } from '@/parts/parts';
import { listText } from '@/writing/list-text';
import css from './desk.module.css';
import { deskText } from './text';

/** The choice of an approval form: the field `esito`, else its only radio or select. */
export function outcomeField(schema: FormSchema | null | undefined): FormField | undefined {
  const flat = (fields: FormField[]): FormField[] => fields.flatMap((f) => (f.components ? flat(f.components) : [f]));
  const choices = flat(schema?.components ?? []).filter((f) => (f.type === 'radio' || f.type === 'select') && (f.values?.length ?? 0) >= 2);
  return choices.find((f) => f.key === 'esito') ?? (choices.length === 1 ? choices[0] : undefined);
}

/** `${numero}` is the value of a variable; anything else is what will stand there. */
function sourceWords(source: string): string {
  return /^\$\{(\w+)\}$/.exec(source.trim())?.[1] ?? source;
}

const VersionsPane = lazy(() => import('./versions'));

/** `lead`: the form says nothing itself. */
export function Approval({ task, message, lead }: { task: string; message: MessageToApprove | null; lead: boolean }) {
  const t = deskText.useText();
  const a = approvalText.useText();
  const [comparing, setComparing] = useState(false);
  const m = mailText.useText();
  const l = listText.useText();
  if (!message) return <Notice tone="bad">{t('noMessage')}</Notice>;
  const added = message.to_be_added;
  return (
    <div className={css.approval}>
      {message.changed_since_last_approval && <Notice tone="warn" role="status" title={t('changed')}>{t('changedHint')}</Notice>}
      {lead && <p className={css.lead}>{t('approveLead')}</p>}
      {message.version > 1 && (
        <div className={css.compareTools}>
          <Button size="compact-sm" variant="default" leftSection={<GitCompare size={14} aria-hidden />} aria-expanded={comparing} onClick={() => setComparing(!comparing)}>{a(comparing ? 'hide' : 'compare')}</Button>
        </div>
      )}
      {comparing && <Suspense fallback={<Bars rows={3} />}><VersionsPane task={task} now={message} /></Suspense>}
      <article className={css.letter}>
        <header className={css.letterHead}>
          <Facts facts={[
            [t('approveBox'), <><strong>{message.mailbox.address}</strong>{message.mailbox.display_name ? ` · ${message.mailbox.display_name}` : ''}</>],
            message.to.length > 0 && [t('toCount', { count: message.to.length }), <ul className={css.receivers} key="to">{message.to.map((a) => <li key={a}>{a}</li>)}</ul>],
            message.to_list != null && [l('confirmList'), <>{l('chip', { name: message.to_list.name, count: message.to_list.count })} · <a href={address(`/tasks/${task}/recipients`)} download>{l('download')}</a></>],
            message.separately && [l('confirmPlan'), l('separately')],
            message.receipt != null && [l('receipt'), message.receipt],
            message.cc.length > 0 && [t('cc'), <ul className={css.receivers} key="cc">{message.cc.map((a) => <li key={a}>{a}</li>)}</ul>],
            [t('subject'), <strong key="s">{message.subject}</strong>],
            [t('writtenBy'), doerWords(message.author)],
            [a('toBeAdded'), added.length === 0 ? a('toBeAddedNothing') : (
              <ul className={css.receivers} key="added">{added.map((x) => <li key={`${x.input} ${x.source}`}>{a(x.input as 'subject_prefix', { what: sourceWords(x.source) })}</li>)}</ul>
            )],
            message.approvals.length > 0 && [a('decided'), <Decisions key="d" approvals={message.approvals} />],
          ]} />
        </header>
        <div className={css.letterBody}>{message.body}</div>
        <footer className={css.letterFoot}>
          {message.attachments.length > 0
            ? <Attachments files={message.attachments} />
            : <span>{m('noAttachments')}</span>}
          <span className={css.hash} title={message.hash}>{t('version', { n: message.version })} · {t('fingerprint').toLowerCase()} <code>{message.hash.slice(0, 12)}</code></span>
        </footer>
      </article>
    </div>
  );
}
