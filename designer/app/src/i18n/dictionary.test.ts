import { expect, test } from 'vitest';
import type { Dictionary } from './dictionary';

type Table = Record<string, string>;
const modules = import.meta.glob<Record<string, unknown>>('../**/text.ts', { eager: true });
const dictionaries = Object.entries(modules).flatMap(([file, module]) =>
  Object.values(module)
    .filter((v): v is Dictionary<Table> => typeof v === 'object' && v !== null && 'tables' in v)
    .map((d) => [file, d.tables] as const));

const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? '').sort();

test('every area has a dictionary', () => expect(dictionaries.length).toBeGreaterThanOrEqual(10));

test.each(dictionaries)('%s has the same keys in both languages', (_, tables) => {
  expect(Object.keys(tables.en).sort()).toEqual(Object.keys(tables.it).sort());
});

test.each(dictionaries)('%s has the same placeholders in both languages, and no empty text', (_, tables) => {
  for (const [key, text] of Object.entries(tables.it)) {
    expect(text.trim(), key).not.toBe('');
    expect(tables.en[key]?.trim(), key).not.toBe('');
    expect(holes(tables.en[key] ?? ''), key).toEqual(holes(text));
  }
});

test.each(dictionaries)('%s has both plural forms of each counted text', (_, tables) => {
  for (const key of Object.keys(tables.it)) {
    if (key.endsWith('_one')) expect(tables.it, key).toHaveProperty(key.replace(/_one$/, '_other'));
  }
});

test('the words that clash in an office are not used', () => {
  for (const [file, { it: table }] of dictionaries) {
    for (const [key, text] of Object.entries(table)) {
      // "Annulla" alone means undo, cancel, stop and the legal annulment; a signature is never just "valida".
      expect(text, `${file} ${key}`).not.toMatch(/^Annulla$/);
      expect(text, `${file} ${key}`).not.toMatch(/firma (è )?valida/i);
      expect(text, `${file} ${key}`).not.toMatch(/\b(ticket|inbox|account|deploy)\b/i);
    }
  }
});
