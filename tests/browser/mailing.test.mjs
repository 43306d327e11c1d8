/**
 * A message to many: Anna takes the recipients from a list, which is read before it is used, and is told in how many parts it
 * leaves and what its receipts cost; its page shows how far it is, and those who were not reached are one task.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const LIST = [...Array.from({ length: 60 }, (_, n) => `Prova ${n};r${n}@pec.altro.example`), 'Prova;r1@pec.altro.example', 'Prova;full@pec.altro.example', 'Prova;niente'].join('\n');

test('a list is read, a mailing is followed to its end', { timeout: 240_000 }, () => tell('mailing', async ({ house, person }) => {
  const wrong = [];
  const clerk = await house.as('anna.neri');
  const head = await house.as('giorgio.conti');
  const draft = await until('a request to answer', async () => (await clerk.get('/tasks?filter=groups&limit=100')).items.find((t) => t.drafts && t.state === 'open'));
  await clerk.post(`/tasks/${draft.id}/claim`);

  const anna = await person('Anna Neri');
  await anna.goto(`/scrivania/${draft.id}`);
  await anna.getByRole('tab', { name: 'Risposta' }).click();
  await anna.getByRole('button', { name: 'Destinatari da un elenco' }).click();
  await anna.getByLabel('Incolla gli indirizzi, uno per riga').fill(LIST);
  await anna.getByRole('button', { name: 'Controlla' }).click();
  await anna.getByText('Riga 63: Prova;niente').waitFor();
  await settled(anna);
  await look(anna, 'mailing-list', wrong);
  await anna.getByRole('button', { name: 'Usa questi 61 indirizzi' }).click();
  await anna.getByLabel('Ricevuta di consegna').waitFor();
  await settled(anna);
  await look(anna, 'mailing-composer', wrong);
  // What it costs that nobody sees the others.
  await anna.getByLabel('Un messaggio per destinatario').check();
  await anna.getByText(/6[12] messaggi, uno per destinatario, fino al/).waitFor();
  await settled(anna);
  await look(anna, 'mailing-separately', wrong);
  await anna.getByLabel('Un messaggio per destinatario').uncheck();
  await anna.getByText(/al massimo \d+ per lotto/).waitFor();
  await anna.getByLabel('Testo', { exact: true }).fill('Si avvisano tutti gli interessati.');
  await until('the draft is kept', async () => (await clerk.get(`/tasks/${draft.id}`)).draft?.data.risposta?.body.startsWith('Si avvisano'));
  const message = (await clerk.get(`/tasks/${draft.id}`)).draft.data.risposta;
  await clerk.post(`/tasks/${draft.id}/complete`, { data: { risposta: message } });
  const approval = await until('the approval', async () => (await head.get('/tasks?filter=groups&limit=100')).items.find((t) => t.approves && t.instance === draft.instance));
  await head.post(`/tasks/${approval.id}/claim`);
  const seen = await head.get(`/tasks/${approval.id}`);
  assert.equal(seen.message.to_list.count, 61);
  await head.post(`/tasks/${approval.id}/complete`, { data: { esito: 'approva' }, draft_hash: seen.message.hash });
  const part = await until('a part that left', async () => (await clerk.get('/despatches?limit=50')).items.find((d) => d.instance === draft.instance && d.mailing));
  const mailing = await until('every outcome', async () => {
    const found = await clerk.get(`/mailings/${part.mailing}`);
    return found.unsent + found.awaited === 0 && found.task && found;
  }, 90_000);
  assert.equal(mailing.delivered + mailing.external + mailing.failed + mailing.dealt_with, mailing.recipients);

  await anna.goto(`/posta/i/${mailing.id}?verso=inviata`);
  await anna.getByText(/destinatari con un esito/).waitFor();
  await anna.getByRole('button', { name: /Non raggiunti$/ }).click();
  await anna.getByRole('link', { name: 'full@pec.altro.example', exact: true }).waitFor();
  await settled(anna);
  await look(anna, 'mailing', wrong);
  const download = anna.waitForEvent('download');
  await anna.getByRole('link', { name: 'Resoconto (CSV)' }).click();
  assert.match((await download).suggestedFilename(), /^invio-.*\.csv$/);
  await anna.getByRole('link', { name: 'full@pec.altro.example', exact: true }).click();
  await anna.getByRole('link', { name: 'Apri l’invio' }).waitFor();
  await settled(anna);
  await look(anna, 'mailing-part', wrong);
  assert.deepEqual(wrong, []);
}));
