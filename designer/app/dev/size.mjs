// Prints how much JavaScript (gzip) a first visit up to the desk loads; fails over the budget.
// Reads dist/.vite/manifest.json: the entry, what it imports, and the chunk of the desk.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 260;
const dist = join(dirname(fileURLToPath(import.meta.url)), '../../dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const files = new Set();
function add(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`no chunk ${key} in the manifest: was the app built?`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const next of chunk.imports ?? []) add(next);
}
// The demo strip is not part of a real office's first page.
for (const key of ['index.html', 'src/pages/scrivania/page.tsx']) add(key);
const kb = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0) / 1000;
console.log(`BENCH first_page_kb ${kb.toFixed(1)} kB limit=${LIMIT_KB} ratio=${(kb / LIMIT_KB).toFixed(2)}`);
if (kb > LIMIT_KB) process.exit(1);
