/**
 * Every page in its main states: no violation by axe in light and dark, nothing wider than a screen of
 * 320 px, no complaint in the console, a screenshot of each in `out/` to be looked at.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { round } from './look.mjs';
import { settled, tell } from './people.mjs';

const button = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();

test('the pages of whoever works', { timeout: 280_000 }, () => tell('survey-work', async ({ house, sit, person }) => {
  const wrong = [];
  const irene = await house.as('irene.sala');
  const anna = await house.as('anna.neri');
  const { items: tasks } = await irene.get('/tasks?filter=all&limit=100');
  const drafting = tasks.find((t) => t.drafts && t.candidate_groups.includes('ufficio:edilizia') && !t.assignee);
  const approving = tasks.find((t) => t.approves && t.candidate_groups.includes('responsabile:edilizia'));
  assert.ok(drafting && approving, 'the demonstration has a task to draft and one to approve');
  await anna.post(`/tasks/${drafting.id}/claim`);
  // What left in the demonstration gets its receipts a moment after it began.
  const failed = await until('a despatch that failed', async () => (await irene.get('/despatches')).items.find((d) => d.outcome === 'some_failed' || d.outcome === 'all_failed'));
  const mails = await until('mail of every kind', async () => {
    const { items } = await irene.get('/mails?limit=100');
    return ['transport', 'anomaly', 'ordinary', 'receipt'].every((kind) => items.some((m) => m.kind === kind)) && items;
  });
  const certified = mails.find((m) => m.kind === 'transport' && m.instance);
  const ended = await until('a case that ended', async () => (await irene.get('/instances?state=completed')).items[0]);

  const nobody = await (await sit()).newPage();
  await round(nobody, wrong, [
    ['login', '/login'],
    ['login-refused', '/login', async (page) => {
      await page.getByLabel('Nome di accesso').fill('anna.neri');
      await page.getByLabel('Password').first().fill('sbagliata');
      await page.getByRole('button', { name: 'Accedi', exact: true }).click();
      await page.getByRole('alert').waitFor();
    }],
  ]);

  const page = await person('Anna Neri', { allow: [/status of 404 .*\/tasks\/00000000/] });
  await round(page, wrong, [
    ['desk', '/scrivania'],
    ['desk-groups', '/scrivania?elenco=gruppi'],
    ['desk-empty', '/scrivania?elenco=smistare'],
    ['desk-nothing-found', '/scrivania?cerca=zzzz'],
    ['closed-page', '/processi', (p) => p.getByText('Può aprirla chi ha il ruolo di Analista o Amministratore.').waitFor()],
    ['task-message', `/scrivania/${drafting.id}?scheda=messaggio`],
    ['task-answer', `/scrivania/${drafting.id}?scheda=modulo`],
    ['task-case', `/scrivania/${drafting.id}?scheda=pratica`],
    ['task-history', `/scrivania/${drafting.id}?scheda=cronologia`],
    ['task-why', `/scrivania/${drafting.id}?scheda=perche`, (p) => p.getByText('Le regole e i valori di allora').waitFor()],
    ['task-diagram', `/scrivania/${drafting.id}?scheda=diagramma`, (p) => p.locator('.bjs-powered-by').waitFor()],
    ['task-gone', '/scrivania/00000000-0000-7000-8000-000000000000'],
  ]);

  const head = await person('Giorgio Conti');
  await round(head, wrong, [
    ['approval', `/scrivania/${approving.id}?scheda=modulo&elenco=gruppi`],
    ['approval-remarks', `/scrivania/${approving.id}?scheda=modulo&elenco=gruppi`, async (p) => {
      await p.getByRole('button', { name: /^Prendi in carico/ }).click();
      await p.getByRole('button', { name: 'Rimanda con osservazioni…' }).click();
      await p.getByLabel('Osservazioni').waitFor();
    }],
  ]);

  const all = await person('Irene Sala');
  await round(all, wrong, [
    ['mail-in', '/posta'],
    ['mail-out', '/posta?verso=inviata'],
    ['mail-nothing-found', '/posta?cerca=zzzz'],
    ['mail', `/posta/m/${certified.id}`],
    ['mail-anomaly', `/posta/m/${mails.find((m) => m.kind === 'anomaly').id}`],
    ['mail-ordinary', `/posta/m/${mails.find((m) => m.kind === 'ordinary').id}`],
    ['mail-receipt', `/posta/m/${mails.find((m) => m.kind === 'receipt').id}`],
    ['despatch', `/posta/s/${failed.id}?verso=inviata`],
    ['unanswered', '/riscontri', (p) => p.getByRole('button', { name: 'Non si risponde…' }).first().waitFor()],
    ['unanswered-reason', '/riscontri', (p) => p.getByRole('button', { name: 'Non si risponde…' }).first().click()],
    ['cases', '/pratiche'],
    ['cases-nothing-found', '/pratiche?cerca=zzzz'],
    ['case', `/pratiche/${ended.id}`],
    ['case-history', `/pratiche/${ended.id}?scheda=cronologia`],
    ['case-why', `/pratiche/${ended.id}?scheda=perche`, (p) => p.getByText('Le regole e i valori di allora').waitFor()],
    ['case-record', `/pratiche/${ended.id}?scheda=registro`, (p) => p.getByText('prima lettura').first().waitFor()],
    ['case-diagram', `/pratiche/${ended.id}?scheda=diagramma`, (p) => p.locator('.bjs-powered-by').waitFor()],
    ['case-data', `/pratiche/${ended.id}?scheda=dati`],
    ['help', '/aiuto'],
    ['not-found', '/che-non-esiste'],
  ]);
  const elena = await person('Elena Riva');
  // A receipt of nothing that left from here: a person decides.
  house.post('protocollo@pec.comune.example', [
    'From: posta-certificata@gestore.example', 'X-Ricevuta: avvenuta-consegna', 'X-Riferimento-Message-ID: <ignota@pec.comune.example>',
    'Message-ID: <orfana@gestore.example>', 'Subject: CONSEGNA: Nota', '', 'Consegnato.', '',
  ].join('\r\n'));
  const orphan = await until('the orphan', async () => (await irene.get('/mails?state=orphan')).items[0]);
  await round(elena, wrong, [
    ['new-case', '/pratiche/nuova'],
    ['mail-archive', `/posta/m/${orphan.id}`, (p) => p.getByRole('button', { name: /^Archivia/ }).first().click()],
  ]);
  assert.deepEqual(wrong, []);
}));
