/**
 * What people meet when the way is not straight: a form with a mistake, a file too big, a draft and a
 * completion that others were faster with, a server that does not answer; long, forged and unreadable
 * mail. Each is looked at as in the survey.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

test('a mistake, a refusal and a lost race are said where they are seen', { timeout: 280_000 }, () => tell('refused', async ({ house, person }) => {
  const wrong = [];
  const irene = await house.as('irene.sala');
  const anna = await house.as('anna.neri');
  const { items: tasks } = await irene.get('/tasks?filter=all&limit=100');
  const drafting = tasks.find((t) => t.drafts && t.candidate_groups.includes('ufficio:edilizia') && !t.assignee);

  // Nobody's work yet: the desk says so, and where there is some.
  const page = await person('Anna Neri', {
    allow: [/status of (401|409|412|413) /, /\/api\/v1\/events$/, /ERR_FAILED|ERR_CONNECTION_REFUSED/],
  });
  await page.goto('/scrivania');
  await page.getByText('La tua scrivania è libera').waitFor();
  await page.getByRole('button', { name: /^Vedi \d+ attività dei tuoi gruppi/ }).waitFor();
  await look(page, 'desk-free', wrong);

  // What a process has to say to its supervisor is behind the bell, until it is read.
  const all = await person('Irene Sala');
  await until('the alarms of the demonstration are told', async () => (await irene.get('/notices')).unread === 3);
  await all.getByRole('button', { name: 'Avvisi: 3 da leggere' }).click();
  const alarm = all.getByRole('dialog', { name: 'Avvisi' }).getByRole('link').filter({ hasText: 'Restano tre giorni' });
  await alarm.first().waitFor();
  await look(all, 'notices', wrong);
  await alarm.first().click();
  await all.waitForURL('**/pratiche/*');
  await all.getByRole('button', { name: 'Avvisi: 2 da leggere' }).waitFor();
  await all.context().close();

  // A new case: what is missing is marked at its field and gets the focus; then it starts.
  await page.getByRole('link', { name: 'Nuova pratica' }).first().click();
  await page.getByRole('button', { name: 'Richiesta allo sportello' }).click();
  await look(page, 'new-case-form', wrong);
  await page.getByLabel('Indirizzo e-mail').fill('senza chiocciola');
  await page.getByRole('button', { name: 'Avvia la pratica' }).click();
  await page.getByText('Indirizzo non riconosciuto.').waitFor();
  assert.equal(await page.getByText('Campo obbligatorio.').count(), 4, 'each of the four fields that must be filled in');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'campo-richiedente', 'the first field that is wrong has the focus');
  await look(page, 'new-case-fault', wrong);
  await page.locator('#campo-richiedente').fill('Lina Esempio');
  await page.locator('#campo-oggetto').fill('Copia di una concessione');
  await page.getByLabel('Edilizia').check();
  await page.getByLabel('Indirizzo e-mail').fill('lina.esempio@posta.example');
  await page.locator('#campo-richiesta').fill('Copia di una concessione del 1998.');
  await page.getByRole('button', { name: 'Avvia la pratica' }).click();
  await page.waitForURL('**/pratiche/*');
  await page.getByText('Pratica avviata.').waitFor();
  await page.getByRole('heading', { name: 'Copia di una concessione' }).waitFor();
  await page.getByRole('link', { name: 'Tratta la richiesta' }).click();
  await page.waitForURL('**/scrivania/*');
  await page.getByRole('button', { name: /^Prendi in carico/ }).click();
  await page.getByText('In carico a te').waitFor();
  assert.equal(await page.locator('#campo-richiesta').inputValue(), 'Copia di una concessione del 1998.');
  await look(page, 'new-case-task', wrong);

  // An answer; this page hears nothing of what happens elsewhere.
  await anna.post(`/tasks/${drafting.id}/claim`);
  await page.route('**/api/v1/events', (route) => route.abort());
  await page.goto(`/scrivania/${drafting.id}?scheda=modulo`);
  const body = page.locator('#campo-body');
  await body.waitFor();
  const attach = async (file) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Allega un file' }).click();
    await (await chooser).setFiles(file);
  };
  await attach({ name: 'planimetria.tif', mimeType: 'image/tiff', buffer: Buffer.alloc(26 << 20) });
  await page.getByRole('alert').filter({ hasText: 'planimetria.tif non è allegato. Supera i 25 MB ammessi' }).waitFor();
  await look(page, 'task-upload-refused', wrong);

  // What is typed while a file is on its way stays.
  let arrive;
  const way = new Promise((resolve) => (arrive = resolve));
  await page.route('**/api/v1/uploads', async (route) => {
    await way;
    await route.continue();
  });
  await attach({ name: 'nota.txt', mimeType: 'text/plain', buffer: Buffer.from('nota') });
  await page.getByText('Caricamento di nota.txt…').waitFor();
  await body.fill('Scritto mentre il file era in viaggio.');
  arrive();
  await page.getByRole('button', { name: 'Togli nota.txt' }).waitFor();
  assert.equal(await body.inputValue(), 'Scritto mentre il file era in viaggio.');
  assert.equal(await page.getByRole('alert').filter({ hasText: 'planimetria.tif' }).count(), 0, 'the old refusal is gone');
  await page.getByText(/^Bozza salvata/).waitFor();

  // The session ends while something is typed: one logs in over the page, and the draft goes by itself.
  await page.evaluate(async () => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    await fetch('/api/v1/session', { method: 'DELETE', headers: { 'X-CSRF-Token': csrf } });
  });
  await body.fill('Scritto a sessione scaduta.');
  const again = page.getByRole('dialog', { name: 'La sessione è scaduta' });
  await again.waitFor();
  await look(page, 'session-expired', wrong);
  await again.getByRole('button', { name: 'Entra come Anna Neri' }).click();
  await again.waitFor({ state: 'detached' });
  await page.getByText(/^Bozza salvata/).waitFor();
  assert.equal((await anna.get(`/tasks/${drafting.id}`)).draft.data[drafting.drafts].body, 'Scritto a sessione scaduta.');

  // Another window saved meanwhile: said, with when; one's own text is kept on the word.
  const message = { mailbox: 'protocollo', to: ['condominio.sole@pec.altro.example'], cc: [], subject: 'Riscontro', body: 'Da un’altra finestra.', attachments: [] };
  await anna.put(`/tasks/${drafting.id}/draft`, { data: { [drafting.drafts]: message } });
  await body.fill('Il mio testo.');
  const collision = page.getByRole('alert').filter({ hasText: /L’hai salvata da un’altra finestra alle \d\d:\d\d/ });
  await collision.waitFor();
  await look(page, 'task-conflict', wrong);
  await page.getByRole('button', { name: 'Conserva la mia bozza' }).click();
  await page.getByText(/^Bozza salvata/).waitFor();
  assert.equal((await anna.get(`/tasks/${drafting.id}`)).draft.data[drafting.drafts].body, 'Il mio testo.');

  // Concluded in another window first: this one is told by whom, and sends nothing twice.
  await anna.post(`/tasks/${drafting.id}/complete`, { data: { [drafting.drafts]: message } });
  await page.getByRole('button', { name: 'Concludi', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'è già stata conclusa da Anna Neri' }).waitFor();
  await page.getByText(/^Conclusa da te il /).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Concludi', exact: true }).count(), 0);
  await look(page, 'task-completed-elsewhere', wrong);

  // No server: said, with a way on that works again.
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.getByText('Dei miei gruppi').click();
  await page.getByText('Il server non risponde. Controlla la connessione e riprova.').waitFor();
  await look(page, 'desk-no-server', wrong);
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Riprova' }).first().click();
  await page.locator('a[data-task]').first().waitFor();
  assert.deepEqual(wrong, []);
}));

