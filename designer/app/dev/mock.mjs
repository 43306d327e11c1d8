// A stand-in for the server while pages are drawn: invented fixtures in the shapes of /api/v1, and the
// built app from dist with the CSP of the real server. Development only; nothing ships it.
// Run: node app/dev/mock.mjs [port] [--empty] [--long] [--no-demo]
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processRoutes } from './processes.mjs';
import { world } from './world.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const DIST = process.env.STAFFETTA_DIST ?? join(here, '../../dist');
const args = process.argv.slice(2);
const port = Number(args.find((a) => /^\d+$/.test(a)) ?? 8080);
const w = world({ empty: args.includes('--empty'), long: args.includes('--long'), demo: !args.includes('--no-demo') });
const streams = new Set();
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.woff': 'font/woff', '.json': 'application/json' };
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

function tell(kind, id) {
  for (const s of streams) s.write(`event: change\ndata: ${JSON.stringify({ kind, id, version: 1 })}\n\n`);
}
class Refusal extends Error {
  constructor(status, code, title, extra = {}) {
    super(title);
    this.body = { type: 'about:blank', status, code, title, ...extra };
  }
}
const routes = [];
const on = (method, path, act) => {
  const names = [];
  const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, (_, n) => (names.push(n), '([^/]+)'))}$`);
  routes.push({ method, pattern, names, act });
};
const list = (xs) => ({ items: xs });
const need = (x) => {
  if (!x) throw new Refusal(404, 'not_found', 'Non esiste, o non hai il diritto di vederlo.');
  return x;
};

on('GET', '/session', () => {
  if (!w.me) throw new Refusal(401, 'unauthenticated', 'Non hai fatto accesso.');
  return w.session();
});
on('POST', '/session', ({ body }) => {
  if (!w.enter(body.login) || body.password === 'sbagliata') throw new Refusal(401, 'bad_credentials', 'Nome di accesso o password non riconosciuti.');
  return w.session();
});
on('DELETE', '/session', () => { w.me = undefined; });
on('GET', '/demo/people', () => { if (!w.demo) throw new Refusal(404, 'not_found', 'Non è una demo.'); return w.demoPeople; });
on('POST', '/demo/session', ({ body }) => { w.enter(body.login); return w.session(); });
on('POST', '/demo/arrivals', () => { w.arrive(); tell('mail', 'x'); tell('task', 'x'); return [202, {}]; });
on('GET', '/demo/rail', () => ({ steps: w.rail }));
on('PUT', '/profile', () => ({}));
on('PUT', '/profile/password', () => ({}));
on('GET', '/clock', () => ({ now: w.now.toISOString() }));
on('PUT', '/clock', () => ({ now: w.now.toISOString() }));
on('GET', '/people', () => list(w.people));
on('POST', '/people', ({ body }) => { const p = { id: w.id(), active: true, ...body }; w.people.push(p); return [201, p]; });
on('PATCH', '/people/{id}', ({ id, body }) => Object.assign(need(w.people.find((p) => p.id === id)), body));
on('GET', '/offices', () => list(w.offices));
on('POST', '/offices', ({ body }) => { const o = { id: w.id(), ...body }; w.offices.push(o); return [201, o]; });
on('PATCH', '/offices/{id}', ({ id, body }) => Object.assign(need(w.offices.find((p) => p.id === id)), body));
on('GET', '/tasks', ({ query }) => list(w.tasksOf(query.get('filter') ?? 'all').filter((t) => t.title.toLowerCase().includes((query.get('q') ?? '').toLowerCase()))));
on('GET', '/tasks/counts', () => ({ mine: w.tasksOf('mine').length, groups: w.tasksOf('groups').length, sort: w.tasksOf('sort').length }));
on('GET', '/tasks/{id}', ({ id }) => w.taskDetail(need(w.tasks.find((t) => t.id === id))));
on('POST', '/tasks/{id}/claim', ({ id }) => {
  const t = need(w.tasks.find((x) => x.id === id));
  if (t.race) throw new Refusal(409, 'task_taken', 'L’attività è già in carico a Lucia Bruni.', { holder: 'Lucia Bruni' });
  t.assignee = { login: w.me.login, name: w.me.name };
  t.revision += 1;
  tell('task', id);
  return t;
});
on('POST', '/tasks/{id}/release', ({ id }) => { const t = need(w.tasks.find((x) => x.id === id)); t.assignee = null; tell('task', id); return t; });
on('POST', '/tasks/{id}/assign', ({ id, body }) => { const t = need(w.tasks.find((x) => x.id === id)); t.assignee = w.people.find((p) => p.login === body.login) ?? null; return t; });
on('POST', '/tasks/next', ({ body }) => { const t = w.tasksOf(body.filter).find((x) => !x.assignee); if (!t) return [204]; t.assignee = { login: w.me.login, name: w.me.name }; return t; });
on('PUT', '/tasks/{id}/draft', ({ id, body }) => { const t = need(w.tasks.find((x) => x.id === id)); t.draft = { data: body.data, by: t.assignee, at: w.now.toISOString() }; t.revision += 1; return { revision: t.revision, at: w.now.toISOString() }; });
on('POST', '/tasks/{id}/complete', ({ id, body }) => {
  const t = need(w.tasks.find((x) => x.id === id));
  if (t.approves && t.author === w.me.login) throw new Refusal(403, 'four_eyes', 'Chi scrive il messaggio non lo può approvare.', { detail: 'Serve un’altra persona con il diritto di approvare.' });
  if (t.form === 'moduli/dati.form' && !body.data.importo) throw new Refusal(422, 'form', 'Il modulo ha campi da correggere.', { fields: [{ field: 'importo', message: 'Indica l’importo in euro.' }] });
  w.tasks.splice(w.tasks.indexOf(t), 1);
  tell('task', id);
  return { next: w.tasksOf('mine')[0]?.id };
});
on('GET', '/tasks/{id}/letters', () => list(w.letters));
on('POST', '/tasks/{id}/letters/{key}', ({ key }) => w.fill(key));
on('POST', '/uploads', () => [201, { ref: w.id(), name: 'planimetria-piano-terra.pdf', media_type: 'application/pdf', size: 482113 }]);
on('GET', '/processes/startable', () => list(w.startable));
on('POST', '/processes/{key}/start-form', () => [201, { id: w.instances[0]?.id ?? w.id(), state: 'running' }]);
on('GET', '/instances', ({ query }) => list(w.instances.filter((i) => i.title.toLowerCase().includes((query.get('q') ?? '').toLowerCase()) && (!query.get('state') || i.state === query.get('state')))));
on('GET', '/instances/{id}', ({ id }) => w.instanceDetail(need(w.instances.find((i) => i.id === id))));
on('GET', '/instances/{id}/trace', () => list(w.trace));
on('GET', '/instances/{id}/variables', () => w.variables);
on('POST', '/instances/{id}/notes', ({ body }) => { w.notes.push({ id: w.id(), author: { login: w.me.login, name: w.me.name }, text: body.text, at: w.now.toISOString() }); return [201, {}]; });
for (const verb of ['cancel', 'suspend', 'resume']) on('POST', `/instances/{id}/${verb}`, ({ id }) => need(w.instances.find((i) => i.id === id)));
on('GET', '/mailboxes', () => list(w.mailboxes));
on('POST', '/mailboxes/survey', () => ({ per_year: { 2023: 812, 2024: 1904, 2025: 2211, 2026: 2038 }, total: 6965 }));
on('POST', '/mailboxes', ({ body }) => { const b = { id: w.id(), state: 'active', ...body }; w.mailboxes.push(b); return [201, b]; });
for (const verb of ['pause', 'resume', 'test']) on('POST', `/mailboxes/{id}/${verb}`, ({ id }) => { const b = need(w.mailboxes.find((x) => x.id === id)); if (verb !== 'test') b.state = verb === 'pause' ? 'paused' : 'active'; return b; });
on('GET', '/mails', ({ query }) => list(w.mails.filter((m) => (!query.get('mailbox') || m.mailbox === query.get('mailbox')) && (!query.get('state') || m.state === query.get('state')) && (!query.get('kind') || m.kind === query.get('kind')))));
on('GET', '/mails/{id}', ({ id }) => w.mailDetail(need(w.mails.find((m) => m.id === id))));
on('GET', '/mails/{id}/html', ({ id }) => w.body(id));
for (const verb of ['start', 'link', 'archive']) on('POST', `/mails/{id}/${verb}`, ({ id }) => { const m = need(w.mails.find((x) => x.id === id)); m.state = verb === 'archive' ? 'archive' : 'case'; m.instance = verb === 'archive' ? null : w.instances[0]?.id; return m; });
on('GET', '/despatches', () => list(w.despatches));
on('GET', '/despatches/{id}', ({ id }) => w.despatchDetail(need(w.despatches.find((d) => d.id === id))));
on('POST', '/despatches/{id}/resolve', ({ id }) => need(w.despatches.find((d) => d.id === id)));
on('GET', '/incidents', ({ query }) => list(w.incidents.filter((i) => i.state === (query.get('state') ?? 'open'))));
on('POST', '/incidents/{id}/retry', ({ id }) => { need(w.incidents.find((i) => i.id === id)).state = 'resolved'; tell('incident', id); return {}; });
on('POST', '/incidents/{id}/dismiss', ({ id }) => { need(w.incidents.find((i) => i.id === id)).state = 'resolved'; tell('incident', id); return {}; });
on('GET', '/audit', () => list(w.audit));
on('GET', '/statistics/overview', () => ({ open_tasks: 31, overdue: 2, open_incidents: w.incidents.filter((i) => i.state === 'open').length, mails_today: 12, undelivered: 1 }));
const drawn = await processRoutes({ on, list, need, Refusal, world: w });

createServer((req, res) => {
  const url = new URL(req.url, 'http://localhost');
  res.setHeader('Content-Security-Policy', CSP);
  if (!url.pathname.startsWith('/api/v1')) {
    let file = join(DIST, normalize(url.pathname));
    if (!file.startsWith(DIST) || !existsSync(file) || !statSync(file).isFile()) file = join(DIST, 'index.html');
    res.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(res);
    return;
  }
  const path = url.pathname.slice('/api/v1'.length);
  if (path === '/events') {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    res.write(': hello\n\n');
    streams.add(res);
    req.on('close', () => streams.delete(res));
    return;
  }
  if (/^\/processes\/[^/]+\/xml$/.test(path)) {
    res.setHeader('Content-Type', 'application/xml');
    res.end(w.xml);
    return;
  }
  const chunks = [];
  req.on('data', (c) => chunks.push(c));
  req.on('end', () => {
    const raw = Buffer.concat(chunks);
    const answer = (status, body) => {
      res.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json' });
      res.end(status === 204 || body === undefined ? '' : JSON.stringify(body));
    };
    try {
      if (req.method !== 'GET' && w.me && req.headers['x-csrf-token'] !== 'prova') throw new Refusal(403, 'csrf', 'Manca il contrassegno della sessione.');
      for (const r of routes) {
        const m = r.method === req.method && r.pattern.exec(path);
        if (!m) continue;
        if (!w.me && !/^\/(session|demo\/)/.test(path)) throw new Refusal(401, 'unauthenticated', 'Non hai fatto accesso.');
        const named = Object.fromEntries(r.names.map((n, i) => [n, decodeURIComponent(m[i + 1])]));
        const body = req.headers['content-type']?.includes('json') && raw.length ? JSON.parse(raw.toString()) : undefined;
        const out = r.act({ ...named, body, raw: raw.toString('latin1'), headers: req.headers, query: url.searchParams });
        if (Array.isArray(out) && typeof out[0] === 'number') return answer(out[0], out[1]);
        return answer(out === undefined ? 204 : 200, out);
      }
      throw new Refusal(404, 'not_found', `Nessuna risposta preparata per ${req.method} ${path}`);
    } catch (e) {
      if (e instanceof Refusal) return answer(e.body.status, e.body);
      console.error(e);
      answer(500, { title: String(e), status: 500 });
    }
  });
}).listen(port, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${port}`));
