/**
 * The address book: a file is looked at, imported and taken back; contacts are found as one types, read with all that was
 * exchanged, written, changed and merged.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const UNITS = [
  'Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Codice_uni_uo;Descrizione_uo;Nome_responsabile;Cognome_responsabile;Mail_responsabile;Mail1;Tipo_Mail1',
  'c_x123;Comune di Prova;80000000001;UFAB12;Ufficio Tributi e canoni patrimoniali;Ada;Prova;ada@prova.example;tributi@pec.prova.example;pec',
  'c_x123;Comune di Prova;80000000001;UFAB13;Anagrafe;da_indicare;da_indicare;da_indicare;anagrafe@pec.prova.example;Pec',
  'c_x123;Comune di Prova;80000000001;UFAB14;Protocollo;;;;niente;pec',
].join('\r\n');
const LIST = 'Chi;Dove scrivere;CF\r\nStudio Olmo;olmo@pec.altro.example;01234567890\r\nStudio Falso;tributi@pec.prova.example;\r\n';

test('the address book is imported, found, read, changed and taken back', { timeout: 280_000 }, () => tell('book', async ({ house, person }) => {
  const wrong = [];
  const server = await house.as('dario.monti');
  const dario = await person('Dario Monti', { allow: [/status of 422 .*\/(imports|parties)/] });
  await dario.goto('/rubrica');
  await settled(dario);
  await look(dario, 'book-empty', wrong);
  await dario.goto('/rubrica/importazioni');
  await settled(dario);
  await dario.getByRole('button', { name: 'Importa un file' }).click();
  const file = dario.locator('input[type=file]');
  await file.setInputFiles({ name: 'uo.csv', mimeType: 'text/csv', buffer: Buffer.from(UNITS, 'latin1') });
  await dario.getByText('IPA, unità organizzative (UO)', { exact: false }).waitFor();
  await look(dario, 'book-preview', wrong);
  await dario.getByRole('button', { name: 'Importa', exact: true }).click();
  await dario.getByText('fatta', { exact: true }).waitFor();
  await dario.getByRole('link', { name: /Anagrafe/ }).waitFor();
  await look(dario, 'book-imported', wrong);

  // Columns of other names are named by hand; a PEC of somebody else is doubtful.
  await dario.goto('/rubrica/importazioni');
  await settled(dario);
  await dario.getByRole('button', { name: 'Importa un file' }).click();
  await file.setInputFiles({ name: 'elenco.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) });
  await dario.getByRole('alert').getByText('La prima riga deve nominare le colonne', { exact: false }).waitFor();
  await dario.getByLabel('Nome', { exact: true }).selectOption('Chi');
  await dario.getByLabel('PEC', { exact: true }).selectOption('Dove scrivere');
  await dario.getByLabel('Codice fiscale', { exact: true }).selectOption('CF');
  await look(dario, 'book-columns', wrong);
  await dario.getByRole('button', { name: 'Anteprima' }).click();
  await dario.getByText('Dubbi: 1', { exact: false }).waitFor();
  // It is decided line by line; what holds for the rest is said once.
  await dario.getByText('Dubbi 1', { exact: true }).click();
  await dario.getByText('0 decisi su 1.').waitFor();
  await dario.getByLabel('Che cosa fare della riga 3, Studio Falso').selectOption({ label: 'Tieni separato, contatto nuovo' });
  await dario.getByText('1 deciso su 1.').waitFor();
  await dario.getByRole('button', { name: 'Lo stesso per tutti gli altri' }).click();
  assert.equal(await dario.getByLabel('Gli altri dubbi').inputValue(), 'apart');
  await look(dario, 'book-doubts', wrong);
  await dario.getByLabel('Che cosa fare della riga 3, Studio Falso').selectOption({ index: 1 });
  await dario.getByRole('button', { name: 'Importa', exact: true }).click();
  await dario.getByRole('heading', { name: 'elenco.csv' }).waitFor();
  await dario.getByText('fatta', { exact: true }).waitFor();

  // Found by a part of the name and of the address.
  await dario.goto('/rubrica');
  await settled(dario);
  await dario.getByLabel('Cerca nella rubrica').fill('tributi prova');
  await until('only one is left', async () => (await dario.locator('tbody tr').count()) === 1);
  await look(dario, 'book-found', wrong);
  await dario.getByLabel('Cerca nella rubrica').fill('nessuno così');
  await dario.getByText('Nessun contatto', { exact: true }).waitFor();

  // Somebody who wrote: the mail leads to them, they to the mail.
  const from = await until('somebody wrote', async () => (await server.get('/mails?kind=transport&limit=1')).items[0]);
  await dario.goto(`/posta/m/${from.id}`);
  await settled(dario);
  await dario.getByRole('link', { name: 'Aggiungi il mittente alla rubrica' }).click();
  await dario.getByLabel('Nome', { exact: false }).first().fill('Rosa Prova');
  await dario.getByRole('button', { name: 'Nuovo contatto' }).click();
  await dario.getByRole('heading', { name: 'Rosa Prova' }).waitFor();
  await dario.getByText('Messaggi ricevuti').waitFor();
  await look(dario, 'book-contact', wrong);
  await dario.getByRole('button', { name: 'Modifica' }).click();
  await dario.getByLabel('Fa parte di').fill('comune di');
  await dario.getByRole('button', { name: /^Comune di Prova Ente/ }).click();
  await dario.getByRole('button', { name: 'Aggiungi indirizzo' }).click();
  await dario.getByLabel('Indirizzo', { exact: true }).last().fill('non valido@');
  await dario.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
  await dario.getByRole('button', { name: 'Salva' }).click();
  await dario.getByText('non è un indirizzo').first().waitFor();
  await look(dario, 'book-form', wrong);
  await dario.getByLabel('Indirizzo', { exact: true }).last().fill('rosa@pec.prova.example');
  await dario.getByRole('button', { name: 'Salva' }).click();
  await dario.getByRole('link', { name: 'Comune di Prova' }).click();
  await dario.getByRole('heading', { name: 'Comune di Prova' }).waitFor();
  await dario.getByRole('link', { name: 'Rosa Prova' }).waitFor();
  await look(dario, 'book-body', wrong);
  await dario.getByRole('button', { name: 'Unisci…' }).click();
  await dario.getByLabel('L’altro contatto').fill('olmo');
  await dario.getByRole('button', { name: /Studio Olmo/ }).click();
  await look(dario, 'book-merge', wrong);
  await dario.getByRole('dialog').getByRole('button', { name: 'Unisci', exact: true }).click();
  await dario.getByText('sono due contatti', { exact: false }).waitFor();
  await dario.getByRole('button', { name: 'Torna indietro' }).click();

  // The whole import is taken back; the body has people of its own by now and stays.
  const { items } = await server.get('/imports');
  await dario.goto(`/rubrica/importazioni/${items.find((i) => i.source === 'uo.csv').id}`);
  await settled(dario);
  await dario.getByRole('button', { name: "Annulla l’importazione" }).click();
  await dario.getByRole('dialog').getByRole('button', { name: "Annulla l’importazione" }).click();
  await dario.getByText('Annullata da Dario Monti', { exact: false }).waitFor();
  await dario.getByText('ci sono altri contatti che ne fanno parte').waitFor();
  await look(dario, 'book-undone', wrong);

  // An operator reads and writes, and imports nothing; the message begins with the address.
  const anna = await person('Anna Neri');
  await anna.goto('/rubrica');
  await settled(anna);
  assert.equal(await anna.getByRole('link', { name: 'Importazioni' }).count(), 0);
  await anna.getByRole('link', { name: 'Studio Olmo' }).click();
  await anna.getByRole('button', { name: 'Scrivi a olmo@pec.altro.example' }).click();
  await anna.getByRole('button', { name: 'Scarta il messaggio' }).waitFor();
  await anna.getByText('olmo@pec.altro.example').first().waitFor();
  assert.deepEqual(wrong, []);
}));
