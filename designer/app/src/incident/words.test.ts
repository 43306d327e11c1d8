import { expect, test } from 'vitest';
import type { Incident } from '@/api/types';
import { incidentDetail, incidentPlace, incidentSays } from './words';

const incident = (code: string, more: Partial<Incident> = {}): Incident =>
  ({ id: 'i', code, message: 'said', state: 'open', created_at: '2026-11-28T09:00:00Z', subject: 's', ...more }) as Incident;

test('a known code has its words, one of the engine those of its kind, another is said plainly', () => {
  expect(incidentSays('mailbox_failing').heading).toBe('La casella non si lascia leggere');
  expect(incidentSays('gateway.no_flow').heading).toBe('Il processo non sa da che parte andare');
  expect(incidentSays('from.a.newer.server').heading).toBe('Il processo si è fermato');
  for (const code of ['smtp_rejected', 'script.failed', 'x']) expect(incidentSays(code).hint).toMatch(/\.$/);
});

test('the words of a server are shown, what the heading says already is not', () => {
  expect(incidentDetail(incident('mailbox_failing', { message: 'AUTHENTICATIONFAILED' }))).toBe('AUTHENTICATIONFAILED');
  expect(incidentDetail(incident('despatch_no_evidence'))).toBeUndefined();
  expect(incidentDetail(incident('smtp_rejected', { message: ' ' }))).toBeUndefined();
});

test('what belongs to no case leads to where it is', () => {
  expect(incidentPlace(incident('mail_quarantined'))).toEqual({ to: 'mail', id: 's' });
  expect(incidentPlace(incident('despatch_uncertain'))?.to).toBe('despatch');
  expect(incidentPlace(incident('mailbox_failing'))?.to).toBe('mailboxes');
  expect(incidentPlace(incident('start_rule_failed'))).toBeUndefined();
  expect(incidentPlace(incident('smtp_rejected', { instance: 'c' }))).toBeUndefined();
});
