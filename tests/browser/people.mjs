/**
 * People at their browsers: a context each, watched. Whatever a page complains about (an error in the
 * console, a refused policy, an exception) or asks of another server is a fault of the test.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { openHouse, out } from './house.mjs';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const DESKTOP = { width: 1366, height: 820 };
const SLOWEST_MS = 45_000;

/** Chromium says every refused request in the console; these are asked for by the test itself. */
const ASKED_FOR = [
  // Who is in? Nobody.
  /status of 401 .*\/api\/v1\/session$/,
];

export const openBrowser = (flags = []) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });

/**
 * Runs `story` with a house and a browser of its own. On failure the screens of everybody are kept in
 * `out/` and the log of the program is told. `flags`: more of them for Chromium; `words`: see {@link openHouse}.
 */
export async function tell(name, story, flags = [], words = undefined) {
  mkdirSync(out, { recursive: true });
  const house = await openHouse(words);
  let browser;
  const contexts = [];
  const faults = [];
  try {
    browser = await openBrowser(flags);
    const sit = async (options = {}) => {
      const { allow = [], ...more } = options;
      const context = await browser.newContext({
        baseURL: house.base, viewport: DESKTOP, locale: 'it-IT', timezoneId: 'Europe/Rome', reducedMotion: 'reduce', ...more,
      });
      context.setDefaultTimeout(SLOWEST_MS);
      contexts.push(context);
      context.on('page', (page) => watch(page, house.base, [...ASKED_FOR, ...allow], faults));
      return context;
    };
    const person = async (login, options) => {
      const context = await sit(options);
      const page = await context.newPage();
      await page.goto('/login');
      await page.getByRole('button', { name: `Entra come ${login}` }).click();
      await page.getByRole('navigation', { name: 'Menu principale' }).first().waitFor({ state: 'attached' });
      return page;
    };
    await story({ house, sit, person, faults });
    assert.deepEqual(faults, [], 'pages complained');
  } catch (error) {
    let n = 0;
    for (const page of contexts.flatMap((c) => c.pages())) {
      await page.screenshot({ path: join(out, `FAILED ${name} ${++n}.png`), fullPage: false }).catch(() => undefined);
    }
    if (faults.length > 0) console.error('what the pages said:\n' + faults.join('\n'));
    const log = house.log().split('\n').slice(14).join('\n').trim();
    if (log) console.error(`what the program said:\n${log.slice(-4000)}`);
    throw error;
  } finally {
    await browser?.close();
    await house.close();
  }
}

function watch(page, base, allowed, faults) {
  const told = (what) => {
    if (!allowed.some((one) => one.test(what))) faults.push(`${new URL(page.url(), base).pathname}: ${what}`);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy|^no Italian for/i.test(message.text())) {
      told(`${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (error) => told(`exception ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !/^(data|blob|about):/.test(url)) told(`asked elsewhere: ${url}`);
  });
}

/** A page of its own chunk is drawn: no grey bars are left. */
export async function settled(page) {
  await page.waitForLoadState('load');
  await page.locator('h1, h2').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label="Caricamento in corso"],[role=status][aria-label="Loading"]'));
  await page.evaluate(() => document.fonts.ready);
}

/** The step of the rail with this name, once it is done. */
export async function railStep(page, name) {
  await page.locator('li[data-done]').filter({ hasText: name }).first().waitFor();
}
