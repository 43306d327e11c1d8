/**
 * Texts of the pages in Italian and English.
 *
 * Each area keeps its words in a `text.ts` made with {@link dictionary}: TypeScript refuses an English
 * table that lacks a key of the Italian one, and `dictionary.test.ts` checks the placeholders.
 * The words follow the office glossary: *pratica*, *scrivania*, *errore da risolvere*.
 */
import i18next, { type TOptions } from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';

export type Language = 'it' | 'en';

const STORED = 'staffetta.language';

/** The language kept in this browser; Italian where nothing was chosen. */
export function storedLanguage(): Language {
  try {
    return localStorage.getItem(STORED) === 'en' ? 'en' : 'it';
  } catch {
    return 'it';
  }
}

void i18next.use(initReactI18next).init({
  lng: storedLanguage(),
  fallbackLng: 'it',
  resources: {},
  interpolation: { escapeValue: false },
  returnEmptyString: false,
  initAsync: false,
});
document.documentElement.lang = storedLanguage();

/** The language the pages show now. */
export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'it';
}

/** Shows the pages in `next` and remembers it in this browser. */
export async function setLanguage(next: Language): Promise<void> {
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // A browser that keeps nothing still changes the language for this visit.
  }
  document.documentElement.lang = next;
  await i18next.changeLanguage(next);
}

type Base<K> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K;
/** The keys a page may ask for: plural pairs `x_one`, `x_other` are asked as `x` with a `count`. */
export type Key<T> = Base<keyof T & string>;
export type Say<T> = (key: Key<T>, values?: TOptions) => string;

export interface Dictionary<T> {
  /** Both tables, for the completeness test. */
  readonly tables: { it: T; en: { [K in keyof T]: string } };
  /** Hook: the texts in the reader's language, drawn again when it changes. */
  useText: () => Say<T>;
  /** The same outside components. */
  text: Say<T>;
}

/** Registers the texts of one area under `name` and gives the functions that read them. */
export function dictionary<T extends Record<string, string>>(
  name: string,
  it: T,
  en: { [K in keyof T]: string },
): Dictionary<T> {
  i18next.addResourceBundle('it', name, it, true, true);
  i18next.addResourceBundle('en', name, en, true, true);
  const text: Say<T> = (key, values) => i18next.t(key as string, { ns: name, ...values }) as string;
  const useText = (): Say<T> => {
    const { t } = useTranslation(name);
    return useCallback((key, values) => t(key as never, values as never) as unknown as string, [t]);
  };
  return { tables: { it, en }, useText, text };
}
