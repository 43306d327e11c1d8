/** What an error to resolve is about and what to do, by its code; the server's words stand beside it. */
import type { Incident } from '@/api/types';
import { incidentWords } from './text';

const KNOWN = [
  'mailbox_failing', 'mail_quarantined', 'start_rule_failed', 'despatch_uncertain', 'despatch_no_acceptance', 'despatch_no_acceptance_24h', 'despatch_no_outcome',
  'despatch_no_evidence', 'receipt_differs', 'smtp_rejected', 'too_big', 'no_recipient', 'bad_address',
  'mailbox_not_certified', 'mailbox_settings', 'approval_void', 'attachment_missing', 'letter_failed',
  'mailbox_missing', 'mailbox_quota', 'mailbox_renewal', 'mailbox_secret_old', 'no_retries_left', 'uncertain', 'job_failed', 'automatic_stopped',
  'mailing_part_failed', 'recipient_list_missing', 'too_many_copies',
] as const;

/** Their words are the whole matter: the server has nothing of its own to add. */
const SAID = new Set(['despatch_no_acceptance', 'despatch_no_acceptance_24h', 'despatch_no_evidence', 'receipt_differs', 'approval_void']);

/** A code of the engine (`gateway.no_flow`) by what its first word is about. */
const ENGINE = ['script', 'gateway', 'variable', 'timer', 'multi', 'decision'] as const;

type Words = { heading: string; hint: string };

export function incidentSays(code: string): Words {
  const t = incidentWords.text;
  const known = KNOWN.find((k) => k === code);
  if (known) return { heading: t(`is_${known}`), hint: t(`do_${known}`) };
  const part = ENGINE.find((k) => code.startsWith(`${k}.`));
  return { heading: part ? t(`is_${part}`) : t('is_unknown'), hint: t('do_unknown') };
}

/** The words of the server or of the engine; undefined where the heading says it all. */
export function incidentDetail(incident: Pick<Incident, 'code' | 'message'>): string | undefined {
  return SAID.has(incident.code) || incident.message.trim() === '' ? undefined : incident.message;
}

/** The page the matter is at, for an error that belongs to no case. */
export function incidentPlace(incident: Incident): { to: 'mail' | 'despatch' | 'mailboxes' | 'mailing'; id: string } | undefined {
  const id = incident.subject;
  if (incident.instance || !id) return undefined;
  if (/^mailbox_(failing|missing|quota|renewal|secret_old)$/.test(incident.code) || incident.code === 'automatic_stopped') return { to: 'mailboxes', id };
  if (incident.code === 'mail_quarantined' || incident.code === 'receipt_differs') return { to: 'mail', id };
  if (incident.code === 'mailing_part_failed') return { to: 'mailing', id };
  return incident.code.startsWith('despatch_') ? { to: 'despatch', id } : undefined;
}
