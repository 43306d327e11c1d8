/**
 * A message that answers nobody: begun in Posta, its recipient found in the address book, the PEC box chosen by the recipient,
 * confirmed before it leaves, delivered, and found under its sender's name.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

test('a new PEC is written, confirmed and found under the name of who sent it', { timeout: 280_000 }, () => tell('writing', async ({ house, person }) => {
  const admin = await house.as('dario.monti');
  await admin.post('/contacts/import', { source: 'ipa.csv', csv: 'nome;pec\nComune di Prova;comune@pec.altro.example' });
  const anna = await person('Anna Neri');
  const wrong = [];
  await anna.goto('/posta');
  await settled(anna);
  await anna.getByRole('button', { name: 'Nuovo messaggio' }).click();
  await anna.getByRole('button', { name: 'Scarta il messaggio' }).waitFor();
  const to = anna.getByRole('combobox', { name: 'Destinatari' });
  await to.fill('comune di p');
  await anna.getByRole('option', { name: /comune@pec\.altro\.example/ }).click();
  await anna.getByText('Scelta dai destinatari e dal tuo ufficio', { exact: false }).waitFor();
  assert.equal(await anna.getByLabel('Dalla casella').inputValue(), 'protocollo');
  await anna.getByLabel('Oggetto', { exact: true }).fill('Convocazione della conferenza');
  await anna.getByLabel('Testo', { exact: true }).fill('Si trasmette in allegato la convocazione.');
  await anna.getByRole('button', { name: 'Metti la firma' }).click();
  assert.match(await anna.getByLabel('Testo', { exact: true }).inputValue(), /Anna Neri/);
  await anna.getByText('manca l’allegato?', { exact: false }).or(anna.getByText("manca l'allegato?", { exact: false })).first().waitFor();
  await look(anna, 'writing', wrong);

  await anna.getByRole('button', { name: /^Invia/ }).click();
  const dialog = anna.getByRole('dialog');
  await dialog.getByText('comune@pec.altro.example', { exact: false }).first().waitFor();
  await look(anna, 'writing-confirm', wrong);
  await dialog.getByRole('button', { name: 'Confermo, invia' }).click();

  const server = await house.as('anna.neri');
  const sent = await until('it has left', async () => {
    const { items } = await server.get('/despatches?q=conferenza');
    return items.find((d) => d.author?.name === 'Anna Neri');
  });
  assert.equal(sent.mailbox, 'protocollo');
  assert.equal(sent.certified, true);
  await anna.goto('/posta?verso=inviata');
  await settled(anna);
  await anna.getByText('di Anna Neri').first().waitFor();
  await look(anna, 'writing-sent', wrong);
  assert.deepEqual(wrong, []);
}));

test('an e-mail can be taken back for a moment, a mail is passed on, a draft is thrown away', { timeout: 280_000 }, () => tell('writing-back', async ({ house, person }) => {
  const elena = await person('Elena Riva');
  const wrong = [];
  await elena.goto('/posta');
  await settled(elena);
  await elena.getByRole('button', { name: 'Nuovo messaggio' }).click();
  await elena.getByRole('combobox', { name: 'Destinatari' }).fill('nuova@posta.example');
  await elena.getByRole('combobox', { name: 'Destinatari' }).press('Enter');
  await elena.getByText('Non si sa se è una PEC').waitFor();
  assert.equal(await elena.getByLabel('Dalla casella').inputValue(), 'urp');
  await elena.getByLabel('Oggetto', { exact: true }).fill('Orari di luglio');
  await elena.getByLabel('Testo', { exact: true }).fill('Si comunicano gli orari.');
  await elena.getByRole('button', { name: /^Invia/ }).click();
  await elena.getByText(/^Il messaggio parte alle/).waitFor();
  await look(elena, 'writing-leaving', wrong, { phone: false, dark: false });
  await elena.getByRole('button', { name: 'Riprendi il messaggio' }).click();
  await elena.getByText('Il messaggio è tornato in bozza.').waitFor();
  assert.equal(await elena.getByLabel('Oggetto', { exact: true }).inputValue(), 'Orari di luglio');
  await elena.getByRole('button', { name: 'Scarta il messaggio' }).click();
  await elena.getByRole('dialog').getByRole('button', { name: 'Scarta', exact: true }).click();
  await elena.getByText('Messaggio scartato.').waitFor();
  const server = await house.as('elena.riva');
  assert.equal((await server.get('/despatches?q=luglio')).items.length, 0, 'nothing has left');

  // A mail that came is passed on with its text and, being a PEC, with the whole of itself.
  const { items } = await server.get('/mails?kind=transport');
  await elena.goto(`/posta/m/${items[0].id}`);
  await settled(elena);
  await elena.getByRole('button', { name: 'Inoltra' }).click();
  await elena.getByText('messaggio-originale.eml').waitFor();
  assert.match(await elena.getByLabel('Oggetto', { exact: true }).inputValue(), /^I: /);
  assert.match(await elena.getByLabel('Testo', { exact: true }).inputValue(), /Messaggio inoltrato/);
  await look(elena, 'writing-forward', wrong);
  assert.deepEqual(wrong, []);
}));
