/**
 * *Registro*, *Conversazione* and *Perché è qui*: what one person read another sees, with the first view marked;
 * an archive of a mailbox is ordered and taken away.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { round } from './look.mjs';
import { tell } from './people.mjs';

test('who read a message is told to whoever may see it', { timeout: 280_000 }, () => tell('record', async ({ house, person }) => {
  const wrong = [];
  const irene = await house.as('irene.sala');
  const mails = (await irene.get('/mails?limit=100')).items;
  const mail = mails.find((m) => m.kind === 'transport' && m.instance);
  assert.ok(mail, 'the demonstration has a PEC in a case');
  await irene.get(`/mails/${mail.id}`);
  const despatch = (await irene.get('/despatches')).items.find((d) => d.instance);
  const { items: tasks } = await irene.get('/tasks?filter=all&limit=100');
  const task = tasks.find((t) => t.mail);

  const page = await person('Irene Sala');
  await round(page, wrong, [
    ['record-mail', `/posta/m/${mail.id}`, async (p) => {
      const record = p.getByRole('list', { name: 'Registro' });
      await record.getByText('prima lettura').first().waitFor();
      assert.match(await record.textContent(), /Irene Sala\s+Messaggio visto/);
      await record.scrollIntoViewIfNeeded();
    }],
    ['record-conversation', `/posta/m/${mail.id}`, (p) => p.getByRole('heading', { name: 'Conversazione' }).scrollIntoViewIfNeeded()],
    ['record-despatch', `/posta/s/${despatch.id}?verso=inviata`, (p) => p.getByRole('list', { name: 'Registro' }).scrollIntoViewIfNeeded()],
    ['record-case', `/pratiche/${mail.instance}?scheda=registro`, (p) => p.getByText('prima lettura').first().waitFor()],
    ['why-case', `/pratiche/${mail.instance}?scheda=perche`, (p) => p.getByText('Le regole e i valori di allora').waitFor()],
    ['why-task', `/scrivania/${task.id}?scheda=perche`, (p) => p.getByText('Le regole e i valori di allora').waitFor()],
  ]);

  // The head of an office orders them too, and finds the page in the menu.
  const marta = await person('Marta Galli');
  await marta.getByRole('link', { name: 'Archivi', exact: true }).click();
  await marta.getByRole('heading', { name: 'Archivi per periodo' }).waitFor();
  await round(marta, wrong, [
    ['archives-empty', '/archivi'],
    ['archives', '/archivi', async (p) => {
      const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Rome' });
      await p.getByRole('textbox', { name: 'Dal giorno', exact: true }).fill(`${today.slice(0, 4)}-01-01`);
      await p.getByRole('textbox', { name: 'Al giorno', exact: true }).fill(today);
      await p.getByRole('button', { name: 'Ordina l’archivio' }).click();
      await p.getByRole('link', { name: /^Scarica/ }).first().waitFor();
    }],
    ['archives-delete', '/archivi', (p) => p.getByRole('button', { name: 'Elimina il file' }).first().click()],
  ]);
  await marta.goto('/archivi');
  await marta.getByRole('button', { name: 'Elimina il file' }).first().click();
  await marta.getByRole('dialog').getByRole('button', { name: 'Elimina il file' }).click();
  await marta.getByText('eliminato', { exact: true }).first().waitFor();
  const anna = await person('Anna Neri');
  assert.equal(await anna.getByRole('link', { name: 'Archivi', exact: true }).count(), 0);
  await round(anna, wrong, [['archives-none', '/archivi', (p) => p.getByText('Nessuna casella da archiviare').waitFor()]]);
  assert.deepEqual(wrong, []);
}));
