/**
 * What no rule took: three replies to a case that is over lie under Da smistare. Anna opens a case from one for another office,
 * links another to a case and takes it out again, and archives the last with its reason among several.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const SUBJECTS = ['Ancora sulla pratica', 'Un dubbio', 'Grazie'];

test('a case from a message, a message linked and taken out, several at once', { timeout: 240_000 }, () => tell('sort', async ({ house, person }) => {
  const wrong = [];
  const server = await house.as('anna.neri');
  const boxes = await server.get('/mailboxes').then((page) => page.items ?? page);
  const answered = await until('a message left from a case that is over', async () => {
    for (const sent of (await server.get('/despatches?limit=100')).items) {
      // Cases of other offices are out of her sight.
      const from = sent.instance && (await server.get(`/instances/${sent.instance}`).catch(() => undefined));
      if (from?.ended_at) return server.get(`/despatches/${sent.id}`);
    }
    return undefined;
  });
  const box = boxes.find((b) => b.key === answered.mailbox);
  SUBJECTS.forEach((subject, n) => house.post(box.address, [
    'From: Rosa Prova <rosa.prova@posta.example>', `To: ${box.address}`, `Subject: ${subject}`, `Date: ${new Date().toUTCString()}`,
    `Message-ID: <smistare-${n}@posta.example>`, `In-Reply-To: <${answered.message_id}>`, 'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8', '', 'Buongiorno, chiedo ancora una cosa.', '',
  ].join('\r\n')));
  const unsorted = async () => (await server.get('/mails?state=inbox&kind=message&limit=100')).items;
  await until('they wait to be sorted', async () => {
    const found = (await unsorted()).map((m) => m.subject);
    return SUBJECTS.every((s) => found.includes(s));
  });
  const idOf = async (subject) => (await unsorted()).find((m) => m.subject === subject).id;

  const anna = await person('Anna Neri');
  await anna.goto('/scrivania?elenco=smistare');
  await settled(anna);
  await anna.getByRole('heading', { name: /messaggi da smistare$/ }).waitFor();
  await anna.getByText(box.address).first().waitFor();
  await look(anna, 'sort-list', wrong);

  // A case, for another office.
  const first = await idOf(SUBJECTS[0]);
  await anna.locator(`[data-mail="${first}"]`).click();
  await anna.getByRole('button', { name: 'Apri una pratica' }).click();
  let dialog = anna.getByRole('dialog');
  await dialog.getByLabel('Processo').selectOption({ label: 'Posta ordinaria' });
  await dialog.getByLabel('Per competenza a').selectOption({ value: 'tributi' });
  await look(anna, 'sort-start', wrong, { phone: false });
  await dialog.getByRole('button', { name: 'Apri la pratica', exact: true }).click();
  await anna.getByText('Pratica avviata.').waitFor();
  const head = await house.as('dario.monti');
  const opened = await head.get(`/mails/${first}`);
  assert.equal(opened.state, 'case');
  assert.equal((await head.get(`/instances/${opened.instance}`)).title, SUBJECTS[0]);
  const clerk = await house.as('luca.bruni');
  const given = (await clerk.get('/tasks?filter=groups&limit=100')).items.filter((t) => t.instance === opened.instance);
  assert.deepEqual(given.map((t) => t.name), ['Smista la posta'], 'the office has the task');

  // Another is linked to a case under way, waits there for an answer of its own, and is taken out again.
  const second = await idOf(SUBJECTS[1]);
  const going = (await server.get('/instances?limit=50')).items.find((i) => !i.ended_at);
  await anna.goto(`/posta/m/${second}`);
  await settled(anna);
  await anna.getByRole('button', { name: 'Collega a una pratica' }).click();
  dialog = anna.getByRole('dialog');
  await dialog.getByLabel(/^Cerca la pratica/).fill(going.title);
  await dialog.locator('button[aria-pressed]', { hasText: going.title }).first().click();
  await dialog.getByRole('button', { name: 'Collega', exact: true }).click();
  await anna.getByText('Messaggio collegato alla pratica.').waitFor();
  const joined = (await server.get(`/mails/${second}`)).instance;
  await anna.goto(`/pratiche/${joined}`);
  await settled(anna);
  await anna.getByText('Un messaggio arrivato dopo aspetta una risposta').waitFor();
  await look(anna, 'sort-joined', wrong);
  await anna.goto(`/posta/m/${second}`);
  await settled(anna);
  await anna.getByRole('button', { name: 'Togli dalla pratica' }).click();
  dialog = anna.getByRole('dialog');
  await dialog.getByLabel('Motivo').fill('Era di un altro');
  await dialog.getByRole('button', { name: 'Togli dalla pratica' }).click();
  await anna.getByText('Tolto dalla pratica: è di nuovo da smistare.').waitFor();
  assert.equal(await idOf(SUBJECTS[1]), second);

  // Both that are left, at once.
  await anna.goto('/scrivania?elenco=smistare');
  await settled(anna);
  await anna.getByRole('button', { name: 'Più messaggi insieme…' }).click();
  dialog = anna.getByRole('dialog');
  for (const subject of SUBJECTS.slice(1)) await dialog.getByLabel(new RegExp(`^${subject}`)).check();
  await dialog.getByLabel('Processo').selectOption({ label: 'Posta ordinaria' });
  await look(anna, 'sort-many-start', wrong);
  await dialog.getByLabel('Che cosa fare').selectOption({ label: 'Archivia con un motivo' });
  await dialog.getByLabel('Motivo').fill('Ringrazia soltanto');
  await look(anna, 'sort-many', wrong);
  await dialog.getByRole('button', { name: 'Fallo su 2 messaggi' }).click();
  await dialog.getByText('Fatto', { exact: true }).nth(1).waitFor();
  await until('they are sorted', async () => !(await unsorted()).some((m) => SUBJECTS.includes(m.subject)));
  assert.deepEqual(wrong, []);
}));
