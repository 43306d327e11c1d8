/**
 * Hostile mail in the safe frame, more than three hundred kinds of it: nothing runs and nothing is fetched, with all the walls
 * standing (the server's cleaning, the page's, the frame's sandbox and policy) and with only the later ones.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileBodies, hostileMail, OUT, trap } from './hostile.mjs';
import { until } from './house.mjs';
import { settled, tell } from './people.mjs';

/** Bodies in one mail or one page: what closes a tag early must not shelter the next, so each is alone once, too. */
const TOGETHER = 24;

/** What no cleaned body holds: something that runs, or an address that is not ours and is fetched. */
const ACTIVE = /<(script|iframe|object|embed|applet|form|base|meta|link|frame|svg|math|template|portal|video|audio)\b|<[^>]*\son[a-z]+\s*=|<[^>]*(href|src|action|data|background|poster|srcset)\s*=\s*["']?\s*(java|vb)script:|<(img|source|input|td|table|body)\b[^>]*\b(src|srcset|background)\s*=\s*["']?(https?:)?\/\/|<style[^>]*>[^<]*(@import|url\()|style\s*=\s*"[^"]*(url\(|expression|@import)/i;

test('no hostile body runs or fetches anything', { timeout: 290_000 }, async () => {
  const evil = await trap();
  try {
    await tell('hostile', (all) => story(evil, all), [`--host-resolver-rules=MAP evil.example:80 127.0.0.1:${evil.port}`]);
  } finally {
    evil.close();
  }
});

async function story(evil, { house, person }) {
  const bodies = hostileBodies();
  assert.ok(bodies.length >= 300, `${bodies.length} bodies`);
  assert.equal(new Set(bodies).size, bodies.length, 'no body twice');
  assert.ok(bodies.filter((body) => ACTIVE.test(body)).length > 300, 'the pattern knows most of them as they came');
  const groups = [];
  for (let i = 0; i < bodies.length; i += TOGETHER) groups.push(bodies.slice(i, i + TOGETHER).join('\n'));
  // One mail each through the real way, and all of them in a few.
  bodies.forEach((html, i) => house.post('urp@comune.example', hostileMail(`Ostile ${i}`, html)));
  groups.forEach((html, i) => house.post('urp@comune.example', hostileMail(`Insieme ${i}`, html)));
  const elena = await house.as('elena.riva');
  const all = new Map();
  await until('the hostile mails are kept', async () => {
    let cursor = '';
    do {
      const page = await elena.get(`/mails?limit=200&mailbox=urp${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const mail of page.items) all.set(mail.subject, mail.id);
      cursor = page.next_cursor ?? page.next ?? '';
    } while (cursor);
    return bodies.every((_, i) => all.has(`Ostile ${i}`)) && groups.every((_, i) => all.has(`Insieme ${i}`));
  }, 90_000);

  // 1. What the server gives of each: nothing that acts, and still the text.
  const cleaned = [];
  for (const [i, body] of bodies.entries()) {
    const { html } = await elena.get(`/mails/${all.get(`Ostile ${i}`)}/html`);
    assert.doesNotMatch(html ?? '', ACTIVE, `body ${i}: ${body.slice(0, 120)}`);
    assert.match(html ?? '', new RegExp(`corpo ${i}\\b`), `body ${i} can be read`);
    cleaned.push(html);
  }

  // What the policy of the frame refuses is what is wanted here.
  const page = await person('Elena Riva', { allow: [/Content Security Policy/i, /about:srcdoc$/, /^asked elsewhere: \S+evil\.example/, /sandboxed|Blocked|blocked|preload|manifest|ERR_|font|base64/i] });
  const dialogs = [];
  let opened = 0;
  page.context().on('page', () => opened++);
  page.on('dialog', (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  await page.addInitScript(() => {
    if (window.top === window) window.addEventListener('message', (event) => event.data === 'ran' && (window.ran = true));
  });

  const frame = page.locator('iframe[title="Testo del messaggio"]');
  const nothing = async (what) => {
    // Two drawn frames of the page after the body stands: what loads or runs by itself has begun.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    assert.deepEqual(evil.asked, [], `${what}: nothing left the page`);
    assert.deepEqual(dialogs, [], what);
    const [ran, title] = await page.evaluate(() => [window.ran, document.title]);
    assert.ok(!ran, `${what}: nothing ran`);
    assert.notEqual(title, 'ran', what);
    assert.equal(opened, 0, `${what}: nothing was opened`);
  };

  // 2. Every wall, on the page: all bodies, many in a mail.
  for (const i of groups.keys()) {
    await page.goto(`/posta/m/${all.get(`Insieme ${i}`)}`);
    await settled(page);
    await frame.waitFor();
    await nothing(`mail ${i}`);
    const sandbox = (await frame.getAttribute('sandbox')) ?? 'none at all';
    assert.doesNotMatch(sandbox, /allow-(scripts|same-origin|forms|top-navigation|modals)|none/);
  }

  // 3. The server's cleaning fallen: the page's own, the sandbox and the policy.
  let served = '';
  await page.route('**/api/v1/mails/*/html', (route) => route.fulfill({ json: { html: served, text: '', remote_images: 0 } }));
  for (const [i, html] of groups.entries()) {
    served = html;
    await page.goto(`/posta/m/${all.get('Ostile 0')}`);
    await settled(page);
    await frame.waitFor();
    await nothing(`group ${i} uncleaned by the server`);
    assert.doesNotMatch(await frame.getAttribute('srcdoc'), /<script|onerror|<iframe|<meta http-equiv="?refresh/i);
  }

  // 4. Both cleanings fallen: only the frame is left, and it holds for each body alone.
  const whole = await frame.getAttribute('srcdoc');
  for (const [i, html] of bodies.entries()) {
    await frame.evaluate((node, [document_, body]) => new Promise((loaded) => {
      node.addEventListener('load', loaded, { once: true });
      setTimeout(loaded, 2_000);
      node.srcdoc = document_.replace(/<body>[\s\S]*<\/body>/, () => `<body>${body}</body>`);
    }), [whole, html]);
    await nothing(`body ${i} in the bare frame: ${html.slice(0, 120)}`);
  }

  // The trap itself works.
  const other = await page.context().newPage();
  await other.goto(`${OUT}/`).catch(() => undefined);
  assert.deepEqual(evil.asked.slice(0, 1), ['GET /'], 'whoever asks the evil domain is counted');
}
