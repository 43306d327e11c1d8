/**
 * Makes `src/api/openapi.ts` from `openapi.json`, the server's description of itself (`make openapi`).
 * A test makes it again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = '/* Made from openapi.json by `npm run api`; a change belongs in the server. */\n\n';

/** The types of the API, as a source of TypeScript. */
export async function typesOf(document) {
  return HEAD + astToString(await openapiTS(JSON.parse(document), { alphabetize: true, defaultNonNullable: false }));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const here = (path) => new URL(path, import.meta.url);
  writeFileSync(here('../src/api/openapi.ts'), await typesOf(readFileSync(here('../../openapi.json'), 'utf8')));
}
