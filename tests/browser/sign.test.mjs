/**
 * Signing: a letter approved by two is on the list *Da firmare* of the head, is signed by the test signer, and a file with other
 * content is refused with the reason.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { out, until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

test('an approved letter is signed on the page', { timeout: 200_000 }, () => tell('sign', async ({ house, person }) => {
  const wrong = [];
  const elena = await house.as('elena.riva');
  const anna = await house.as('anna.neri');
  const { id: instance } = await elena.post('/processes/invio_con_approvazione/instances', {
    variables: { oggetto: 'Chiusura di via Lunga', ufficio: 'edilizia', ordine: 'in_ordine', firma: 'si' },
  });
  const open = (who, filter) => until(`a task in ${filter}`, async () => {
    const { items } = await who.get(`/tasks?filter=${filter}&limit=200`);
    return items.find((t) => t.instance === instance);
  });
  const draft = await open(anna, 'groups');
  await anna.post(`/tasks/${draft.id}/complete`, { data: { lettera: {
    mailbox: 'protocollo', to: ['ditta@pec.altro.example'], subject: draft.title, body: 'La strada chiude lunedì.\n\nDistinti saluti.',
  } } });
  const head = await house.as('giorgio.conti');
  const secretary = await house.as('irene.sala');
  // What is added at sending is told before approving.
  const first = await open(head, 'approve');
  // The file that is refused is asked for by the test.
  const giorgio = await person('Giorgio Conti', { allow: [/status of 422 .*\/signature$/] });
  await giorgio.goto(`/scrivania/${first.id}?elenco=approvare`);
  await giorgio.getByText('Si aggiunge all’invio').first().waitFor();
  await look(giorgio, 'sign-approve', wrong);
  for (const who of [head, secretary]) {
    const task = await open(who, 'approve');
    const { message } = await who.get(`/tasks/${task.id}`);
    assert.equal(message.attachments[0].name, 'lettera.pdf');
    await who.post(`/tasks/${task.id}/complete`, { data: { esito: 'approva' }, draft_hash: message.hash });
  }
  await open(head, 'sign');
  await giorgio.goto('/scrivania');
  await giorgio.getByRole('button', { name: /^\d+ da firmare$/ }).click();
  await giorgio.locator('[data-task]').first().click();
  await giorgio.getByRole('button', { name: /^Prendi in carico/ }).first().click();
  const inside = giorgio.getByRole('button', { name: 'Firma dentro il PDF' });
  await inside.waitFor();
  await settled(giorgio);
  await look(giorgio, 'sign-open', wrong);

  await giorgio.locator('input[type=file]').setInputFiles({ name: 'altro.pdf.p7m', mimeType: 'application/pkcs7-mime', buffer: Buffer.from('niente') });
  await giorgio.getByText('Nel file non c’è nessuna firma').or(giorgio.getByText("Nel file non c'è nessuna firma")).first().waitFor();
  await look(giorgio, 'sign-refused', wrong);

  await inside.click();
  await giorgio.getByText('FIRMA DI PROVA – Giorgio Conti').first().waitFor();
  await look(giorgio, 'sign-signed', wrong);
  // The mark is on the page itself.
  await giorgio.getByRole('button', { name: 'lettera.pdf', exact: true }).last().click();
  await giorgio.getByRole('dialog').locator('canvas').first().waitFor();
  await settled(giorgio);
  await giorgio.getByRole('dialog').locator('canvas').first().evaluate((page) => page.scrollIntoView({ block: 'end' }));
  await giorgio.screenshot({ path: join(out, 'sign-mark.png') });
  await giorgio.keyboard.press('Escape');
  await giorgio.getByRole('button', { name: /^Concludi con la firma/ }).click();
  await open(anna, 'groups');
  assert.deepEqual(wrong, []);
}));
