/**
 * Signing: a letter approved by two is on the list *Da firmare* of the head, is signed by the test signer, and a file with other
 * content is refused with the reason. What left and its evidence say who approved, what was added and who signed.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { out, until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';
import { pdfText } from './pdf.mjs';
import { unzip } from './zip.mjs';

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
  await giorgio.getByText('revoca non verificata').first().scrollIntoViewIfNeeded();
  await look(giorgio, 'sign-signed', wrong);
  // The mark is on the page itself.
  await giorgio.getByRole('button', { name: 'lettera.pdf', exact: true }).last().click();
  await giorgio.getByRole('dialog').locator('canvas').first().waitFor();
  await settled(giorgio);
  await giorgio.getByRole('dialog').locator('canvas').first().evaluate((page) => page.scrollIntoView({ block: 'end' }));
  await giorgio.screenshot({ path: join(out, 'sign-mark.png') });
  await giorgio.keyboard.press('Escape');
  await giorgio.getByRole('button', { name: /^Concludi con la firma/ }).click();

  // It leaves with its number; the evidence tells what was approved, added and signed.
  const last = await open(anna, 'groups');
  await anna.post(`/tasks/${last.id}/complete`, { data: { numero: 'Prot. 12/2026' } });
  const sent = await until('the letter is delivered', async () => {
    const { items } = await anna.get('/despatches?limit=50');
    const found = items.find((d) => d.instance === instance);
    return found && found.delivered === found.total && found;
  });
  const detail = await anna.get(`/despatches/${sent.id}`);
  await giorgio.goto(`/posta/s/${sent.id}?verso=inviata`);
  await giorgio.getByText('Che cosa è stato approvato e che cosa è partito').waitFor();
  await giorgio.getByText('revoca non verificata').first().scrollIntoViewIfNeeded();
  await look(giorgio, 'sign-sent', wrong);
  const archive = await giorgio.request.get(`/api/v1/despatches/${sent.id}/evidence`, { headers: { 'Accept-Language': 'it' } });
  const files = unzip(Buffer.from(await archive.body()));
  writeFileSync(join(out, 'sign-prova.pdf'), files['prova.pdf']);
  const proof = JSON.parse(files['prova.json'].toString());
  assert.equal(proof.let_out.approved_sha256, detail.release.approved);
  assert.deepEqual(proof.let_out.approvals.map((a) => [a.by, a.at]), detail.release.approvals.map((a) => [a.by.name, a.at]));
  assert.equal(proof.let_out.additions.subject_prefix, 'Prot. 12/2026');
  const [signed] = proof.signed_attachments;
  assert.deepEqual([signed.name, signed.formats, signed.recorded], ['lettera.pdf', ['pades'], true]);
  assert.equal(signed.inner_sha256, proof.let_out.additions.signed[0].approved_sha256);
  const [signer] = signed.signers;
  assert.deepEqual([signer.name, signer.intact, signer.revocation.status], ['FIRMA DI PROVA – Giorgio Conti', true, 'not_verified']);

  const text = await pdfText(files['prova.pdf']);
  for (const words of [
    detail.release.approved, detail.release.sent, signed.sha256, signed.inner_sha256, 'Prot. 12/2026', 'PAdES', 'FIRMA DI PROVA – Giorgio Conti',
    'Approvato da Giorgio Conti', 'Approvato da Irene Sala', 'revoca non verificata', 'nessuna marca temporale verificata',
  ]) assert.ok(text.includes(words), `the report says «${words}»:\n${text}`);
  assert.deepEqual(wrong, []);
}));
