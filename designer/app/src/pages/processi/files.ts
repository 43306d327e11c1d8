/** The files of a bundle by what they are: drawing, modules, rules, letters, the rest. */
import type { Files } from './api';

export type Kind = 'diagram' | 'form' | 'rule' | 'letter' | 'bundle' | 'other';

export function kindOf(path: string): Kind {
  if (/\.(?:bpmn|bpmn2|bpmn20\.xml)$/i.test(path)) return 'diagram';
  if (/\.form$/i.test(path)) return 'form';
  if (/\.rhai$/i.test(path)) return 'rule';
  if (/^letters\//.test(path)) return 'letter';
  if (path === 'bundle.toml') return 'bundle';
  return 'other';
}

/** Folder and ending of a new file of a kind. */
export const PLACES = {
  form: { folder: 'forms/', ending: '.form' },
  rule: { folder: 'rules/', ending: '.rhai' },
  letter: { folder: 'letters/', ending: '.txt' },
} as const;

export function pathsOf(files: Files, kinds: readonly Kind[]): string[] {
  return Object.keys(files).filter((p) => kinds.includes(kindOf(p))).sort((a, b) => a.localeCompare(b));
}

/** The drawing that is opened first: `process.bpmn`, else the first one. */
export function mainDiagram(files: Files): string | undefined {
  const diagrams = pathsOf(files, ['diagram']);
  return diagrams.find((p) => p === 'process.bpmn') ?? diagrams[0];
}

/** Names of the functions of the rule files, for the business rule tasks. */
export function ruleNames(files: Files): string[] {
  const names = pathsOf(files, ['rule']).flatMap((p) =>
    [...(files[p] ?? '').matchAll(/^\s*fn\s+([A-Za-z_]\w*)\s*\(/gm)].map((m) => m[1] ?? ''),
  );
  return [...new Set(names)];
}

/** Ids of the decision tables, for the business rule tasks. */
export function decisionIds(files: Files): string[] {
  const tables = Object.entries(files).filter(([path]) => /\.dmn$/i.test(path));
  return tables.flatMap(([, xml]) => [...(xml ?? '').matchAll(/<(?:\w+:)?decision\s[^>]*?\bid="([^"]+)"/g)].map((m) => m[1] ?? ''));
}

/** Ids of the forms: the `id` inside, else the name of the file. */
export function formIds(files: Files): string[] {
  return pathsOf(files, ['form']).map((path) => {
    const stem = path.replace(/^.*\//, '').replace(/\.form$/i, '');
    try {
      const form = JSON.parse(files[path] ?? '') as { id?: unknown };
      return typeof form.id === 'string' && form.id ? form.id : stem;
    } catch {
      // A form being written is not JSON for a moment.
      return stem;
    }
  });
}
