/**
 * Somebody leaves the organisation: what goes to whom is looked at before, and is the successor's after.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './look.mjs';
import { tell } from './people.mjs';

test('who leaves hands everything over', { timeout: 240_000 }, () => tell('leaving', async ({ house, person }) => {
  const wrong = [];
  const dario = await person('Dario Monti');
  const irene = await house.as('irene.sala');
  const held = (await (await house.as('luca.bruni')).get('/tasks?filter=mine')).items.map((t) => t.id);
  assert.ok(held.length > 0, 'he holds something');
  await dario.goto('/amministrazione/persone');
  await dario.getByRole('button', { name: 'Modifica Luca Bruni' }).click();
  await dario.getByLabel('Fino al (se ha una fine)').first().waitFor();
  await look(dario, 'person-role-end', wrong);
  await dario.getByRole('button', { name: 'Lascia l’ente…' }).click();
  const dialog = dario.getByRole('dialog');
  await dialog.getByText('Non potrà più entrare', { exact: false }).waitFor();
  await dialog.getByLabel('A chi passano attività, bozze e approvazioni').selectOption({ label: 'Irene Sala' });
  await dialog.getByLabel('Dai anche i suoi ruoli', { exact: false }).check();
  await look(dario, 'leaving', wrong);
  await dialog.getByRole('button', { name: 'Passa le consegne e chiudi l’accesso' }).click();
  await dario.getByText('Consegne passate: Luca Bruni non può più entrare.').waitFor();
  const hers = (await irene.get('/tasks?filter=mine')).items.map((t) => t.id);
  assert.deepEqual(held.filter((id) => !hers.includes(id)), []);
  const row = dario.locator('tr').filter({ hasText: 'Luca Bruni' });
  await row.getByText('Disattivata').waitFor();
  assert.deepEqual(wrong, []);
}));
