/**
 * Who is away and who works in their place: the pages, the desk of the substitute, and the record of what was done.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './look.mjs';
import { tell } from './people.mjs';

test('a substitute works in the place of who is away', { timeout: 240_000 }, () => tell('absence', async ({ house, person }) => {
  const wrong = [];
  // Marta stands in for Luca, who is on leave: what he holds is on her desk and says so.
  const marta = await person('Marta Galli');
  const row = marta.locator('[data-task]').filter({ hasText: 'in sostituzione di Luca Bruni' }).first();
  await row.waitFor();
  await row.click();
  await marta.getByText('In carico a Luca Bruni').waitFor();
  await look(marta, 'substitute-task', wrong);
  const before = (await (await house.as('marta.galli')).get('/session')).standing_in;
  assert.deepEqual(before.map((p) => p.name), ['Luca Bruni']);

  // She writes a note there: it says in whose place.
  await marta.getByRole('tab', { name: 'Pratica' }).click();
  await marta.getByLabel('Scrivi una nota per i colleghi').fill('Sentito il contribuente.');
  await marta.getByRole('button', { name: 'Aggiungi nota' }).click();
  await marta.getByText('Sentito il contribuente.').waitFor();

  const profile = marta;
  await profile.goto('/profilo');
  await profile.getByText('Le mie assenze').waitFor();
  await look(profile, 'absences-own', wrong);

  // The administrator sees every chain, adds an absence and is told of a ring.
  const dario = await person('Dario Monti', { allow: [/status of 422 .*\/absences/] });
  await dario.goto('/amministrazione/assenze');
  await dario.getByText('Paolo Ferri (tramite Marta Galli)').waitFor();
  await look(dario, 'absences', wrong);
  await dario.getByRole('button', { name: 'Aggiungi un’assenza' }).click();
  const dialog = dario.getByRole('dialog');
  await dialog.getByLabel('Persona').selectOption('paolo.ferri');
  await dialog.getByLabel('Ultimo giorno').fill('2999-12-31');
  await dialog.getByLabel('Sostituto').selectOption('luca.bruni');
  await dialog.getByRole('button', { name: 'Salva' }).click();
  await dialog.getByText(/formerebbero un cerchio: Paolo Ferri → Luca Bruni → Marta Galli → Paolo Ferri/).waitFor();
  await look(dario, 'absence-ring', wrong);
  await dialog.getByLabel('Sostituto').selectOption('irene.sala');
  await dialog.getByRole('button', { name: 'Salva' }).click();
  await dario.locator('tr').filter({ hasText: 'Paolo Ferri' }).filter({ hasText: 'Irene Sala' }).first().waitFor();

  assert.deepEqual(wrong, []);
}));
