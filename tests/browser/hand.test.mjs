/**
 * Work given around: Anna asks her head's opinion and gets it back, gives the task to another office, which refuses it;
 * she puts it off, and does one thing to several tasks at once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const more = (page) => page.getByRole('button', { name: 'Altre azioni' }).click();
const choose = async (page, name) => {
  await more(page);
  await page.getByRole('menuitem', { name }).click();
  return page.getByRole('dialog');
};

test('an opinion, an office, a refusal, later, many', { timeout: 280_000 }, () => tell('hand', async ({ house, person }) => {
  const wrong = [];
  // What she gives away is out of her sight.
  const anna = await person('Anna Neri', { allow: [/status of 404 .*\/tasks\//] });
  const server = await house.as('anna.neri');
  const task = await until('a task to write waits', async () => (await server.get('/tasks?filter=groups&limit=100')).items.find((t) => t.drafts && !t.assignee));
  await anna.goto(`/scrivania/${task.id}`);
  await settled(anna);
  await anna.getByRole('button', { name: 'Prendi in carico' }).click();
  await anna.getByText('In carico a te').waitFor();

  // Her head's opinion; the task stays hers.
  let dialog = await choose(anna, /^Chiedi un parere/);
  await dialog.getByLabel('A chi', { exact: true }).selectOption({ label: 'Giorgio Conti' });
  await dialog.getByLabel('Che cosa chiedi').fill('Serve il permesso del 1998?');
  await look(anna, 'hand-opinion', wrong, { phone: false });
  await dialog.getByRole('button', { name: 'Chiedi', exact: true }).click();
  await anna.getByText(/^Parere chiesto a Giorgio Conti/).waitFor();
  const giorgio = await person('Giorgio Conti');
  const head = await house.as('giorgio.conti');
  const asked = await until('Giorgio has it', async () => (await head.get('/tasks?filter=mine')).items.find((t) => t.name.startsWith('Parere:')));
  await giorgio.goto(`/scrivania/${asked.id}?scheda=modulo`);
  await settled(giorgio);
  await giorgio.getByText('Serve il permesso del 1998?').waitFor();
  await giorgio.getByLabel('Il tuo parere').fill('Sì, va citato.');
  await giorgio.getByRole('button', { name: 'Concludi', exact: true }).click();
  await giorgio.getByText('Attività conclusa.').first().waitFor();
  await anna.getByText(/^Parere di Giorgio Conti/).waitFor();
  await anna.getByText('Sì, va citato.').first().waitFor();

  // Later.
  dialog = await choose(anna, /^Rimanda al/);
  await dialog.getByRole('button', { name: 'Rimanda', exact: true }).click();
  await anna.getByText(/^Rimandata al/).waitFor();
  await anna.getByRole('button', { name: '1 rimandata' }).click();
  await anna.getByText('Rimandate', { exact: true }).waitFor();
  await anna.locator(`[data-task="${task.id}"]`).click();
  await anna.getByRole('button', { name: 'Riprendila ora' }).click();
  await anna.getByText(/^Rimandata al/).waitFor({ state: 'detached' });

  // Another office, and a third that only reads; it refuses, and the task is Anna's again.
  dialog = await choose(anna, /^Assegna a un ufficio/);
  await dialog.getByLabel('Per competenza').selectOption({ label: 'Tributi' });
  await look(anna, 'hand-office', wrong);
  await dialog.getByRole('button', { name: 'Assegna', exact: true }).click();
  await anna.getByText('Assegnata.').waitFor();
  const luca = await person('Luca Bruni', { allow: [/status of 404 .*\/tasks\//] });
  await luca.goto(`/scrivania/${task.id}?elenco=gruppi`);
  await settled(luca);
  await luca.getByText(/^Assegnata a Tributi da Anna Neri/).waitFor();
  dialog = await choose(luca, /^Rifiuta assegnazione/);
  await dialog.getByLabel('Motivo').fill('È una pratica edilizia.');
  await dialog.getByRole('button', { name: 'Rifiuta', exact: true }).click();
  await luca.getByText('Rimandata a chi l’aveva assegnata.').waitFor();
  await until('Anna has it again', async () => (await server.get('/tasks?filter=mine')).items.some((t) => t.id === task.id));

  // Several at once, each with its own result.
  await luca.goto('/scrivania?elenco=gruppi');
  await settled(luca);
  const rows = luca.locator('[data-task]');
  await until('tasks are listed', async () => (await rows.count()) > 1);
  await luca.getByRole('button', { name: 'Più attività insieme…' }).click();
  dialog = luca.getByRole('dialog');
  await dialog.getByLabel('Tutte quelle dell’elenco').check();
  await look(luca, 'hand-many', wrong);
  await dialog.getByRole('button', { name: /^Fallo su \d+ attività$/ }).click();
  await dialog.getByText('Fatto').first().waitFor();
  // A tag for the cases of what is listed.
  await dialog.getByLabel('Tutte quelle dell’elenco').check();
  await dialog.getByLabel('Che cosa fare').selectOption({ label: 'Metti un’etichetta alle pratiche' });
  await dialog.getByLabel('Etichetta').fill('Urgente');
  await dialog.getByRole('button', { name: /^Fallo su \d+ attività$/ }).click();
  await dialog.getByText('Fatto').first().waitFor();
  const lucas = await house.as('luca.bruni');
  const tagged = await until('a case bears the tag', async () => {
    const { items } = await lucas.get('/tasks?filter=mine');
    const cases = await Promise.all(items.map((t) => lucas.get(`/instances/${t.instance}`)));
    return items[cases.findIndex((c) => c.tags.includes('urgente'))];
  });

  // A colleague named in a note has notice of it.
  await luca.goto(`/scrivania/${tagged.id}?scheda=pratica`);
  await settled(luca);
  const note = luca.getByLabel('Scrivi una nota per i colleghi');
  await note.fill('Da vedere con @gior');
  await luca.getByRole('option', { name: /^Giorgio Conti/ }).waitFor();
  await look(luca, 'note-mention', wrong, { phone: false });
  await note.focus();
  await note.press('End');
  await luca.getByRole('option', { name: /^Giorgio Conti/ }).click();
  assert.equal(await note.inputValue(), 'Da vedere con @giorgio.conti ');
  assert.deepEqual(wrong, []);
}));
