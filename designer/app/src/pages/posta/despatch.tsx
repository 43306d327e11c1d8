/** One despatch: what left, who wrote and approved it, and for each recipient the receipts as they came. */
import { Release } from '@/case/approvals';
import { doerWords } from '@/case/doer';
import { RecordOfActs } from '@/case/record';
import { recordText } from '@/case/record-text';
import { ActionIcon, Button, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Download, FileArchive, MailQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { address, http, Problem } from '@/api/http';
import type { DespatchCorrection, DespatchDetail, DespatchReceipt, JourneyRecipient, Mailing, ReceiptProof } from '@/api/types';
import { dateTimeSeconds, day } from '@/i18n/dates';
import { useMailboxes } from '@/mail/mailboxes';
import { Addresses } from '@/mail/addresses';
import { Attachments } from '@/mail/reading';
import { Conversation } from '@/mail/thread';
import { DespatchMark, noticeWord, recipientTone, recipientWord } from '@/mail/words';
import { mailText } from '@/mail/text';
import { RemovalMenu } from '@/pages/amministrazione/removal-menu';
import { RemovalTrace } from '@/pages/amministrazione/removal-trace';
import { Bars, Facts, Failure, Mark, Notice, Panel } from '@/parts/parts';
import { toast } from '@/shell/toast';
import type { ToneName } from '@/theme/tokens';
import { MailingProgress } from './mailing-progress';
import { mailingText } from './mailing-text';
import css from './posta.module.css';
import { postaText } from './text';

function noticeTone(kind: string): ToneName {
  if (kind === 'avvenuta-consegna' || kind === 'delivered') return 'good';
  if (kind === 'accettazione' || kind === 'presa-in-carico' || kind === 'accepted') return 'brand';
  if (kind.startsWith('preavviso') || kind === 'delayed_12h' || kind === 'bounce-delayed') return 'warn';
  if (kind === 'submitted' || kind === 'sent') return 'neutral';
  return 'bad';
}

function Eml({ mail }: { mail: string }) {
  const t = postaText.useText();
  return <a href={address(`/mails/${mail}/raw`)} download title={t('receiptFile')}>.eml<span className="visually-hidden"> {t('receiptFile')}</span></a>;
}

const FLAGS = ['conflict', 'unverified', 'expected_certified'] as const;

function Traveller({ recipient }: { recipient: JourneyRecipient }) {
  const t = postaText.useText();
  const external = recipient.type === 'esterno';
  return (
    <li className={css.traveller}>
      <div className={css.travellerHead}>
        <strong>{recipient.address}</strong>
        <span className={css.marks}>{external && <Mark>{t('external')}</Mark>}{FLAGS.filter((f) => recipient.flags?.includes(f)).map((f) => <Mark key={f} tone="warn">{t(`flag_${f}`)}</Mark>)}<Mark tone={recipientTone(recipient.state)}>{recipientWord(recipient.state)}</Mark></span>
      </div>
      <ol className={css.steps}>
        {recipient.history.map((step, i) => (
          <li key={`${step.kind} ${step.at} ${i}`} data-tone={noticeTone(step.kind)}>
            <span className={css.stepAt}>{dateTimeSeconds(step.at)}</span>
            <span>{noticeWord(step.kind)}{!step.verified && <> <Mark tone="warn" title={t('notCountedHint')}>{t('notCounted')}</Mark></>}</span>
            {step.mail ? <Eml mail={step.mail} /> : <span />}
          </li>
        ))}
      </ol>
      {recipient.reason && <p className={css.why}>{t('reasonGiven')}: {recipient.reason}</p>}
    </li>
  );
}

/** Whether the receipt gives back what left; part by part in the hint and for screen readers. */
function Proof({ proof }: { proof: ReceiptProof }) {
  const t = postaText.useText();
  const parts = proof.parts.map((p) => `${p.name || t('proofText')}: ${t(`proof_${p.matched}`)}`).join('; ');
  return <Mark tone={proof.same ? 'good' : 'bad'} title={parts}>{t(proof.same ? 'proofSame' : 'proofDiffers')}<span className="visually-hidden"> {parts}</span></Mark>;
}

function AllReceipts({ receipts }: { receipts: DespatchReceipt[] }) {
  const t = postaText.useText();
  return (
    <ul className={css.came}>
      {receipts.map((r) => (
        <li key={r.id}>
          <span className={css.stepAt}>{dateTimeSeconds(r.at)}</span>
          <span className={css.cameWhat}>
            <Link to="/posta/m/$mail" params={{ mail: r.mail }} search={{}}>{noticeWord(r.kind)}</Link>
            {r.recipient && <span className={css.cameWho}>{r.recipient}</span>}
            {r.proof && <Proof proof={r.proof} />}
            {!r.counted && <Mark tone="warn" title={t('notCountedHint')}>{t('notCounted')}</Mark>}
          </span>
          <Eml mail={r.mail} />
        </li>
      ))}
    </ul>
  );
}

/** The whole a part belongs to: how far it is, and the way to its page. */
function MailingPanel({ id }: { id: string }) {
  const t = mailingText.useText();
  const query = useQuery({ queryKey: ['mailings', id], queryFn: () => http.get<Mailing>(`/mailings/${id}`) });
  if (!query.data) return null;
  return (
    <Panel title={t('title', { count: query.data.recipients })}>
      <MailingProgress mailing={query.data} />
      <p className={css.foot} style={{ marginTop: 10 }}><Link to="/posta/i/$mailing" params={{ mailing: id }} search={{ verso: 'inviata' }}>{t('open')}</Link></p>
    </Panel>
  );
}

/** Who was not reached, with the task or what was done. */
function Fixes({ fixes }: { fixes: DespatchCorrection[] }) {
  const t = postaText.useText();
  return (
    <ul className={css.fixes}>
      {fixes.map((fix) => (
        <li key={fix.id}>
          <span className={css.fixWho}>{fix.recipient ?? t('fixWhole')}</span>
          <Mark tone={fix.state === 'open' ? 'bad' : 'good'}>{t(`fix_${fix.state as 'open'}`)}</Mark>
          {fix.state === 'open' && <Link to="/scrivania/$task" params={{ task: fix.task }} search={{}}>{t('correct')}</Link>}
          {fix.resent && <Link to="/posta/s/$despatch" params={{ despatch: fix.resent }} search={{ verso: 'inviata' }}>{t('openDespatch')}</Link>}
          {fix.closed_by && fix.closed_at && <small>{fix.closed_by.name}, {dateTimeSeconds(fix.closed_at)}</small>}
        </li>
      ))}
    </ul>
  );
}

function Uncertain({ despatch }: { despatch: DespatchDetail }) {
  const t = postaText.useText();
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState<string>();
  const resolve = async (how: 'sent' | 'resend') => {
    setBusy(how);
    try {
      await http.post(`/despatches/${despatch.id}/resolve`, { how, reason: why.trim() });
      toast.done(t('resolved'));
      await client.invalidateQueries({ queryKey: ['despatches'] });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Notice tone="warn" title={<><MailQuestionMark size={16} aria-hidden /> {t('uncertainTitle')}</>}>
      <div className={css.stack}>
        <span>{t('uncertainHint')}</span>
        <Textarea label={t('resolveReason')} value={why} onChange={(e) => setWhy(e.currentTarget.value)} autosize minRows={1} />
        <div className={css.actions}>
          <Button disabled={!why.trim()} loading={busy === 'sent'} onClick={() => void resolve('sent')}>{t('resolveSent')}</Button>
          <Button variant="default" disabled={!why.trim()} loading={busy === 'resend'} onClick={() => void resolve('resend')}>{t('resolveResend')}</Button>
        </div>
      </div>
    </Notice>
  );
}

function refusal(notAccepted: DespatchDetail['journey']['not_accepted']): string | undefined {
  if (!notAccepted) return undefined;
  if (typeof notAccepted === 'string') return notAccepted;
  return typeof notAccepted === 'object' ? (notAccepted.reason ?? '') : '';
}

/** What left and what became of it. */
function Whole({ despatch: d }: { despatch: DespatchDetail }) {
  const t = postaText.useText();
  const m = mailText.useText();
  const boxes = useMailboxes();
  const refused = refusal(d.journey.not_accepted);
  return (
    <>
      {d.state === 'unknown' && <Uncertain despatch={d} />}
      {d.resends && <Notice title={t('resendsOld')}><Link to="/posta/s/$despatch" params={{ despatch: d.resends }} search={{ verso: 'inviata' }}>{t('openOld')}</Link></Notice>}
      {refused !== undefined && <Notice tone="bad" title={t('notAccepted')}>{refused}</Notice>}
      {d.waits && <Notice title={t('waits', { when: dateTimeSeconds(d.waits.until) })}>{d.waits.reason}</Notice>}
      {d.last_error && !d.waits && <Notice tone={d.state === 'rejected' ? 'bad' : 'neutral'} title={t('lastError')}>{d.last_error}</Notice>}
      <div className={css.columns}>
        <div className={css.column}>
          {d.mailing && <MailingPanel id={d.mailing} />}
          <Panel title={t('receipts')}>
            {d.journey.recipients.length === 0 ? <p className={css.foot}>{t('noReceipts')}</p>
              : <ul className={css.journey}>{d.journey.recipients.map((r) => <Traveller key={r.address} recipient={r} />)}</ul>}
            <p className={css.foot} style={{ marginTop: 10 }}>{t('approvedDelivery')}{d.copies_until && <> {t('copiesUntil', { day: day(d.copies_until) })}</>}</p>
          </Panel>
          {d.corrections.length > 0 && <Panel title={t('fixes')}><Fixes fixes={d.corrections} /></Panel>}
          {d.receipts.length > 0 && <Panel flush title={t('allReceipts')}><AllReceipts receipts={d.receipts} /></Panel>}
        </div>
        <div className={css.column}>
          <Panel>
            <Facts facts={[
              [t('fromBox'), boxes.data?.find((b) => b.key === d.mailbox)?.address ?? d.mailbox],
              [m('to'), <Addresses key="to" list={d.recipients} />],
              [t('writtenBy'), d.author && doerWords(d.author)],
              [t('approvedBy'), d.approver && doerWords(d.approver)],
              [t('createdAt'), dateTimeSeconds(d.created_at)],
              [t('sentAt'), d.submitted_at && dateTimeSeconds(d.submitted_at)],
              [m('messageId'), d.message_id && <code>{d.message_id}</code>],
            ]} />
          </Panel>
          {d.release && <Release release={d.release} />}
          <Panel title={t('text')}>
            <div className={css.stack}>
              <div className={css.plain}>{d.body?.trim() || m('emptyBody')}</div>
              <Attachments files={(d.attachments ?? []).map((a) => ({ ...a }))} />
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}

export default function DespatchPane({ id, back }: { id: string; back: () => void }) {
  const t = postaText.useText();
  const m = mailText.useText();
  const r = recordText.useText();
  const query = useQuery({ queryKey: ['despatches', id], queryFn: () => http.get<DespatchDetail>(`/despatches/${id}`) });
  if (query.isPending) return <Bars rows={6} height={36} />;
  if (query.isError) {
    const failure = <Failure error={query.error} retry={() => void query.refetch()} />;
    return query.error instanceof Problem && query.error.status === 404 ? <RemovalTrace object={id} otherwise={failure} /> : failure;
  }
  const d = query.data;
  return (
    <article className={css.read}>
      <header className={css.top}>
        <ActionIcon className={css.back} size={32} aria-label={t('back')} onClick={back}><ArrowLeft size={18} aria-hidden /></ActionIcon>
        <div className={css.topText}>
          <h2 className={css.title} title={d.subject}>{d.withheld ? m('withheldTitle') : d.subject || m('noSubject')}</h2>
          <div className={css.marks}>
            <DespatchMark despatch={d} />
            {d.instance && <Link to="/pratiche/$instance" params={{ instance: d.instance }} search={{}}>{t('openCase')}</Link>}
          </div>
        </div>
        <div className={css.actions}>
          {!d.withheld && <Button component="a" href={address(`/despatches/${id}/evidence`)} download variant="default" title={t('evidenceHint')} leftSection={<FileArchive size={14} aria-hidden />}>{t('evidenceOf')}</Button>}
          {!d.withheld && <Button component="a" href={address(`/despatches/${id}/raw`)} download variant="default" leftSection={<Download size={14} aria-hidden />}>{m('raw')}</Button>}
          <RemovalMenu kind="despatch" object={id} />
        </div>
      </header>
      {d.withheld ? <><Notice>{m('withheldHint')}</Notice><RemovalTrace object={id} /></> : <Whole despatch={d} />}
      <Conversation of="despatches" id={id} />
      <Panel title={r('title')}><RecordOfActs of="despatches" id={id} /></Panel>
    </article>
  );
}
