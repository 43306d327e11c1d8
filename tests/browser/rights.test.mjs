/**
 * Rights over a mailbox's messages, given one by one: the page of the administrator, and what somebody without a
 * right still sees.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './look.mjs';
import { tell } from './people.mjs';

test('an administrator gives rights one by one', { timeout: 240_000 }, () => tell('rights', async ({ house, person }) => {
  const wrong = [];
  const dario = await person('Dario Monti', { allow: [/status of 422 .*\/rights/] });
  const administrator = await house.as('dario.monti');
  const marta = await house.as('marta.galli');
  const box = (await administrator.get('/mailboxes')).items.find((b) => b.key === 'protocollo');
  const before = (await marta.get(`/mails?mailbox=${box.key}`)).items.length;
  assert.ok(before > 0, 'she reads the box by her role');

  await dario.goto('/amministrazione/caselle');
  const item = dario.locator('li').filter({ hasText: box.address }).first();
  await item.getByRole('button', { name: 'Diritti', exact: true }).click();
  await look(dario, 'rights-none', wrong);
  await item.getByRole('button', { name: 'Dai i diritti uno per uno' }).click();
  await item.getByLabel('A chi').selectOption({ label: 'Luca Bruni' });
  await item.getByLabel('Rispondere').check();
  await item.getByRole('button', { name: 'Salva' }).click();
  // Nobody would sort what comes in: refused, and said.
  await item.getByText(/Nessuno potrebbe smistare la PEC ricevuta/).first().waitFor();
  await item.getByText('Che cosa permette ogni diritto').click();
  await look(dario, 'rights-refused', wrong);
  await item.getByLabel('Smistare').check();
  await item.getByRole('button', { name: 'Salva' }).click();
  await item.getByText('diritti dati uno per uno').waitFor();
  await item.getByRole('button', { name: 'Diritti', exact: true }).click();
  await look(dario, 'rights-given', wrong);

  const luca = await house.as('luca.bruni');
  const may = (await luca.get('/mailboxes')).items.find((b) => b.id === box.id).may;
  assert.deepEqual(may, ['view', 'reply', 'sort']);
  const log = await administrator.get(`/audit?verb=mailbox.rights&object=${box.id}`);
  assert.equal(log.items.length, 1);

  await item.getByRole('button', { name: 'Torna a uffici e ruoli' }).click();
  await item.getByText('diritti dati uno per uno').waitFor({ state: 'detached' });
  assert.equal((await marta.get(`/mails?mailbox=${box.key}`)).items.length, before);
  assert.deepEqual(wrong, []);
}));
