import { afterEach, expect, test, vi } from 'vitest';
import { address, http, Problem, setCsrf, whenUnauthenticated } from './http';

const answer = (status: number, body: unknown) => vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }));
const sent = (mock: ReturnType<typeof answer>) => mock.mock.calls[0] as unknown as [string, RequestInit & { headers: Headers }];

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrf(undefined);
});

test('unsafe verbs carry the token of the session, reads do not', async () => {
  setCsrf('abc');
  const post = answer(204, undefined);
  vi.stubGlobal('fetch', post);
  await http.post('/tasks/1/claim');
  expect(sent(post)[1].headers.get('X-CSRF-Token')).toBe('abc');
  const get = answer(200, {});
  vi.stubGlobal('fetch', get);
  await http.get('/tasks', { q: 'a b', cursor: '' });
  expect(sent(get)[0]).toBe('/api/v1/tasks?q=a+b');
  expect(sent(get)[1].headers.get('X-CSRF-Token')).toBeNull();
});

test('the revision goes out as an entity tag', async () => {
  const put = answer(200, { revision: 5 });
  vi.stubGlobal('fetch', put);
  await http.put('/tasks/1/draft', { data: {} }, { ifMatch: 4 });
  expect(sent(put)[1].headers.get('If-Match')).toBe('"4"');
});

test('a problem keeps what the page needs', async () => {
  vi.stubGlobal('fetch', answer(409, { title: 'Già presa', code: 'task_taken', holder: 'Lucia Bruni' }));
  await expect(http.post('/tasks/1/claim')).rejects.toMatchObject({ status: 409, code: 'task_taken', holder: 'Lucia Bruni' });
  vi.stubGlobal('fetch', answer(422, { title: 'Da correggere', fields: [{ field: 'nome', message: 'Manca.' }] }));
  await expect(http.post('/tasks/1/complete', {})).rejects.toMatchObject({ fields: [{ field: 'nome', message: 'Manca.' }] });
});

test('an answer that is no problem document, and no answer at all, still say something', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => new Response('<html>', { status: 502 })));
  await expect(http.get('/x')).rejects.toThrow(/502/);
  vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('network'))));
  await expect(http.get('/x')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

test('a 401 is told to the shell, but not from the login itself', async () => {
  const told = vi.fn();
  whenUnauthenticated(told);
  vi.stubGlobal('fetch', answer(401, { title: 'no' }));
  await expect(http.getQuietly('/session')).rejects.toBeInstanceOf(Problem);
  expect(told).not.toHaveBeenCalled();
  await expect(http.get('/tasks')).rejects.toBeInstanceOf(Problem);
  expect(told).toHaveBeenCalledOnce();
});

test('addresses leave out what is empty', () => expect(address('/mails', { mailbox: '', state: undefined, q: 'è' })).toBe('/api/v1/mails?q=%C3%A8'));
