/**
 * The real program, started for one test file: `staffetta demo` on a free port of loopback, in a folder of
 * its own. It is ended by its pid, also when a test fails.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
export const program = process.env.STAFFETTA ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/staffetta');
/** Screenshots: every page of the survey, and what was on the screen when a test failed. */
export const out = join(here, 'out');

const READY_WITHIN_MS = 90_000;
const ENDS_WITHIN_MS = 20_000;

/** Waits until `look` answers something; its last failure is the cause when it does not in time. */
export async function until(what, look, within = 45_000) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${within} ms in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** Starts the demonstration (`words`: the program's own, for another organisation); answers its address, its HTTP for what no page is needed for, and its end. */
export async function openHouse(words = ['demo']) {
  for (const needed of [program, join(root, 'designer/dist/index.html')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: make web && cargo build --workspace`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'staffetta-browser-'));
  let said = '';
  let ended;
  const child = spawn(program, words, { env: { ...process.env, PORT: '0', TMPDIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise((resolve) => child.once('exit', (code, signal) => {
    ended = `code ${code}, signal ${signal}`;
    resolve();
  }));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));

  const close = async () => {
    if (ended === undefined) process.kill(child.pid, 'SIGTERM');
    const timer = setTimeout(() => ended === undefined && process.kill(child.pid, 'SIGKILL'), ENDS_WITHIN_MS);
    await gone;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const base = await until('the program is ready', async () => {
      if (ended !== undefined) throw new Error(`the program ended: ${ended}\n${said}`);
      const port = /localhost:(\d+)/.exec(said)?.[1];
      if (!port) return undefined;
      const address = `http://127.0.0.1:${port}`;
      return (await fetch(`${address}/readyz`)).ok && address;
    }, READY_WITHIN_MS);
    return { base, close, log: () => said, as: (login) => enter(base, login), post: (address, raw) => intoMaildir(folder, address, raw) };
  } catch (error) {
    await close();
    throw new Error(`the house did not open:\n${said}`, { cause: error });
  }
}

/** A session over plain HTTP, to look at what the server has; pages are what is tested. */
async function enter(base, login) {
  const opened = await fetch(`${base}/api/v1/demo/session`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login }),
  });
  if (!opened.ok) throw new Error(`${login} cannot enter: ${opened.status} ${await opened.text()}`);
  const cookie = opened.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
  const { csrf } = await opened.json();
  const ask = async (method, path, body) => {
    const file = body instanceof FormData;
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { Cookie: cookie, 'X-CSRF-Token': csrf, ...(body === undefined || file ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : undefined;
  };
  return { get: (path) => ask('GET', path), post: (path, body = {}) => ask('POST', path, body), put: (path, body) => ask('PUT', path, body) };
}

/** Delivers a raw mail as a mail server does: written beside, then moved into `new`. */
function intoMaildir(folder, address, raw) {
  const maildir = findMaildir(folder, address);
  const name = `${Math.floor(Date.now() / 1000)}.${randomUUID()}.localhost`;
  writeFileSync(join(maildir, 'tmp', name), raw);
  renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name));
}

function findMaildir(folder, address) {
  const [local, domain] = address.split('@');
  const found = readdirSync(folder, { recursive: true }).find((path) => path.endsWith(join(domain, local, 'new')));
  if (!found) throw new Error(`no Maildir of ${address} in ${folder}`);
  return join(folder, dirname(found));
}
