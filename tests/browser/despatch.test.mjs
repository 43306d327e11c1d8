/**
 * A message that did not arrive: Anna sees why, sends it again from the task as a new message, and takes the evidence of the
 * first one home as one file.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const WRONG = 'nessuno@pec.comune.example';

test('a despatch that failed is put right from its page, and its evidence opens', { timeout: 200_000 }, () => tell('despatch', async ({ house, person }) => {
  const wrong = [];
  const clerk = await house.as('anna.neri');
  const head = await house.as('giorgio.conti');
  const open = async (by, field) => (await by.get('/tasks?filter=groups&limit=100')).items.find((t) => t[field] && t.state === 'open');
  const draft = await until('a request to answer', () => open(clerk, 'drafts'));
  await clerk.post(`/tasks/${draft.id}/claim`);
  const message = { ...(await clerk.get(`/tasks/${draft.id}`)).data.risposta, to: [WRONG], cc: [], body: 'Si trasmette quanto richiesto.' };
  await clerk.post(`/tasks/${draft.id}/complete`, { data: { risposta: message } });
  const approval = await until('the approval', async () => (await head.get('/tasks?filter=groups&limit=100')).items.find((t) => t.approves && t.instance === draft.instance));
  await head.post(`/tasks/${approval.id}/claim`);
  const seen = (await head.get(`/tasks/${approval.id}`)).message.hash;
  await head.post(`/tasks/${approval.id}/complete`, { data: { esito: 'approva' }, draft_hash: seen });
  const failed = await until('the receipts', async () => (await clerk.get('/despatches?limit=50')).items.find((d) => d.instance === draft.instance && d.outcome === 'all_failed'));

  const anna = await person('Anna Neri');
  await anna.goto(`/posta/s/${failed.id}?verso=inviata`);
  await anna.getByText(/indirizzo non valido/).waitFor();
  await anna.getByText(/Il gestore può rilasciare copia delle ricevute fino al/).waitFor();
  await settled(anna);
  await look(anna, 'despatch-failed', wrong);

  // The evidence is one file.
  const download = anna.waitForEvent('download');
  await anna.getByRole('link', { name: 'Prova della PEC' }).click();
  assert.match((await download).suggestedFilename(), /^prova-.*\.zip$/);

  // From the page to the task.
  await anna.getByRole('link', { name: 'Rimedia' }).click();
  await anna.getByRole('button', { name: /^Prendi in carico/ }).click();
  await anna.getByRole('tab', { name: 'Modulo' }).click();
  await anna.getByText(/Parole del gestore: .*indirizzo non valido/).waitFor();
  await anna.getByLabel(/^Spedire di nuovo/).check();
  await anna.getByLabel(/@pec\.altro\.example/).first().check();
  await settled(anna);
  await look(anna, 'despatch-correct', wrong);
  await anna.getByRole('button', { name: 'Concludi', exact: true }).click();
  await anna.getByText('Attività conclusa.').first().waitFor();

  // A new message, linked both ways.
  await anna.goto(`/posta/s/${failed.id}?verso=inviata`);
  await anna.getByText('spedita di nuovo').waitFor();
  await anna.getByRole('link', { name: 'Apri la spedizione', exact: true }).click();
  await anna.getByText('Consegnata', { exact: true }).waitFor();
  await anna.getByRole('link', { name: 'Apri la spedizione di prima' }).waitFor();
  await settled(anna);
  await look(anna, 'despatch-again', wrong);
  await anna.getByRole('link', { name: 'Apri la spedizione di prima' }).click();
  await until('back at the first', async () => anna.url().includes(failed.id));
  assert.deepEqual(wrong, []);
}));
