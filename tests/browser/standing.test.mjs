/**
 * What must be seen to in the mailboxes: nothing at first; then a contract that ends and a box that cannot be read, told in the menu
 * and on a page that leads to where each is seen to. Whoever does not administer is told who does.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const inDays = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
const menu = (page) => page.getByRole('navigation', { name: 'Menu principale' }).first().getByRole('link', { name: /^Stato delle caselle/ });

test('the state of the mailboxes', { timeout: 280_000 }, () => tell('standing', async ({ house, person }) => {
  const wrong = [];
  const dario = await person('Dario Monti');
  const server = await house.as('dario.monti');
  const warnings = async () => (await server.get('/mailboxes/standing')).items.flatMap((b) => b.warnings.map((w) => `${b.key} ${w.concern}`));
  await until('every box of the demonstration is well', async () => (await warnings()).length === 0);
  await dario.goto('/caselle');
  await settled(dario);
  await dario.getByText('Tutte le caselle sono in ordine').waitFor();
  await look(dario, 'standing-well', wrong);

  const box = (await server.get('/mailboxes')).items.find((b) => b.certified);
  await server.put(`/mailboxes/${box.id}/upkeep`, { renewal_on: inDays(5), secret_days: null });
  const maildir = mkdtempSync(join(tmpdir(), 'staffetta-maildir-'));
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, part));
  const added = await server.post('/mailboxes', {
    key: 'fatturazione', address: 'fatturazione-elettronica-e-pagamenti@pec.comune.example', display_name: 'Fatturazione', certified: true, password: '',
    settings: { source: { kind: 'maildir', path: maildir } }, starting_point: { kind: 'all' }, offices: ['edilizia'],
  });
  rmSync(maildir, { recursive: true, force: true });
  await until('both are told', async () => (await warnings()).sort().join() === ['fatturazione failing', `${box.key} renewal`].sort().join());
  await dario.goto('/caselle');
  await settled(dario);
  await dario.getByText(/^Non si legge/).waitFor();
  await dario.getByText(/^Il contratto scade il .*: meno di una settimana$/).waitFor();
  assert.match(await menu(dario).innerText(), /2$/);
  await look(dario, 'standing', wrong);

  // Giorgio oversees an office that works with the broken box; the page says who sees to it.
  const giorgio = await person('Giorgio Conti');
  await giorgio.goto('/caselle');
  await settled(giorgio);
  await giorgio.getByText(/^Non si legge/).waitFor();
  await giorgio.getByText(/Le impostazioni le cambia chi amministra il sistema\.$/).waitFor();
  assert.equal(await giorgio.getByRole('link', { name: 'Controlla il collegamento' }).count(), 0);
  await look(giorgio, 'standing-supervisor', wrong);

  // Each leads to where it is seen to.
  await dario.getByRole('link', { name: 'Controlla il collegamento' }).click();
  await dario.waitForURL(new RegExp(`casella=${added.id}&apri=modifica`));
  await dario.getByLabel('Percorso della cartella').waitFor();
  await look(dario, 'standing-leads', wrong, { dark: false });
  await dario.goto('/caselle');
  await dario.getByRole('link', { name: 'Scrivi la scadenza' }).click();
  await dario.getByLabel('Scadenza del contratto').fill(inDays(400));
  await dario.getByRole('button', { name: 'Salva', exact: true }).first().click();
  await dario.getByText('Scadenze salvate.').first().waitFor();
  await dario.goto('/caselle');
  await settled(dario);
  await dario.getByText(/^Il contratto scade/).waitFor({ state: 'detached' });
  await until('the menu counts one', async () => /1$/.test(await menu(dario).innerText()));
  assert.deepEqual(wrong, []);
}));
