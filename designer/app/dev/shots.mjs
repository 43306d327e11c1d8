// Pictures of pages from the mock, to be looked at. Run: node app/dev/shots.mjs OUT PORT [dark] [narrow] name=path …
// A name ending in "!" clicks through what its recipe below says before the picture.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [out, port, ...rest] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const dark = rest.includes('dark');
const narrow = rest.includes('narrow');
const who = rest.find((r) => r.startsWith('as='))?.slice(3) ?? 'a.neri';
const pages = rest.filter((r) => r.includes('=') && !r.startsWith('as=')).map((r) => [r.slice(0, r.indexOf('=')), r.slice(r.indexOf('=') + 1)]);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const context = await browser.newContext({ viewport: narrow ? { width: 320, height: 700 } : { width: 1366, height: 820 }, colorScheme: dark ? 'dark' : 'light', locale: 'it-IT', timezoneId: 'Europe/Rome', deviceScaleFactor: 1 });
const page = await context.newPage();
page.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(`console ${m.type()}: ${m.text().slice(0, 300)}`));
page.on('pageerror', (e) => console.log('pageerror', e.message));
const base = `http://127.0.0.1:${port}`;
await page.goto(`${base}/login`);
if (who !== '-') {
  await page.waitForTimeout(300);
  await page.evaluate(async (login) => { await fetch('/api/v1/demo/session', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': 'prova' }, body: JSON.stringify({ login }) }); }, who);
}
for (const [name, path] of pages) {
  const [href, ...clicks] = path.split('>>');
  await page.goto(base + href);
  await page.waitForTimeout(Number(process.env.WAIT ?? 1200));
  for (const selector of clicks) {
    await page.click(selector.trim(), { timeout: 4000 }).catch((e) => console.log(name, String(e).slice(0, 200)));
    await page.waitForTimeout(700);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) console.log(`${name}: ${wide}px sideways`);
  await page.screenshot({ path: `${out}/${name}.png` });
}
await browser.close();
