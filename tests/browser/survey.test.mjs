/**
 * Every page in its main states: no violation by axe in light and dark, nothing wider than a screen of
 * 320 px, no complaint in the console, a screenshot of each in `out/` to be looked at.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import axeCore from 'axe-core';
import { out, until } from './house.mjs';
import { settled, tell } from './people.mjs';

const DESKTOP = { width: 1366, height: 820 };
const PHONE = { width: 320, height: 640 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wrong with the page as it is, a line per element; empty when nothing is. */
async function axe(page, where) {
  // Through the debugger, which the policy of the page does not bind.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axeCore.source);
  const violations = await page.evaluate(async (rules) => {
    // The frame of a mail runs no script, not even axe's, and would be waited for.
    const found = await axe.run({ exclude: ['iframe'] }, { iframes: false, resultTypes: ['violations'], runOnly: rules });
    return found.violations.map((v) => ({ id: v.id, nodes: v.nodes.map((n) => ({ target: n.target.join(' '), why: n.failureSummary ?? '' })) }));
  }, RULES);
  return violations.flatMap((v) => v.nodes.map((n) => `${where}: ${v.id} at ${n.target}: ${n.why.split('\n').slice(1, 3).join('; ').trim()}`));
}

/**
 * Two frames on, as a reader who wants no motion sees it; what still moves then is a fault of the page:
 * its colours and places are not yet those it has (runs in the page).
 */
async function moving() {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  await frame();
  await frame();
  return document.getAnimations().slice(0, 4).map((a) => `${a.effect?.target?.className ?? a.effect?.target?.nodeName} is still in motion`);
}

/** What sticks out of the screen at 320 px; things that scroll within themselves may. */
async function sticksOut(page, where) {
  const wide = await page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth <= root.clientWidth) {
      // The frame hides its overflow: what a reader cannot reach is as bad as a page that scrolls.
      const scrolls = (node) => {
        for (let up = node.parentElement; up; up = up.parentElement) {
          const style = getComputedStyle(up);
          if (/auto|scroll/.test(style.overflowX) && up.scrollWidth > up.clientWidth) return true;
          if (style.overflowX === 'hidden' && style.textOverflow === 'ellipsis') return true;
        }
        return false;
      };
      return [...document.querySelectorAll('main button, main a, main input, main select, main textarea, main h1, main h2, main p, main td, main dd')]
        .filter((node) => {
          const box = node.getBoundingClientRect();
          return box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1) && !node.closest('svg,.visually-hidden,.djs-container') && !scrolls(node);
        })
        .slice(0, 4)
        .map((node) => `${node.tagName.toLowerCase()} «${(node.textContent ?? '').trim().slice(0, 40)}» reaches ${Math.round(node.getBoundingClientRect().right)} px`);
    }
    return [`the page is ${root.scrollWidth} px wide`];
  });
  return wide.map((what) => `${where} at 320 px: ${what}`);
}

/**
 * Looks at the page as it stands: desktop light, desktop dark, 320 px.
 * `phone`, `dark`: false leaves that one out.
 */
async function look(page, name, wrong, { phone = true, dark = true } = {}) {
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await settled(page);
  wrong.push(...await axe(page, `${name} light`));
  await page.screenshot({ path: join(out, `${name}-1-light.png`) });
  if (dark) {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
    wrong.push(...(await page.evaluate(moving)).map((what) => `${name} dark: ${what}`));
    wrong.push(...await axe(page, `${name} dark`));
    await page.screenshot({ path: join(out, `${name}-2-dark.png`) });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }
  if (phone) {
    await page.setViewportSize(PHONE);
    await settled(page);
    wrong.push(...await sticksOut(page, name));
    await page.screenshot({ path: join(out, `${name}-3-phone.png`) });
    await page.setViewportSize(DESKTOP);
  }
}

/** Goes to each address and looks at it; `then` brings the page into the state that is meant. */
async function round(page, wrong, pages) {
  for (const [name, address, then, options] of pages) {
    await page.goto(address);
    await settled(page);
    if (then) {
      await then(page);
      await settled(page);
    }
    await look(page, name, wrong, options);
  }
}

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
  const failed = (await irene.get('/despatches')).items.find((d) => d.outcome === 'some_failed' || d.outcome === 'all_failed');
  const mails = (await irene.get('/mails?limit=100')).items;
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
    ['cases', '/pratiche'],
    ['cases-nothing-found', '/pratiche?cerca=zzzz'],
    ['case', `/pratiche/${ended.id}`],
    ['case-history', `/pratiche/${ended.id}?scheda=cronologia`],
    ['case-diagram', `/pratiche/${ended.id}?scheda=diagramma`, (p) => p.locator('.bjs-powered-by').waitFor()],
    ['case-data', `/pratiche/${ended.id}?scheda=dati`],
    ['help', '/aiuto'],
    ['not-found', '/che-non-esiste'],
  ]);
  const elena = await person('Elena Riva');
  await round(elena, wrong, [
    ['new-case', '/pratiche/nuova'],
    ['mail-archive', `/posta/m/${mails.find((m) => m.kind === 'anomaly').id}`, (p) => p.getByRole('button', { name: /^Archivia/ }).first().click()],
  ]);
  assert.deepEqual(wrong, []);
}));

test('the pages of whoever designs and administers', { timeout: 280_000 }, () => tell('survey-admin', async ({ person }) => {
  const wrong = [];
  const sara = await person('Sara Costa');
  await round(sara, wrong, [
    ['processes', '/processi'],
    ['versions', '/versioni'],
  ]);

  const dario = await person('Dario Monti');
  await round(dario, wrong, [
    ['incidents', '/errori'],
    ['incidents-resolved', '/errori?stato=risolti'],
    ['admin-versions', '/versioni'],
    ['mailboxes', '/amministrazione/caselle'],
    ['mailbox-add', '/amministrazione/caselle', button('Aggiungi una casella')],
    ['people', '/amministrazione/persone'],
    ['person-add', '/amministrazione/persone', button('Aggiungi una persona')],
    ['offices', '/amministrazione/uffici'],
    ['audit', '/amministrazione/registro-operazioni'],
    ['profile', '/profilo'],
  ]);
  assert.deepEqual(wrong, []);
}));
