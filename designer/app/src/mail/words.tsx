/** What a mail, a verdict, a recipient and a despatch are called, and in which tone. */
import { BadgeCheck, ShieldAlert, ShieldQuestion, ShieldX } from 'lucide-react';
import type { DespatchSummary, MailKind, RecipientState, Verdict, VerdictStatus } from '@/api/types';
import { day } from '@/i18n/dates';
import { Mark } from '@/parts/parts';
import type { ToneName } from '@/theme/tokens';
import css from './mail.module.css';
import { mailText } from './text';

const KINDS = ['transport', 'receipt', 'anomaly', 'ordinary', 'quarantined'] as const;
export type KindName = (typeof KINDS)[number];

/** A list names the kind, a mail that is open says of a receipt which. */
export function kindName(kind: string | MailKind): KindName {
  const name = typeof kind === 'string' ? kind : kind.kind;
  return KINDS.find((k) => k === name) ?? 'ordinary';
}

const STATES = ['new', 'archive', 'case', 'receipt', 'orphan', 'inbox', 'sorted', 'duplicate', 'quarantined'] as const;
export const MAIL_STATES = STATES;

export function mailStateWord(state: string): string {
  const known = STATES.find((s) => s === state);
  return known ? mailText.text(`state_${known}`) : state;
}

const MAIL_TONES: Record<string, ToneName> = {
  inbox: 'warn', new: 'brand', orphan: 'warn', quarantined: 'bad', case: 'neutral',
};
export const mailStateTone = (state: string): ToneName => MAIL_TONES[state] ?? 'neutral';

const RECIPIENT: Record<RecipientState, ToneName> = {
  sent: 'neutral', accepted: 'brand', accepted_external: 'neutral', delivered: 'good', delivered_late: 'good',
  delayed_12h: 'warn', delayed_external: 'warn', undelivered_24h: 'bad', failed: 'bad', failed_virus: 'bad',
  bounced: 'bad', no_evidence: 'warn', not_accepted: 'bad',
};

export function recipientWord(state: string): string {
  return state in RECIPIENT ? mailText.text(`rcpt_${state as RecipientState}`) : state;
}
export const recipientTone = (state: string): ToneName => RECIPIENT[state as RecipientState] ?? 'neutral';

const NOTICES = [
  'accettazione', 'non-accettazione', 'presa-in-carico', 'avvenuta-consegna', 'errore-consegna',
  'preavviso-errore-consegna', 'rilevazione-virus', 'delayed_12h', 'undelivered_24h', 'submitted', 'bounce-failed', 'bounce-delayed',
] as const;

/** A notice of the standard, or a recipient state a history names it by. */
export function noticeWord(kind: string): string {
  const known = NOTICES.find((n) => n === kind || n === kind.replaceAll('_', '-'));
  return known ? mailText.text(`notice_${known}`) : recipientWord(kind);
}

const DESPATCH = ['queued', 'submitting', 'submitted', 'unknown', 'rejected', 'accepted', 'not_accepted'] as const;

/** "consegnata a 1 di 2 destinatari", or how far it has come before. */
export function despatchWord(d: Pick<DespatchSummary, 'state' | 'outcome' | 'delivered' | 'total'>): string {
  const t = mailText.text;
  if (d.outcome === 'external_only') return t('externalOnly');
  if (d.delivered > 0 || ['partial', 'some_failed', 'all_failed', 'all_delivered'].includes(d.outcome ?? '')) {
    return t('deliveredOf', { delivered: d.delivered, count: d.total });
  }
  const known = DESPATCH.find((s) => s === d.state);
  return known ? t(`desp_${known}`) : d.state;
}

export function despatchTone(d: Pick<DespatchSummary, 'state' | 'outcome'>): ToneName {
  if (d.state === 'unknown') return 'warn';
  if (['rejected', 'not_accepted'].includes(d.state)) return 'bad';
  switch (d.outcome) {
    // Nobody can certify it: grey, never green or blue.
    case 'external_only': return 'neutral';
    case 'all_delivered': return 'good';
    case 'some_failed':
    case 'all_failed':
    case 'not_accepted': return 'bad';
    case 'partial': return 'brand';
    default: return d.state === 'accepted' ? 'brand' : 'neutral';
  }
}

export function DespatchMark({ despatch }: { despatch: DespatchSummary }) {
  return <Mark tone={despatchTone(despatch)}>{despatchWord(despatch)}</Mark>;
}

/** "importato il 20/11/2026 (elenco AgID)" out of the name and day the verdict carries. */
function listName(trustedBy: string): string {
  const iso = /\d{4}-\d{2}-\d{2}/.exec(trustedBy)?.[0];
  if (!iso) return `(${trustedBy})`;
  const name = trustedBy.replace(/\(?\b(imported|importat[oa]|import)?\s*(on|il)?\s*\d{4}-\d{2}-\d{2}[T\d:.+Z-]*\)?/i, '').replace(/[\s,;·(-]+$/, '').trim();
  return mailText.text('sigList', { day: day(`${iso}T12:00:00Z`) }) + (name ? ` (${name})` : '');
}

/** The sentence on the signature, never just "valida". Ordinary mail has none. */
export function verdictSentence(verdict: Pick<Verdict, 'status' | 'trusted_by'> | VerdictStatus | null | undefined): string {
  const t = mailText.text;
  const trustedBy = typeof verdict === 'object' ? verdict?.trusted_by : undefined;
  switch (typeof verdict === 'string' ? verdict : verdict?.status) {
    case 'trusted': return trustedBy ? t('sigTrusted', { list: listName(trustedBy) }) : t('sigTrustedPlain');
    case 'untrusted_chain': return t('sigUntrusted');
    case 'invalid': return t('sigInvalid');
    case 'absent': return t('sigAbsent');
    default: return t('sigNone');
  }
}

export function verdictTone(verdict: VerdictStatus | null | undefined): ToneName {
  switch (verdict) {
    case 'trusted': return 'good';
    case 'untrusted_chain': return 'warn';
    case 'invalid':
    case 'absent': return 'bad';
    default: return 'neutral';
  }
}

/** The PEC sign of a list row: a tick only where a trusted signature stands behind the envelope, else what is missing. */
export function CertifiedSign({ kind, verdict }: { kind: string | MailKind; verdict?: VerdictStatus | null }) {
  const t = mailText.useText();
  const name = kindName(kind);
  if (name === 'ordinary') return <span className={css.kind} data-tone="neutral" title={t('kindHint_ordinary')}>{t('kind_ordinary')}</span>;
  if (name === 'anomaly') return <span className={css.kind} data-tone="warn" title={t('kindHint_anomaly')}>{t('kind_anomaly')}</span>;
  if (name === 'quarantined') return <span className={css.kind} data-tone="bad" title={t('kindHint_quarantined')}>{t('kind_quarantined')}</span>;
  const status = verdict ?? undefined;
  const tone = status ? verdictTone(status) : 'neutral';
  const Icon = status === 'trusted' ? BadgeCheck : status === 'untrusted_chain' ? ShieldQuestion : status === 'absent' ? ShieldAlert : ShieldX;
  return (
    <span className={css.kind} data-tone={tone} title={status ? verdictSentence(status) : t('kindHint_transport')}>
      {status && <Icon size={13} aria-hidden />}
      {name === 'receipt' ? t('kind_receipt') : 'PEC'}{status && status !== 'trusted' && `, ${t(`unproved_${status}`)}`}
    </span>
  );
}