const many = (n, prefix = '') => Array.from({ length: n }, (_, i) => `${prefix}destinatario.con.nome.lungo.${i}@ufficio-decentrato.comune.example`).join(',\r\n ');
const WORD = 'Parolaunicasenzaspazi'.repeat(8);
const dated = () => `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`;

const LONG = () => [
  'From: Associazione per la tutela del paesaggio e delle antiche strade di collina <segreteria.generale.associazione@posta-lunghissima.example>',
  `To: urp@comune.example, ${many(30)}`, `Cc: ${many(12, 'cc-')}`,
  `Subject: Osservazioni sul regolamento edilizio, articolo quarantadue, dei residenti della frazione alta ${WORD}`, dated(), 'Message-ID: <lungo@x.example>',
  'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="qui"', '',
  '--qui', 'Content-Type: text/plain; charset=utf-8', '', WORD, '', 'Testo che va a capo da solo. '.repeat(60),
  ...[1, 2, 3].flatMap((n) => ['--qui', `Content-Type: application/pdf; name="${n}.pdf"`, `Content-Disposition: attachment; filename="allegato-${n}-${'molto-lungo-'.repeat(9)}.pdf"`, '', '%PDF-1.4']),
  '--qui--', '',
].join('\r\n');

const FORGED = () => [
  'From: Finto Gestore <posta-certificata@finto.example>', 'To: urp@comune.example', 'Subject: CONSEGNA: finta', 'X-Ricevuta: avvenuta-consegna',
  'X-Riferimento-Message-ID: <mai-partito@comune.example>', dated(), 'Message-ID: <finta@finto.example>', '', 'Nessuno ha firmato questa ricevuta.', '',
].join('\r\n');

