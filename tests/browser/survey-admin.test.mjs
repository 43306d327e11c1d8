/**
 * The pages of whoever designs and administers, in their main states: as `survey.test.mjs` looks at the rest.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look, PHONE, round } from './look.mjs';
import { tell } from './people.mjs';

/** Whether a reader sees the whole mark of bpmn.io: each of its corners is its own. */
const markIsFree = (page) => page.evaluate(() => {
  const mark = document.querySelector('.bjs-powered-by');
  const box = mark.getBoundingClientRect();
  const corners = [[box.left + 1, box.top + 1], [box.right - 1, box.top + 1], [box.left + 1, box.bottom - 1], [box.right - 1, box.bottom - 1]];
  return corners.every(([x, y]) => mark.contains(document.elementFromPoint(x, y)));
});

const button = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();

test('the pages of whoever designs and administers', { timeout: 340_000 }, () => tell('survey-admin', async ({ house, person }) => {
  const wrong = [];
  const sara = await person('Sara Costa', { allow: [/status of 404 .*\/drafts\/che-non-esiste/] });
  const analyst = await house.as('sara.costa');
  const drawn = (p) => p.locator('.djs-palette').waitFor();
  await round(sara, wrong, [
    ['processes', '/processi'],
    ['process-new-refused', '/processi', async (p) => {
      await button('Nuovo processo')(p);
      await button('Crea e disegna')(p);
      await p.getByText('Scrivi come si chiama il processo.').waitFor();
    }],
    ['versions', '/versioni'],
    ['draft-gone', '/processi/che-non-esiste/disegna', (p) => p.getByText('Non trovato').waitFor()],
    ['rules', '/aiuto/riferimento?regola=FLW013', (p) => p.locator('#FLW013[data-chosen]').waitFor()],
    ['elements', '/aiuto/riferimento?scheda=elementi'],
    ['expressions', '/aiuto/riferimento?scheda=espressioni'],
  ]);
  // The palette, paper and panel need a screen; on a narrow one the drawing is only looked at.
  await sara.goto('/processi');
  await sara.locator('tr').filter({ hasText: 'istanza_pec' }).getByRole('button', { name: /^Modifica/ }).click();
  await drawn(sara);
  await sara.locator('.djs-element[data-element-id="invia_pec"] .djs-hit').first().click();
  await sara.locator('.bio-properties-panel-header-label').filter({ hasText: 'Invia la PEC' }).waitFor();
  await look(sara, 'designer-selected', wrong, { phone: false });
  assert.ok(await markIsFree(sara), 'nothing covers the mark of bpmn.io');
  for (const [name, tab] of [['designer-form', /^Moduli/], ['designer-rule', /^Regole/], ['designer-letter', /^Lettere/], ['designer-bundle', /^Pacchetto/]]) {
    await sara.getByRole('tab', { name: tab }).click();
    await sara.locator('.cm-content').waitFor();
    await look(sara, name, wrong, { phone: false });
  }
  await sara.setViewportSize(PHONE);
  await sara.getByText('Solo in visione').waitFor();
  await look(sara, 'designer-view-only', wrong, { dark: false });
  // An error and a warning, on the drawing and in the list.
  const { files } = await analyst.get('/drafts/istanza-pec');
  const broken = files['process.bpmn'].replace('camunda:formRef="prepara-risposta"', 'camunda:formRef="modulo-che-manca"').replace(/(<bpmn:userTask id="correggi_spedizione"[^>]*?) camunda:candidateGroups="[^"]*"/, '$1');
  await analyst.put('/drafts/istanza-pec', { files: { ...files, 'process.bpmn': broken } });
  await sara.goto('/processi');
  await sara.goto('/processi/istanza-pec/disegna');
  await drawn(sara);
  // The first check runs by itself; the button waits for it to end.
  await sara.locator('.finding-badge').first().waitFor();
  await button('Controlla')(sara);
  await sara.getByRole('region', { name: 'Problemi' }).locator('li').first().waitFor();
  await look(sara, 'designer-findings', wrong, { phone: false });
  assert.ok(await markIsFree(sara), 'nothing covers the mark of bpmn.io');

  const dario = await person('Dario Monti', { allow: [/status of 422 .*\/(deployments|webhooks|credentials|modify)/] });
  const administrator = await house.as('dario.monti');
  const running = (await administrator.get('/instances?state=running&limit=1')).items[0];
  const box = (await administrator.get('/mailboxes')).items.find((b) => b.certified);
  await administrator.put(`/mailboxes/${box.id}/upkeep`, { renewal_on: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), secret_days: 180 });
  const batch = await administrator.post('/batches', { kind: 'suspend_instances', ids: [running.id] });
  await administrator.post('/batches', { kind: 'resume_instances', ids: [running.id] });
  await round(dario, wrong, [
    ['incidents', '/errori'],
    ['incidents-resolved', '/errori?stato=risolti'],
    ['admin-versions', '/versioni'],
    ['upload-refused', '/versioni', async (p) => {
      await p.getByTestId('bundle-files').setInputFiles({ name: 'rotto.bpmn', mimeType: 'text/xml', buffer: Buffer.from(broken) });
      await p.getByText('Pacchetto rifiutato: niente è cambiato.').waitFor();
    }],
    ['mailboxes', '/amministrazione/caselle'],
    ['mailbox-archives', '/amministrazione/caselle', async (p) => {
      await p.getByRole('main').getByRole('link', { name: 'Archivi', exact: true }).first().click();
      const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Rome' });
      await p.getByRole('textbox', { name: 'Dal giorno', exact: true }).fill(`${today.slice(0, 4)}-01-01`);
      await p.getByRole('textbox', { name: 'Al giorno', exact: true }).fill(today);
      await p.getByRole('button', { name: 'Ordina l’archivio' }).click();
      await p.getByRole('link', { name: /^Scarica/ }).first().waitFor();
    }],
    ['mailbox-add', '/amministrazione/caselle', button('Aggiungi una casella')],
    ['mailbox-refused', '/amministrazione/caselle', async (p) => {
      await button('Aggiungi una casella')(p);
      await p.getByLabel('Indirizzo').fill('suap@pec.comune.example');
      await p.getByLabel('Nome breve').fill('suap');
      await button('Avanti')(p);
      await p.getByLabel('Cartella Maildir').check();
      await p.getByLabel('Percorso della cartella').fill('/che/non/esiste');
      await p.getByLabel('Nome del server').fill('127.0.0.1');
      await button('Conta i messaggi')(p);
      await p.getByRole('alert').waitFor();
    }],
    ['mailbox-provider', '/amministrazione/caselle', async (p) => {
      await button('Aggiungi una casella')(p);
      await p.getByLabel('Indirizzo').fill('suap@pec.comune.example');
      await p.getByLabel('Nome breve').fill('suap');
      await button('Avanti')(p);
      await p.getByLabel('Gestore', { exact: true }).selectOption({ label: 'Legalmail' });
      await p.getByLabel('Con OAuth2 (XOAUTH2)').check();
      assert.equal(await p.getByLabel('Nome del server').first().inputValue(), 'mbox.cert.legalmail.it');
    }],
    ['providers', '/amministrazione/caselle', async (p) => {
      await button('Gestori di posta')(p);
      await p.getByRole('heading', { name: 'Aruba PEC' }).waitFor();
    }],
    ['provider-edit', '/amministrazione/caselle', async (p) => {
      await button('Gestori di posta')(p);
      await p.locator('li').filter({ has: p.getByRole('heading', { name: 'Aruba PEC' }) }).getByRole('button', { name: 'Modifica' }).click();
      await p.getByLabel('Nota per chi collega una casella').waitFor();
    }],
    ['mailbox-tried', '/amministrazione/caselle', async (p) => {
      await button('Prova il collegamento')(p);
      await p.getByText('Conteggio dei messaggi').waitFor();
    }],
    ['mailbox-care', '/amministrazione/caselle', async (p) => {
      await button('Stato e scadenze')(p);
      await button('Confronta adesso')(p);
      await p.getByText(/sul server, .* in archivio/).waitFor();
    }],
    ['mailbox-report', `/amministrazione/caselle/${box.id}/rapporto`, (p) => p.getByText('Messaggi per tipo').waitFor()],
    ['people', '/amministrazione/persone'],
    ['person-add', '/amministrazione/persone', button('Aggiungi una persona')],
    ['person-ways-in', '/amministrazione/persone', async (p) => {
      await p.getByRole('button', { name: 'Modifica Luca Bruni' }).click();
      await button('Aggiungi un accesso')(p);
      await p.getByLabel('Nome per entrare').fill('l.bruni');
    }],
    ['people-import', '/amministrazione/persone', async (p) => {
      await button('Importa da CSV')(p);
      const csv = 'nome;cognome;utente;ufficio;ruoli\nNadia;Nuova;nadia.nuova;edilizia;operatore\nSenza;Ufficio;senza;nessuno;operatore\n';
      await p.locator('input[type=file]').setInputFiles({ name: 'persone.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await p.getByText('«nessuno» non è un ufficio').waitFor();
    }],
    ['areas', '/amministrazione/aree'],
    ['area-added', '/amministrazione/aree', async (p) => {
      await button('Aggiungi un’area')(p);
      await p.getByRole('dialog').getByLabel('Nome', { exact: false }).first().fill('Istituto comprensivo');
      await p.getByLabel('Nome breve').fill('scuola');
      await button('Salva')(p);
      await p.getByRole('heading', { name: 'Istituto comprensivo' }).waitFor();
    }],
    ['calendar', '/amministrazione/calendario', async (p) => {
      await p.getByRole('checkbox', { name: 'Festa del patrono' }).check();
      await button('Aggiungi una chiusura')(p);
      await p.getByRole('listitem').filter({ hasText: 'Lunedì dell' }).waitFor();
    }],
    ['calendar-office', '/amministrazione/calendario', async (p) => {
      await p.getByLabel('Di chi').selectOption({ index: 1 });
      await button('Dagli un calendario suo')(p);
    }],
    ['offices', '/amministrazione/uffici'],
    ['audit', '/amministrazione/registro-operazioni'],
    ['webhooks', '/amministrazione/webhook'],
    ['webhook-added', '/amministrazione/webhook', async (p) => {
      await button('Aggiungi un indirizzo')(p);
      await p.getByLabel('Nome breve').fill('gestionale');
      await p.getByLabel(/^Indirizzo/).fill('https://gestionale.example/avvisi');
      await p.locator('form').getByRole('button', { name: 'Aggiungi un indirizzo' }).click();
      await p.getByText(/^whsec_/).waitFor();
    }],
    ['credentials', '/amministrazione/credenziali'],
    ['credential-added', '/amministrazione/credenziali', async (p) => {
      await button('Aggiungi credenziali')(p);
      await p.getByLabel('Nome breve').fill('tributi');
      await p.getByLabel('Come si presentano').selectOption('basic');
      await p.getByLabel('Solo per questo indirizzo').fill('https://tributi.example');
      await p.getByLabel('Nome utente').fill('staffetta');
      await p.getByRole('textbox', { name: 'Password' }).fill('prova-prova');
      await p.locator('form').getByRole('button', { name: 'Aggiungi credenziali' }).click();
      await p.getByRole('heading', { name: 'tributi' }).waitFor();
    }],
    ['credential-change', '/amministrazione/credenziali', button('Modifica')],
    ['batches', '/operazioni'],
    ['batch', `/operazioni/${batch.id}`],
    ['batch-begin', '/operazioni', async (p) => {
      await button('Nuova operazione')(p);
      await p.getByLabel('Operazione', { exact: true }).selectOption('migrate_instances');
      await p.getByLabel('Processo').selectOption('istanza_pec');
      await p.getByText(/^Riguarda /).waitFor();
    }],
    ['move', `/pratiche/${running.id}/sposta`, async (p) => {
      await p.locator('.bjs-powered-by').waitFor();
      await p.getByLabel('Togli da qui').first().check();
      await button('Prova senza eseguire')(p);
      await p.getByText('Se lo esegui').waitFor();
    }],
    ['move-version', `/pratiche/${running.id}/sposta?scheda=versione`],
    ['profile', '/profilo'],
  ]);
  assert.deepEqual(wrong, []);
}));
