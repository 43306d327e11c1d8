/**
 * Who writes the answer: Anna opens it and has it; her head sees her name, takes over with a reason; Anna sees his, and asks.
 * The draft stays with whoever writes.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

test('one person writes the answer, is taken over from, and asks for it back', { timeout: 280_000 }, () => tell('reply', async ({ house, person }) => {
  const anna = await person('Anna Neri');
  const giorgio = await person('Giorgio Conti');
  const server = await house.as('anna.neri');
  const task = await until('a task to write waits', async () => {
    const { items } = await server.get('/tasks?filter=groups&limit=100');
    return items.find((t) => t.drafts && !t.assignee);
  });

  // Anna takes the task and opens its answer: it is hers, for a while she can see.
  await anna.goto(`/scrivania/${task.id}`);
  await settled(anna);
  await anna.getByRole('button', { name: 'Prendi in carico' }).click();
  await anna.getByRole('tab', { name: 'Risposta' }).click();
  await anna.getByText(/^Scrivi tu ancora per 1[45]:/).waitFor();
  const body = anna.getByLabel('Testo', { exact: true });
  await body.fill('Bozza di Anna.');
  await anna.getByText(/^Bozza salvata/).waitFor();
  await anna.reload();
  await settled(anna);
  await anna.getByText(/^Scrivi tu ancora per 1[45]:/).waitFor();
  assert.equal(await body.inputValue(), 'Bozza di Anna.');

  // Giorgio sees who writes and since when; what he may do is take over, saying why.
  await giorgio.goto(`/scrivania/${task.id}`);
  await settled(giorgio);
  await giorgio.getByText(/^Anna Neri sta scrivendo la risposta \(dalle \d\d:\d\d\)$/).waitFor();
  assert.equal(await giorgio.getByRole('button', { name: 'Chiedi di scriverla' }).count(), 0, 'who is no candidate does not ask');
  const wrong = [];
  await look(giorgio, 'reply-held', wrong);
  assert.deepEqual(wrong, []);
  await giorgio.getByRole('button', { name: 'Subentra…' }).click();
  const dialog = giorgio.getByRole('dialog');
  assert.equal(await dialog.getByRole('button', { name: 'Subentra' }).isDisabled(), true, 'not without a reason');
  await dialog.getByLabel('Motivo').fill('Anna è in ferie da oggi.');
  await dialog.getByRole('button', { name: 'Subentra' }).click();
  await giorgio.getByText('Ora scrivi tu.').waitFor();
  await giorgio.getByRole('tab', { name: 'Risposta' }).click();
  await giorgio.getByText(/^Scrivi tu ancora per 1[45]:/).waitFor();
  assert.equal(await giorgio.getByLabel('Testo', { exact: true }).inputValue(), 'Bozza di Anna.', 'the draft stays');

  // Anna's page says so by itself, types no more, and asks for it back.
  await anna.getByText(/^Giorgio Conti sta scrivendo la risposta/).waitFor();
  assert.equal(await body.isEditable(), false);
  await anna.getByRole('button', { name: 'Chiedi di scriverla' }).click();
  await anna.getByRole('dialog').getByLabel('Messaggio (facoltativo)').fill('Sono tornata prima.');
  await anna.getByRole('dialog').getByRole('button', { name: 'Chiedi di scriverla' }).click();
  await anna.getByText('Avviso mandato a Giorgio Conti.').waitFor();
  const head = await house.as('giorgio.conti');
  await until('Giorgio has the notice', async () => {
    const { items } = await head.get('/notices');
    return items.some((n) => n.text.includes('Anna Neri chiede di poter scrivere la risposta') && n.text.includes('Sono tornata prima.'));
  });
}));