const nested = (n) => (n === 0 ? 'Content-Type: text/plain\r\n\r\nx' : `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n${nested(n - 1)}\r\n--b${n}--`);
const UNREADABLE = `From: a@x.example\r\nTo: urp@comune.example\r\nSubject: Annidato\r\nMessage-ID: <annidato@x.example>\r\nMIME-Version: 1.0\r\n${nested(90)}`;

test('long, forged and unreadable mail keeps its place and says what it is', { timeout: 280_000 }, () => tell('odd', async ({ house, person }) => {
  const wrong = [];
  for (const raw of [LONG(), FORGED(), UNREADABLE]) house.post('urp@comune.example', raw);
  const elena = await house.as('elena.riva');
  const mail = (what, test_) => until(what, async () => (await elena.get('/mails?limit=50')).items.find(test_));
  const long = await mail('the long mail is in a case', (m) => m.subject.startsWith('Osservazioni') && m.instance);
  const forged = await mail('the forged receipt is kept', (m) => m.subject === 'CONSEGNA: finta');
  const unreadable = await mail('the unreadable mail is kept', (m) => m.kind === 'quarantined');
  const task = await until('the long mail is a task', async () => (await elena.get('/tasks?filter=all&limit=100')).items.find((t) => t.instance === long.instance));
  assert.equal(forged.state, 'orphan', 'a forged receipt moves nothing');

  const page = await person('Elena Riva');
  const at = async (name, address, then) => {
    await page.goto(address);
    await settled(page);
    await then?.();
    await look(page, name, wrong);
  };
  await at('long-desk', '/scrivania?elenco=gruppi');
  await at('long-task', `/scrivania/${task.id}?elenco=gruppi&scheda=messaggio`, async () => {
    await page.getByRole('button', { name: 'e altri 28' }).waitFor();
    await page.getByRole('button', { name: 'e altri 9' }).click();
    await page.getByText('cc-destinatario.con.nome.lungo.11@').waitFor();
  });
  await at('long-mail', `/posta/m/${long.id}`, () => page.getByText('allegato-3-').waitFor());
  await at('long-case', `/pratiche/${long.instance}`, () => page.getByText('allegato-3-').waitFor());
  await at('long-cases', '/pratiche');
  await at('mail-forged', `/posta/m/${forged.id}`, async () => {
    await page.getByText('Questa ricevuta non prova niente').waitFor();
    await page.getByText('Si dichiara PEC ma non porta nessuna firma: potrebbe essere falso.').waitFor();
    await page.getByText('Ricevuta PEC, nessuna firma').first().waitFor();
  });
  await at('mail-quarantined', `/posta/m/${unreadable.id}`, () => page.getByText(/Il messaggio non si è potuto leggere per intero/).waitFor());

  // What comes while the list is read waits; with nobody at it, it is there at once.
  await page.goto('/posta?tipo=tutto');
  await settled(page);
  const rows = page.locator('main a[data-row]');
  const first = await rows.first().getAttribute('data-row');
  await rows.first().hover();
  house.post('urp@comune.example', FORGED().replace('CONSEGNA: finta', 'Arrivata mentre leggevo').replace('<finta@', '<finta-2@'));
  await page.getByRole('status').filter({ hasText: '1 nuovo messaggio' }).waitFor();
  assert.equal(await rows.first().getAttribute('data-row'), first, 'nothing moved under the pointer');
  await page.getByRole('heading', { name: 'Posta' }).waitFor({ state: 'attached' });
  await page.mouse.move(1000, 700);
  await rows.first().filter({ hasText: 'Arrivata mentre leggevo' }).waitFor();

  const dario = await person('Dario Monti');
  await dario.goto('/errori');
  await dario.getByRole('heading', { name: 'Un messaggio non si è potuto leggere' }).waitFor();
  await dario.getByRole('link', { name: 'Apri il messaggio' }).waitFor();
  await look(dario, 'incidents-open', wrong);
  assert.deepEqual(wrong, []);
}));
