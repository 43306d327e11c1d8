/** Remarks on a mail or its signature: the server says `code` or `code: details`, people read words. */
import { type Key } from '@/i18n/dictionary';
import { remarkText } from './text';

const isKnown = (code: string): code is Key<typeof remarkText.tables.it> => Object.hasOwn(remarkText.tables.it, code);

/** `text` for people; `detail` what the server adds for who looks closer. A newer code is shown as it came. */
export function remark(said: string): { text: string; detail: string } {
  const [code = '', ...rest] = said.split(': ');
  return isKnown(code) ? { text: remarkText.text(code), detail: rest.join(': ') } : { text: said, detail: '' };
}
