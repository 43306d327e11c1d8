/**
 * Italian words for everything bpmn.io says: palette, menus, properties panel, connectors.
 *
 * English is the language of the sources, so it needs no table. A phrase without an entry is shown as it
 * is, and said once in the console: `translate.test.ts` reads the sources for phrases, the browser test of
 * the designer opens each kind of element and fails on what the console says.
 */
import { language, type Language } from '@/i18n/dictionary';
import italian from './it.json';

const words: Record<string, string> = italian;

/** Phrases asked for in Italian that `it.json` does not have. */
export const missing = new Set<string>();

/** `Compensate Start Event` of the panel's head is the `Compensation start event` of the menus. */
const sentenceCase = (phrase: string): string =>
  (phrase.slice(0, 1) + phrase.slice(1).replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
    .replace('(non interrupting)', '(non-interrupting)')
    .replace(/^Compensate (?=.* event)/, 'Compensation ');

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
      else if (!isData(phrase) && !own.has(phrase) && !missing.has(phrase)) {
        missing.add(phrase);
        console.warn(`no Italian for “${phrase}”`);
      }
    }
    return text.replace(/{([^}]+)}/g, (_, key: string) => String(values[key] ?? `{${key}}`));
  };
}

/**
 * What the parts of the panel say where whoever draws them hands on no `translate` (`vite.config.ts` puts it
 * in the place of their own, which is English).
 */
export const translateFallback: Translate = (phrase, values) => translator(language())(phrase, values);
