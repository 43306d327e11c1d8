/** The desk by the keyboard alone, as the help page promises; and the keys off for who turned them off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './house.mjs';
import { settled, tell } from './people.mjs';

test('the desk is worked by keys', { timeout: 280_000 }, () => tell('keys', async ({ person }) => {
  const page = await person('Luca Bruni');
  await page.goto('/scrivania?elenco=gruppi');
  await settled(page);
  const chosen = () => page.locator('a[data-task][data-chosen]').getAttribute('data-task');
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  await until('two tasks wait for the office', async () => (await page.locator('a[data-task]').count()) >= 2);
  const tasks = await page.locator('a[data-task]').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-task')));

  // j and k move; the first j opens the first.
  await press('j');
  await page.waitForURL(`**/scrivania/${tasks[0]}*`);
  await press('j');
  await page.waitForURL(`**/scrivania/${tasks[1]}*`);
  await press('k');
  await page.waitForURL(`**/scrivania/${tasks[0]}*`);
  assert.equal(await chosen(), tasks[0]);

  // / goes to the search; there the keys are letters.
  await press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search');
  await page.keyboard.type('jkce');
  assert.equal(await page.getByRole('searchbox').inputValue(), 'jkce');
  assert.ok(page.url().includes(tasks[0]), 'typing moved nothing');
  await page.getByRole('searchbox').fill('');
  await until('the list is whole again', async () => (await page.locator('a[data-task]').count()) === tasks.length);
  await page.locator('a[data-task]').first().focus();

  // c claims, r answers, Enter goes into the detail, Tab reaches the text.
  await press('j');
  const taken = await chosen() ?? tasks[0];
  await page.getByRole('button', { name: /^Prendi in carico/ }).waitFor();
  await press('c');
  await page.getByText('Presa in carico.').waitFor();
  await page.getByRole('tab', { name: 'Risposta', selected: true }).waitFor();
  await page.getByRole('tab', { name: 'Messaggio' }).click();
  await page.locator('h2').first().click();
  await press('r');
  await page.getByRole('tab', { name: 'Risposta', selected: true }).waitFor();
  await page.locator('a[data-task][data-chosen]').waitFor();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'dettaglio');
  for (let n = 0; !(await page.evaluate(() => document.activeElement?.id === 'campo-body')); n++) {
    assert.ok(n < 40, 'Tab reaches the text of the answer');
    await press('Tab');
  }
  assert.notEqual(await page.evaluate(() => {
    const at = document.activeElement;
    const style = at && getComputedStyle(at);
    return style ? `${style.outlineStyle} ${style.borderColor} ${style.boxShadow}` : '';
  }), '', 'where the focus is can be seen');
  await page.keyboard.type('Risposta scritta con la tastiera, e per intero.');
  assert.equal(await page.locator('#campo-body').inputValue(), 'Risposta scritta con la tastiera, e per intero.');
  await page.getByText(/^Bozza salvata/).waitFor();

  // e completes, outside a field.
  await page.locator('h2').first().click();
  await press('e');
  await page.getByText('Attività conclusa.').waitFor();
  await until('the task left the list', async () => (await page.locator(`a[data-task="${taken}"]`).count()) === 0);

  // ? explains; turned off, the keys do nothing.
  await press('?');
  await page.waitForURL('**/aiuto');
  await page.goto('/profilo');
  await page.getByRole('switch', { name: /scorciatoie/i }).click({ force: true });
  await page.goto('/scrivania?elenco=gruppi');
  await settled(page);
  await page.locator('a[data-task]').first().waitFor();
  await press('j', '?');
  assert.match(page.url(), /\/scrivania\?elenco=gruppi$/);
}));
