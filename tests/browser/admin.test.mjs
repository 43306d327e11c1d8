/**
 * What administrators do, done in the browser: programs that are told, a case moved by hand and taken to another version,
 * contents withheld by two people, a mailbox that only receives.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
/** What a toast says, once it is said. */
const said = (page, text) => page.getByText(text).first().waitFor();

test('what administrators do', { timeout: 280_000 }, () => tell('admin', async ({ house, person }) => {
  const wrong = [];
  const dario = await person('Dario Monti');
  const administrator = await house.as('dario.monti');

  // Programs that are told: nobody has this name, and each attempt says so.
  const hook = await administrator.post('/webhooks', { name: 'gestionale', url: 'https://gestionale.example/avvisi', events: ['*'] });
  await administrator.post('/demo/arrivals', { kind: 'istanza' });
  await until('deliveries with their answer', async () => (await administrator.get(`/webhooks/${hook.id}/deliveries`)).items.some((d) => d.event === 'instance.started' && d.answer));
  await dario.goto('/amministrazione/webhook');
  await press(dario, 'Ultimi avvisi');
  const row = dario.locator('tbody tr').filter({ hasText: 'Pratica avviata' }).first();
  await row.waitFor();
  await look(dario, 'webhook-deliveries', wrong);
  assert.match(await row.innerText(), /tentativ/);

  // A case moved by hand: out of where it is, on from an element of the list.
  const open = (await administrator.get('/tasks?filter=all&limit=100')).items.filter((t) => t.name === 'Prepara la risposta');
  const [moved, migrated] = await Promise.all(open.slice(0, 2).map((t) => administrator.get(`/instances/${t.instance}`)));
  await dario.goto(`/pratiche/${moved.id}/sposta`);
  await dario.locator('.bjs-powered-by').waitFor();
  await dario.locator('li').filter({ hasText: 'Prepara la risposta' }).getByLabel('Togli da qui').check();
  await dario.getByLabel('Elemento').selectOption({ label: 'Correggi la spedizione' });
  await press(dario, 'Aggiungi');
  await press(dario, 'Prova senza eseguire');
  await said(dario, /^La pratica sarà in: .*Correggi la spedizione/);
  await look(dario, 'move-tried', wrong);
  await press(dario, 'Esegui');
  await said(dario, 'Fatto: la pratica è stata spostata.');
  await dario.waitForURL(new RegExp(`/pratiche/${moved.id}\\?scheda=diagramma`));
  const log = await administrator.get(`/audit?verb=instance.modify&object=${moved.id}`);
  assert.equal(log.items.length, 1);

  // Another taken to a version that was published since.
  const analyst = await house.as('sara.costa');
  const { files } = await analyst.post('/drafts', { from_deployment: 'istanza-pec' });
  const changed = files['process.bpmn'].replace('name="Invia la PEC"', 'name="Invia la PEC di risposta"');
  assert.notEqual(changed, files['process.bpmn']);
  await analyst.put('/drafts/istanza-pec', { files: { ...files, 'process.bpmn': changed } });
  await analyst.post('/drafts/istanza-pec/publish');
  await dario.goto(`/pratiche/${migrated.id}/sposta?scheda=versione`);
  const versions = dario.getByLabel('Versione di arrivo');
  await versions.selectOption({ index: 1 });
  await said(dario, 'Ogni elemento ha il suo corrispondente, con lo stesso identificativo.');
  await press(dario, 'Prova senza eseguire');
  await dario.getByText('Se lo esegui').waitFor();
  await look(dario, 'migrate-tried', wrong);
  await press(dario, 'Esegui');
  await said(dario, 'Fatto: la pratica è stata spostata.');
  assert.equal((await administrator.get(`/instances/${migrated.id}`)).version, migrated.version + 1);

  // Withheld by two people; another request is taken back.
  await dario.goto('/amministrazione/scarti');
  await dario.getByText('Nessuna richiesta').waitFor();
  await look(dario, 'removals-empty', wrong);
  const elena = await person('Elena Riva');
  const desk = await house.as('elena.riva');
  const [first, second] = (await desk.get('/mails?limit=20')).items;
  const ask = async (mail, reason) => {
    await elena.goto(`/posta/m/${mail.id}`);
    await press(elena, 'Altre azioni');
    await elena.getByRole('menuitem', { name: 'Oscura o scarta…' }).click();
    await elena.getByLabel('Motivo').fill(reason);
    await elena.getByLabel('Atto che lo dispone').fill('Determina 12/2026');
  };
  await ask(first, 'Contiene dati di una persona estranea alla pratica, inviati per errore: la richiesta di cancellazione è agli atti.');
  await look(elena, 'removal-ask', wrong);
  await press(elena, 'Chiedi la conferma');
  await said(elena, 'Richiesta inviata.');
  await ask(second, 'Doppione.');
  await elena.getByLabel('Scarta').check();
  await press(elena, 'Chiedi la conferma');
  await elena.locator('main li').nth(1).waitFor();
  await elena.getByText('L’hai chiesto tu').first().waitFor();
  await look(elena, 'removals-asked', wrong);
  const of = (page, what) => page.locator('main li').filter({ hasText: what });
  await of(elena, 'Doppione.').getByRole('button', { name: 'Ritira la richiesta' }).click();
  await of(elena, 'Ritirata da').waitFor();

  await dario.goto('/amministrazione/scarti');
  await press(dario, 'Conferma e oscura');
  await dario.getByRole('dialog').getByText('Da adesso nessuno lo vede più').waitFor();
  await look(dario, 'removal-confirm', wrong, { phone: false });
  await dario.getByRole('dialog').getByRole('button', { name: 'Conferma e oscura' }).click();
  await of(dario, 'Confermato da').waitFor();
  await settled(dario);
  await look(dario, 'removals-done', wrong);
  await elena.goto(`/posta/m/${first.id}`);
  await elena.getByText('Messaggio oscurato').first().waitFor();
  await look(elena, 'mail-withheld', wrong);
  assert.equal((await desk.get(`/mails/${first.id}`)).withheld, true);

  // A mailbox that only receives.
  const maildir = mkdtempSync(join(tmpdir(), 'staffetta-maildir-'));
  try {
    for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, part));
    await dario.goto('/amministrazione/caselle');
    await press(dario, 'Aggiungi una casella');
    await dario.getByLabel('Indirizzo').fill('bandi@pec.comune.example');
    await dario.getByLabel('Nome breve').fill('bandi');
    await press(dario, 'Avanti');
    await dario.getByLabel('Cartella Maildir').check();
    await dario.getByLabel('Percorso della cartella').fill(maildir);
    await dario.getByLabel('Da questa casella si spedisce').uncheck();
    await look(dario, 'mailbox-receives', wrong);
    await press(dario, 'Conta i messaggi');
    await dario.getByText('Quali messaggi devono avviare i processi?').first().waitFor();
    await press(dario, 'Collega la casella');
    await of(dario, 'bandi@pec.comune.example').getByText('Sola ricezione').waitFor();
    const box = (await administrator.get('/mailboxes')).items.find((b) => b.key === 'bandi');
    assert.ok(!box.settings.smtp, 'it has nothing to send by');

    // One that answers a person's first message by itself, and signs what leaves.
    await of(dario, 'urp@comune.example').getByRole('button', { name: 'Modifica' }).click();
    await dario.getByLabel('Firma sotto i messaggi').fill('{{ nome }}\n{{ casella }}');
    await dario.getByLabel('Risposta automatica', { exact: true }).check();
    await dario.getByLabel('Testo della risposta').fill('Il messaggio è arrivato: rispondiamo entro trenta giorni.');
    await look(dario, 'mailbox-automatic', wrong);
    await press(dario, 'Salva');
    await said(dario, /^Casella salvata/);
    const told = (await administrator.get('/mailboxes')).items.find((b) => b.key === 'urp');
    assert.equal(told.settings.writing.automatic.hourly_max, 20);
    assert.equal(told.settings.writing.signature, '{{ nome }}\n{{ casella }}');
  } finally {
    rmSync(maildir, { recursive: true, force: true });
  }
  assert.deepEqual(wrong, []);
}));
