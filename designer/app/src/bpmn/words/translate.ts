/**
 * Italian words for everything bpmn.io says: palette, menus, properties panel, connectors.
 *
 * English is the language of the sources, so it needs no table. A phrase without an entry is shown as it
 * is and remembered in {@link missing}: `translate.test.ts` reads the sources for phrases, the browser test
 * looks here after opening each kind of element.
 */
import type { Language } from '@/i18n/dictionary';
import italian from './it.json';

const words: Record<string, string> = italian;

/** Phrases asked for in Italian that `it.json` does not have. */
export const missing = new Set<string>();

/** `Message Start Event` of the panel's head is the `Message start event` of the menus. */
const sentenceCase = (phrase: string): string =>
  (phrase.slice(0, 1) + phrase.slice(1).replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
    .replace('(non interrupting)', '(non-interrupting)');

/** The Italian of a phrase, undefined where there is none. */
export function italianOf(phrase: string): string | undefined {
  return words[phrase] ?? words[sentenceCase(phrase)];
}

/** Phrases that are data, not language: separators, numbers, ids, names the person wrote. */
const isData = (phrase: string): boolean => !/\p{L}{2}/u.test(phrase) || phrase === 'HELLO {you}';

export type Translate = (phrase: string, values?: Record<string, unknown>) => string;

/** The translate function of diagram-js for `language`; `own` are texts of ours that are not phrases of bpmn.io. */
export function translator(language: Language, own: ReadonlySet<string> = new Set()): Translate {
  return (phrase, values = {}) => {
    let text = phrase;
    if (language === 'it') {
      const found = italianOf(phrase);
      if (found !== undefined) text = found;
      else if (!isData(phrase) && !own.has(phrase)) missing.add(phrase);
    }
    return text.replace(/{([^}]+)}/g, (_, key: string) => String(values[key] ?? `{${key}}`));
  };
}
