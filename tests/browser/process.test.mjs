/**
 * Processes in the browser: the analyst draws a change, is told what is wrong with it where it is wrong,
 * and publishes; new mail follows the new version and old cases stay on theirs. The administrator
 * deploys a bundle by upload.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './house.mjs';
import { settled, tell } from './people.mjs';
import { zip } from './zip.mjs';

const BUNDLES = join(dirname(fileURLToPath(import.meta.url)), '../../processes');
const RENAMED = 'Scrivi la risposta al cittadino';

/** What a shape of the drawing is taken by. */
const shape = (page, id) => page.locator(`.djs-element[data-element-id="${id}"] .djs-hit`).first();

/** A field of the properties panel, its group opened. */
async function property(page, id) {
  const field = page.locator(`#bio-properties-panel-${id}`);
  await field.waitFor({ state: 'attached' });
  const group = page.locator('.bio-properties-panel-group').filter({ has: field });
  if (!(await field.isVisible())) await group.locator('.bio-properties-panel-group-header').first().click();
  await field.waitFor();
  return field;
}

test('a process is changed on the canvas, corrected and published; cases keep their version', { timeout: 280_000 }, () => tell('process', async ({ house, person }) => {
  const irene = await house.as('irene.sala');
  const cases = async () => (await irene.get('/instances?limit=100')).items.filter((i) => i.process === 'istanza_pec');
  const old = (await cases()).find((i) => i.state === 'running' && i.office === 'edilizia');
  const sara = await person('Sara Costa', { allow: [/status of 422 .*\/publish$/] });
  await sara.goto('/processi');
  await sara.locator('tr').filter({ hasText: 'istanza_pec' }).getByRole('button', { name: /^Modifica/ }).click();
  await sara.locator('.djs-palette').waitFor();
  await shape(sara, 'prepara_risposta').waitFor();
  assert.ok(await sara.locator('.bjs-powered-by').isVisible(), 'the mark of bpmn.io is visible');

  // Renamed in the panel, seen on the canvas.
  await shape(sara, 'prepara_risposta').click();
  await (await property(sara, 'name')).fill(RENAMED);
  await until('the canvas shows the new name', async () =>
    (await sara.locator('.djs-element[data-element-id="prepara_risposta"] text').textContent())?.replace(/\s/g, '') === RENAMED.replace(/\s/g, ''));

  // Drawn: a task for a person behind the reminder, from the pad beside the shape.
  await shape(sara, 'promemoria').click();
  const before = await sara.locator('.djs-element.djs-shape[data-element-id^="Activity_"]').count();
  await sara.locator('.djs-context-pad .entry[data-action="append.append-task"]').click();
  const drawn = sara.locator('.djs-element.djs-shape[data-element-id^="Activity_"]');
  await until('a task is drawn', async () => (await drawn.count()) > before);
  await sara.keyboard.press('Escape');
  await sara.getByRole('button', { name: 'Torna indietro di un passo' }).click();
  await until('and taken back', async () => (await drawn.count()) === before);

  // A wrong change: a form that is not in the bundle. The server says so, on the drawing.
  await shape(sara, 'prepara_risposta').click();
  const form = await property(sara, 'staffetta-form');
  const right = await form.inputValue();
  await form.fill('modulo-che-manca');
  await form.press('Tab');
  const badge = sara.locator('.djs-overlay-finding button, .djs-overlays [data-severity="error"]').first();
  await badge.waitFor();
  assert.match(await badge.getAttribute('aria-label') ?? '', /modulo-che-manca/);
  await sara.getByRole('button', { name: 'Controlla' }).click();
  const finding = sara.getByRole('region', { name: 'Problemi' }).locator('li').first();
  await finding.waitFor();
  const said = await finding.innerText();
  assert.match(said, /Atteso:/);
  assert.match(said, /Che fare:/);
  assert.match(said, /process\.bpmn · prepara_risposta · riga \d+/);
  await sara.getByRole('button', { name: 'Pubblica', exact: true }).click();
  await sara.getByRole('dialog').getByRole('button', { name: 'Pubblica' }).click();
  await sara.getByRole('alert').first().waitFor();
  const key = async () => (await irene.get('/instances?limit=1')) && (await (await house.as('sara.costa')).get('/processes')).items.find((p) => p.key === 'istanza_pec').version;
  assert.equal(await key(), 1, 'nothing was published');

  // Corrected from the finding, which leads to its element, and published.
  await finding.getByRole('button').click();
  const again = await property(sara, 'staffetta-form');
  await again.fill(right);
  await again.press('Tab');
  await badge.waitFor({ state: 'detached' });
  await sara.getByRole('button', { name: 'Pubblica', exact: true }).click();
  await sara.getByRole('dialog').getByRole('button', { name: 'Pubblica' }).click();
  await sara.getByRole('dialog').getByText(/istanza_pec.*2/).waitFor();
  assert.equal(await key(), 2);

  // A new PEC follows it; the old case does not.
  const anna = await person('Anna Neri');
  await anna.goto('/scrivania?elenco=gruppi');
  await settled(anna);
  await anna.getByRole('button', { name: 'Fai arrivare una PEC', exact: true }).click();
  await anna.locator('a[data-task]').filter({ hasText: RENAMED }).filter({ hasText: 'Richiesta di copia del permesso di costruire' }).waitFor();
  const fresh = (await cases()).find((i) => /^Richiesta di copia/.test(i.title));
  assert.equal(fresh.version, 2);
  const kept = (await cases()).find((i) => i.id === old.id);
  assert.equal(kept.version, 1);
  for (const [id, name] of [[fresh.id, RENAMED], [old.id, 'Prepara la risposta']]) {
    await anna.goto(`/pratiche/${id}?scheda=diagramma`);
    const text = anna.locator('.djs-element[data-element-id="prepara_risposta"] text');
    await text.waitFor();
    assert.equal((await text.textContent()).replace(/\s/g, ''), name.replace(/\s/g, ''));
    assert.ok(await anna.locator('.bjs-powered-by').isVisible(), 'the mark of bpmn.io is visible');
  }
}));

