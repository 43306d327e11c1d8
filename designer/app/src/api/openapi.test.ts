import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typesOf } from '../../dev/api.mjs';

const beside = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url).href), 'utf8');

test('the types are those of the committed description of the API', async () => {
  const made = await typesOf(beside('../../../openapi.json'));
  // `toBe` would print both, thousands of lines.
  expect(made === beside('./openapi.ts'), 'openapi.ts is of another openapi.json: npm run api').toBe(true);
}, 30_000);
