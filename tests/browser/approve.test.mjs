/**
 * Approving: the head decides ten in a row with one key each, on a phone with one touch each; sends one back with
 * observations, and compares the new version with the one before.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look, PHONE } from './look.mjs';
import { settled, tell } from './people.mjs';

const MANY = 13;

/** Letters of the office that wait for their head, written by Anna. */
async function letters(house, count, body) {
  const elena = await house.as('elena.riva');
  const anna = await house.as('anna.neri');
  for (let n = 0; n < count; n += 1) {
    const { id } = await elena.post('/processes/invio_con_approvazione/instances', {
      variables: { oggetto: `Lettera ${n + 1}`, ufficio: 'edilizia', ordine: 'in_ordine' },
    });
    await write(anna, id, body);
  }
}

async function write(anna, instance, body, changes = {}) {
  const task = await until('the letter is to be written', async () => {
    const { items } = await anna.get('/tasks?filter=groups&limit=200');
    return items.find((t) => t.instance === instance && t.element === 'scrivi');
  });
  await anna.post(`/tasks/${task.id}/complete`, { data: { lettera: {
    mailbox: 'protocollo', to: ['ditta@pec.altro.example', 'studio@pec.altro.example'], subject: task.title, body, ...changes,
  } } });
}

test('ten approvals in a row, one sent back, versions compared', { timeout: 280_000 }, () => tell('approve', async ({ house, person }) => {
  const wrong = [];
  await letters(house, MANY, 'Si comunica che la strada chiude lunedì.\n\nDistinti saluti.');
  const giorgio = await person('Giorgio Conti');
  const server = await house.as('giorgio.conti');
  // Each letter becomes a PDF/A before it is to be approved.
  const before = await until('all wait for approval', async () => {
    const { approve } = await server.get('/tasks/counts');
    return approve >= MANY && approve;
  });
  await giorgio.goto('/scrivania');
  await giorgio.getByRole('button', { name: `${before} da approvare` }).click();
  await giorgio.getByText('Lettera 1', { exact: true }).first().waitFor();
  await look(giorgio, 'approve-list', wrong);

  // One key each: the next opens by itself.
  await giorgio.locator('[data-task]').first().click();
  const approve = giorgio.getByRole('button', { name: /^Approva/ });
  for (let n = 0; n < 10; n += 1) {
    await approve.waitFor();
    await settled(giorgio);
    const at = giorgio.url();
    await giorgio.keyboard.press('a');
    await giorgio.waitForURL((url) => url.href !== at);
  }
  assert.equal((await server.get('/tasks/counts')).approve, before - 10);

  // On a phone: one touch, and the next is there.
  await giorgio.setViewportSize(PHONE);
  await approve.waitFor();
  await settled(giorgio);
  const at = giorgio.url();
  await approve.click();
  await giorgio.waitForURL((url) => url.href !== at);
  await approve.waitFor();
  await look(giorgio, 'approve-one', wrong);

  // Sent back with observations, without taking it first.
  await giorgio.keyboard.press('o');
  const remarks = giorgio.getByRole('textbox', { name: /^Osservazioni/ });
  await remarks.fill('Manca l’ora della chiusura.');
  const task = giorgio.url().split('/').pop().split('?')[0];
  const { instance, title } = await server.get(`/tasks/${task}`);
  await giorgio.getByRole('button', { name: 'Rimanda con osservazioni' }).click();
  await until('it is sent back', async () => (await server.get(`/tasks/${task}`)).state === 'completed');

  // The new version beside the one before.
  const anna = await house.as('anna.neri');
  await write(anna, instance, 'Si comunica che la strada chiude lunedì alle ore 8.\n\nDistinti saluti.');
  const again = await until('the second version waits', async () => {
    const { items } = await server.get('/tasks?filter=approve&limit=200');
    return items.find((t) => t.instance === instance);
  });
  await giorgio.goto(`/scrivania/${again.id}?elenco=approvare`);
  await giorgio.getByText(title).first().waitFor();
  await giorgio.getByText('Manca l’ora della chiusura.').first().waitFor();
  await giorgio.getByRole('button', { name: 'Confronta con la versione precedente' }).click();
  await giorgio.locator('ins', { hasText: 'alle ore 8.' }).waitFor();
  await giorgio.locator('del', { hasText: 'lunedì.' }).waitFor();
  await look(giorgio, 'approve-compare', wrong);
  assert.deepEqual(wrong, []);
}));

/** A list of recipients as the server keeps it. */
async function list(anna, addresses) {
  const form = new FormData();
  form.append('file', new File([addresses.join('\n')], 'soci.csv', { type: 'text/csv' }));
  return (await anna.post('/recipient-lists', form)).list;
}

test('a changed list of recipients is compared', { timeout: 180_000 }, () => tell('approve-recipients', async ({ house, person }) => {
  const wrong = [];
  const elena = await house.as('elena.riva');
  const anna = await house.as('anna.neri');
  const server = await house.as('giorgio.conti');
  const { id } = await elena.post('/processes/invio_con_approvazione/instances', {
    variables: { oggetto: 'Convocazione dei soci', ufficio: 'edilizia', ordine: 'in_ordine' },
  });
  const members = (from, to) => Array.from({ length: to - from }, (_, n) => `socio${from + n}@pec.altro.example`);
  const text = 'Si convoca l’assemblea.\n\nDistinti saluti.';
  const toApprove = (version) => until(`version ${version} waits`, async () => {
    const { items } = await server.get('/tasks?filter=approve&limit=200');
    const task = items.find((t) => t.instance === id);
    return task && (await server.get(`/tasks/${task.id}`)).message?.version === version && task;
  });
  await write(anna, id, text, { to: [], to_list: await list(anna, members(0, 120)), receipt: 'breve' });
  const first = await toApprove(1);
  await server.post(`/tasks/${first.id}/claim`);
  await server.post(`/tasks/${first.id}/complete`, { data: { esito: 'rimanda', osservazioni: 'Mancano i nuovi soci.' } });
  await write(anna, id, text, { to: [], to_list: await list(anna, members(3, 140)), receipt: 'sintetica', separately: true });
  const second = await toApprove(2);
  const giorgio = await person('Giorgio Conti');
  await giorgio.goto(`/scrivania/${second.id}?elenco=approvare`);
  await giorgio.getByRole('button', { name: 'Confronta con la versione precedente' }).click();
  await giorgio.getByText('Da 120 a 137 indirizzi.').waitFor();
  await giorgio.getByText('20 aggiunti').waitFor();
  await giorgio.getByText('3 tolti').waitFor();
  await giorgio.locator('ins', { hasText: 'socio139@pec.altro.example' }).waitFor();
  await giorgio.locator('del', { hasText: 'socio2@pec.altro.example' }).waitFor();
  await giorgio.locator('ins', { hasText: 'Un messaggio per destinatario' }).waitFor();
  await settled(giorgio);
  await look(giorgio, 'approve-recipients', wrong);
  assert.deepEqual(wrong, []);
}));
