import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { CertifiedSign, despatchTone, despatchWord, recipientTone, recipientWord, verdictSentence } from './words';

describe('a verdict says what the evidence shows', () => {
  test('the list and its day, never just "valida"', () => {
    const said = verdictSentence({ status: 'trusted', trusted_by: 'AgID (2026-11-20)' });
    expect(said).toBe('firma integra · gestore nell’elenco importato il 20/11/2026 (AgID)');
  });
  test.each([['untrusted_chain', 'non presente'], ['invalid', 'non integra'], ['absent', 'nessuna firma']] as const)('%s', (status, words) =>
    expect(verdictSentence(status)).toContain(words));
  test('ordinary mail has no verdict', () => expect(verdictSentence(null)).toBe('posta ordinaria, non certificata'));
});

test('ordinary mail never gets a tick, whatever the verdict says', () => {
  const draw = (kind: string) => render(<MantineProvider><CertifiedSign kind={kind} verdict="trusted" /></MantineProvider>).container;
  expect(draw('ordinary').querySelector('svg')).toBeNull();
  expect(draw('anomaly').querySelector('svg')).toBeNull();
  expect(draw('transport').querySelector('svg')).not.toBeNull();
});

describe('a despatch', () => {
  const d = (state: string, outcome: string, delivered: number, total: number) => ({ state, outcome, delivered, total });
  test.each([
    [d('accepted', 'some_failed', 1, 2), 'consegnata a 1 di 2 destinatari', 'bad'],
    [d('accepted', 'all_delivered', 1, 1), 'consegnata a 1 di 1 destinatario', 'good'],
    [d('accepted', 'external_only', 0, 1), 'accettata, consegna non certificabile', 'neutral'],
    [d('unknown', 'pending', 0, 1), 'Esito incerto', 'warn'],
    [d('queued', 'pending', 0, 3), 'In coda di invio', 'neutral'],
  ] as const)('%o', (despatch, words, tone) => {
    expect(despatchWord(despatch)).toBe(words);
    expect(despatchTone(despatch)).toBe(tone);
  });
});

test('a delivery that cannot be certified is grey, and a state nobody knows is shown as it is', () => {
  expect(recipientTone('accepted_external')).toBe('neutral');
  expect(recipientWord('delayed_12h')).toBe('In ritardo (12 h)');
  expect(recipientWord('something_new')).toBe('something_new');
});