/** The files of a bundle of this repository by their path. */
function bundle(name) {
  const folder = join(BUNDLES, name);
  return Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => [relative(folder, path), readFileSync(path)]));
}

test('a bundle is deployed by upload, a broken one is refused with what to do', { timeout: 280_000 }, () => tell('upload', async ({ person }) => {
  const dario = await person('Dario Monti', { allow: [/status of 422 .*\/deployments/] });
  await dario.goto('/versioni');
  await settled(dario);
  const rows = dario.locator('main table tbody tr');
  const before = await rows.count();
  const upload = (files, name) => dario.getByTestId('bundle-files').setInputFiles({ name, mimeType: 'application/zip', buffer: zip(files) });

  const files = bundle('posta-ordinaria');
  const broken = { ...files, 'process.bpmn': Buffer.from(files['process.bpmn'].toString().replace(/camunda:formRef="[^"]+"/, 'camunda:formRef="modulo-che-manca"')) };
  await upload(broken, 'posta-ordinaria.zip');
  await dario.getByText('Pacchetto rifiutato: niente è cambiato.').waitFor();
  const said = await dario.locator('main li').filter({ hasText: 'modulo-che-manca' }).first().innerText();
  assert.match(said, /Atteso:/);
  assert.match(said, /Che fare:/);
  assert.match(said, /riga \d+/);
  assert.equal(await rows.count(), before, 'nothing was deployed');

  const changed = { ...files, 'letters/orari.txt': Buffer.from('Oggetto: Orari dello sportello\n\nGentile {{ mail.from_name }},\n\nlo sportello è aperto dal lunedì al venerdì.\n') };
  await upload(changed, 'posta-ordinaria.zip');
  await dario.getByText(/^Pubblicato: /).waitFor();
  await until('the version is listed', async () => (await rows.count()) === before + 1);
  await upload(changed, 'posta-ordinaria.zip');
  await dario.getByText('Il contenuto era già pubblicato: non è nata una versione nuova.').waitFor();
  assert.equal(await rows.count(), before + 1);

  await upload({ 'leggimi.txt': Buffer.from('niente') }, 'vuoto.zip');
  await dario.getByText('Pacchetto rifiutato: niente è cambiato.').or(dario.getByRole('alert')).first().waitFor();
}));
