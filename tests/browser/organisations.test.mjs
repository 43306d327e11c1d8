/**
 * The other two demonstrations: their desks, post, cases and address books as somebody of each sees them, and their electronic
 * invoices, read in the process of their own that opens strangers' files.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './look.mjs';
import { settled, tell } from './people.mjs';

const PAGES = ['scrivania', 'posta', 'pratiche', 'rubrica'];
const HOUSES = [
  { ente: 'ordine', name: 'Nadia Frassino', oversees: 'agnese.olmo', process: 'fattura_passiva', invoice: 'Fattura 41/PA di Tipografia di Prova snc' },
  { ente: 'azienda', name: 'Rita Ghiro', oversees: 'sofia.airone', process: 'fattura_fornitore', invoice: 'Fattura 210 di Acciai di Prova S.p.A.' },
];

for (const { ente, name, oversees, process, invoice } of HOUSES) {
  test(`the demonstration of the ${ente}`, { timeout: 280_000 }, () => tell(ente, async ({ house, person }) => {
    const wrong = [];
    const page = await person(name);
    for (const path of PAGES) {
      await page.goto(`/${path}`);
      await settled(page);
      await look(page, `${ente}-${path}`, wrong);
    }
    const cases = await (await house.as(oversees)).get(`/instances?process=${process}&limit=100`);
    const titles = cases.items.map((c) => c.title);
    assert.ok(titles.includes(invoice), titles.join('\n'));
    assert.deepEqual(wrong, []);
  }, [], ['demo', '--ente', ente]));
}
