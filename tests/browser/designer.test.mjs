/**
 * The tools of the designer in Italian: each kind of element is chosen, its fields and menus are opened, and
 * nothing English is left in them. A phrase of bpmn.io without a translation is a complaint of the page.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyElement } from './every-element.mjs';
import { tell } from './people.mjs';

/** What bpmn.io may show; runs in the page. */
function shown() {
  const texts = [];
  for (const root of document.querySelectorAll('.designer-panel, .djs-context-pad, .djs-popup, .djs-palette, .djs-minimap')) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('svg, style')) texts.push(walker.currentNode.textContent.trim());
    for (const name of ['title', 'placeholder', 'aria-label']) texts.push(...[...root.querySelectorAll(`[${name}]`)].map((e) => e.getAttribute(name)));
  }
  return texts;
}

/** Opens every group, and adds an entry to every list, so that its fields are drawn (runs in the page). */
function openGroups() {
  for (const head of document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')) head.click();
  for (const add of document.querySelectorAll('.bio-properties-panel-add-entry')) add.click();
}

/** Small words no Italian text has. */
const ENGLISH = /\b(?:the|of|is|are|with|must|be|not|this|an|and|or|to|create|delete|remove|select|toggle|open|add|empty|name|value)\b/i;
/** Italian words, and names of the language of the server, that look English. */
const ITALIAN = /\bbe(?=[’'])|value\b(?=["'])|\bname\b(?=["'])|to, cc/;

test('everything the designer says of an element is Italian', { timeout: 280_000 }, () => tell('designer', async ({ house, person }) => {
  const { xml, ids } = everyElement('staffetta.pec.send');
  const analyst = await house.as('sara.costa');
  await analyst.post('/drafts', { name: 'ogni-elemento' });
  await analyst.put('/drafts/ogni-elemento', { files: { 'process.bpmn': xml } });
  const sara = await person('Sara Costa', { viewport: { width: 1366, height: 1400 } });
  await sara.goto('/processi/ogni-elemento/disegna');
  await sara.locator('.djs-palette').waitFor();
  assert.ok(await sara.locator('.bjs-powered-by').isVisible(), 'the mark of bpmn.io is visible');
  await sara.getByRole('button', { name: 'Elenco degli elementi' }).click();
  const said = new Map();
  const hear = async (where) => {
    for (const text of await sara.evaluate(shown)) if (text && !said.has(text)) said.set(text, where);
  };
  const rows = sara.locator('.diagram-outline li button');
  await rows.first().waitFor();
  const chosen = ids.length - 6;
  assert.ok((await rows.count()) >= chosen, 'the outline names every element');
  for (let i = 0; i < await rows.count(); i++) {
    const name = (await rows.nth(i).innerText()).split(' · ')[0];
    await rows.nth(i).click();
    await sara.locator('.bio-properties-panel-header-label').filter({ hasText: name }).waitFor();
    await sara.evaluate(openGroups);
    await hear(name);
    for (const action of ['replace', 'append']) {
      const entry = sara.locator(`.djs-context-pad .entry[data-action="${action}"]`);
      if ((await entry.count()) === 0) continue;
      await entry.first().dispatchEvent('click');
      await sara.locator('.djs-popup').waitFor();
      await hear(`${name}, ${action}`);
      // Another choice closes the menu, as a reader's click elsewhere does.
      await rows.nth(i).click();
      await sara.locator('.djs-popup').waitFor({ state: 'detached' });
    }
  }
  await sara.locator('.djs-palette .entry[data-action="create"]').click();
  await sara.locator('.djs-popup').waitFor();
  await hear('the menu of the palette');
  assert.ok(said.size > 250, `only ${said.size} texts were seen`);
  const english = [...said].filter(([text]) => ENGLISH.test(text.replace(ITALIAN, '')));
  assert.deepEqual(english.map(([text, where]) => `${where}: ${text}`), []);
}));
