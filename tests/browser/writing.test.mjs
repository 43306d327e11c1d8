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
