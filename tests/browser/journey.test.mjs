/**
 * The main job by three people in three browsers: a PEC arrives, Anna answers it, her head sends the
 * answer back and then approves it, the receipts come by themselves, one delivery fails and is handled,
 * the case ends; the secretary, who sees everything, can do nothing to it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { railStep, settled, tell } from './people.mjs';

const TITLE = /^Richiesta di copia del permesso di costruire$/;
const REMARK = 'Citare il numero del permesso di costruire.';
const ADDED = 'Il permesso di costruire è il n. 12 del 1998.';

/** The page was not loaded anew since `remember`: what changed on it came by itself. */
const remember = (page) => page.evaluate(() => void (window.stayed = true));
const stayed = (page) => page.evaluate(() => window.stayed === true);

test('a PEC is answered, sent back, approved, delivered to one of two, and closed', { timeout: 280_000 }, () => tell('journey', async ({ house, person }) => {
  const anna = await person('Anna Neri');
  const giorgio = await person('Giorgio Conti');
  const irene = await person('Irene Sala');
  await giorgio.goto('/scrivania?elenco=gruppi');
  await settled(giorgio);
  await remember(giorgio);

  // It arrives, and a rule routes it.
  await anna.getByRole('button', { name: 'Fai arrivare una PEC', exact: true }).click();
  await railStep(anna, 'Arriva una PEC');
  await railStep(anna, 'Perché è qui');

  // The next one, and the next, in the order they are due: this one is due last.
  const heading = anna.locator('h2').first();
  for (let n = 0; ; n++) {
    const before = (await heading.count()) ? await heading.textContent() : '';
    await anna.getByRole('button', { name: 'Prendi la prossima' }).click();
    await until('the next task is on the screen', async () => (await heading.count()) && (await heading.textContent()) !== before);
    if (TITLE.test((await heading.textContent()) ?? '')) break;
    assert.ok(n < 6, 'the new request comes in the end');
  }
  const title = await heading.textContent();
  await anna.getByRole('tabpanel').getByText(/Il geometra incaricato legge in copia/).waitFor();

  // The answer: a letter, a sentence of her own, a file.
  await anna.getByRole('tab', { name: 'Risposta' }).click();
  const letter = anna.getByLabel('Lettera tipo');
  await until('letters are listed', async () => (await letter.locator('option').count()) > 2);
  await letter.selectOption('accoglimento');
  const body = anna.getByLabel('Testo', { exact: true });
  await until('the letter is filled in', async () => (await body.inputValue()).includes('Spett.le Studio Olmo'));
  // Whoever was in copy of the request is in copy of the answer: the letter says so.
  await anna.getByText('full@pec.altro.example', { exact: true }).waitFor();
  const first = await body.inputValue();
  const chooser = anna.waitForEvent('filechooser');
  await anna.getByRole('button', { name: 'Allega un file' }).click();
  await (await chooser).setFiles({ name: 'permesso.txt', mimeType: 'text/plain', buffer: Buffer.from('Permesso di costruire n. 12 del 1998.\n') });
  await anna.getByText('permesso.txt').waitFor();
  await anna.getByText(/^Bozza salvata/).waitFor();
  await anna.getByRole('button', { name: 'Concludi', exact: true }).click();
  await anna.getByText('Attività conclusa.').first().waitFor();
  await railStep(anna, 'Rispondi con una lettera');

  // It comes to the head's desk by itself, after what is due before.
  const row = giorgio.locator('a[data-task]').filter({ hasText: title }).filter({ hasText: 'Approva la risposta' });
  await row.click();
  assert.ok(await stayed(giorgio), 'the desk was not loaded anew');
  await giorgio.getByRole('button', { name: /^Prendi in carico/ }).click();
  await giorgio.getByRole('button', { name: 'Approva', exact: true }).waitFor();
  const shown = giorgio.locator('article').last();
  const text = await shown.innerText();
  for (const line of first.split('\n').filter((l) => l.trim())) assert.ok(text.includes(line.trim()), `the head reads «${line}»`);
  for (const part of ['protocollo@pec.comune.example', 'studio.olmo@pec.altro.example', 'full@pec.altro.example', 'permesso.txt', 'Anna Neri', 'versione 1']) {
    assert.ok(text.includes(part), `the head sees ${part}`);
  }
  const head = await house.as('giorgio.conti');
  const approvalOf = async () => (await head.get('/tasks?filter=all&limit=100')).items.find((t) => t.title === title && t.approves && t.state === 'open');
  const seen = (await head.get(`/tasks/${(await approvalOf()).id}`)).message.hash;
  await giorgio.getByRole('button', { name: 'Rimanda con osservazioni…' }).click();
  await giorgio.getByLabel('Osservazioni').fill(REMARK);
  await giorgio.getByRole('button', { name: 'Rimanda con osservazioni', exact: true }).click();
  await giorgio.getByText('Attività conclusa.').first().waitFor();

  // Back to the office with the remarks; what was written is still there.
  await anna.goto('/scrivania?elenco=gruppi');
  await anna.locator('a[data-task]').filter({ hasText: title }).first().click();
  await anna.getByRole('button', { name: /^Prendi in carico/ }).click();
  await anna.getByRole('tab', { name: 'Risposta' }).click();
  await until('the remarks are shown', async () => (await anna.getByLabel('Osservazioni del responsabile').inputValue()) === REMARK);
  assert.equal(await body.inputValue(), first, 'the answer she wrote is still there');
  await anna.getByText('permesso.txt').waitFor();
  await body.fill(`${first}\n\n${ADDED}`);
  await anna.getByText(/^Bozza salvata/).waitFor();
  await anna.getByRole('button', { name: 'Concludi', exact: true }).click();
  await anna.getByText('Attività conclusa.').first().waitFor();

  // Another message, another approval: what was seen before lets nothing out.
  const again = await until('the approval comes back', approvalOf);
  await head.post(`/tasks/${again.id}/claim`);
  await assert.rejects(head.post(`/tasks/${again.id}/complete`, { data: { esito: 'approva' }, draft_hash: seen }), /409.*message_changed/s);
  await anna.goto('/posta?verso=inviata');
  await settled(anna);
  await remember(anna);
  await giorgio.goto(`/scrivania/${again.id}?scheda=modulo`);
  await giorgio.getByText('versione 2').waitFor();
  assert.ok((await giorgio.locator('article').last().innerText()).includes(ADDED));
  await giorgio.getByRole('button', { name: 'Approva', exact: true }).click();
  await giorgio.getByText('Attività conclusa.').first().waitFor();
  await railStep(giorgio, 'Il responsabile approva');

  // It leaves, and the receipts come to Anna's page by themselves.
  const sent = anna.locator('main a').filter({ hasText: 'studio.olmo@pec.altro.example' }).first();
  await sent.click();
  await anna.getByText('Non consegnata', { exact: true }).waitFor();
  await anna.getByText('Consegnata', { exact: true }).waitFor();
  await anna.getByText('consegnata a 1 di 2 destinatari').first().waitFor();
  await anna.getByText(/casella piena/).first().waitFor();
  assert.ok(await stayed(anna), 'the receipts came without loading the page');
  await anna.getByText('permesso.txt').first().waitFor();
  await railStep(anna, 'Tornano le ricevute');

  // What failed is a task, and the rail leads to it.
  await anna.getByText(/l’ufficio gestisce la mancata consegna/).waitFor();
  await anna.getByRole('button', { name: 'Vai', exact: true }).click();
  await anna.getByText('Casella piena').first().waitFor();
  const open = (await irenesCase(house, title)).id;
  await anna.getByRole('button', { name: /^Prendi in carico/ }).click();
  await anna.getByRole('tab', { name: 'Modulo' }).click();
  await anna.getByLabel(/^Raggiungere il destinatario in un altro modo/).check();
  await anna.getByLabel(/^Come è stato raggiunto/).fill('Raccomandata n. 1 del giorno stesso.');
  await anna.getByRole('button', { name: 'Concludi', exact: true }).click();
  await anna.getByText('Attività conclusa.').first().waitFor();
  await until('all six steps are ticked', async () => (await anna.locator('li[data-done]').count()) === 6);

  // Who sees everything sees what happened, by whom, and the way it went; nothing there is hers to do.
  await irene.goto('/pratiche');
  await irene.locator('main a').filter({ hasText: title }).first().click();
  await irene.getByText('Conclusa', { exact: true }).first().waitFor();
  assert.ok(irene.url().includes(open));
  await irene.getByRole('tab', { name: 'Cronologia' }).click();
  for (const [what, who] of [['Prepara la risposta', 'Anna Neri'], ['Approva la risposta', 'Giorgio Conti']]) {
    await irene.locator('li').filter({ hasText: `Concluso: ${what}` }).filter({ hasText: who }).first().waitFor();
  }
  await irene.getByRole('tab', { name: 'Diagramma' }).click();
  await irene.locator('.djs-element.path-gone[data-element-id="chiusa_da_ufficio"]').waitFor();
  assert.equal(await irene.locator('.path-gone[data-element-id="risposta_consegnata"]').count(), 0, 'the way not gone is not drawn');
  assert.ok(await irene.locator('.bjs-powered-by').isVisible(), 'the mark of bpmn.io is visible');
  await irene.goto(`/scrivania/${again.id}`);
  await irene.getByText('Questa attività non c’è più').or(irene.getByRole('heading', { name: title })).first().waitFor();
  for (const name of [/^Prendi in carico/, 'Approva', 'Concludi', 'Rimetti in coda']) {
    assert.equal(await irene.getByRole('button', { name, exact: typeof name === 'string' }).count(), 0, `no button ${name}`);
  }
  const secretary = await house.as('irene.sala');
  await assert.rejects(secretary.post(`/tasks/${again.id}/claim`), /: 40[349] /);
}));

async function irenesCase(house, title) {
  const irene = await house.as('irene.sala');
  return (await irene.get('/instances?limit=100')).items.find((i) => i.title === title);
}
