/** A warning about a mailbox as a sentence. */
import type { MailboxStanding } from '@/api/types';
import { dateTime, day } from '@/i18n/dates';
import { upkeepText } from '@/pages/amministrazione/upkeep-text';
import { standingText } from './text';

type Warning = MailboxStanding['warnings'][number];

const CONCERNS = ['failing', 'missing', 'behind', 'uncounted', 'quarantined', 'hour_full', 'day_full', 'renewal', 'secret', 'quota'] as const;
export type Concern = (typeof CONCERNS)[number];

/** Undefined for a concern these pages do not know yet. */
export function concernOf(warning: Warning): Concern | undefined {
  return CONCERNS.find((c) => c === warning.concern);
}

/** `since`: since when the box cannot be read, or messages wait. */
export function says(warning: Warning, since: string | null | undefined): string {
  const concern = concernOf(warning);
  switch (concern) {
    case undefined:
      return warning.concern;
    case 'missing':
      return upkeepText.text('missing', { count: warning.value });
    case 'renewal':
    case 'secret':
    case 'quota': {
      const degree = Math.min(Math.max(warning.degree, 0), 2) as 0 | 1 | 2;
      return upkeepText.text(`w_${concern}_${degree}`, { day: day(warning.on), percent: warning.value });
    }
    case 'failing':
    case 'behind':
      return since ? standingText.text(`is_${concern}`, { at: dateTime(since) }) : standingText.text(`is_${concern}_now`);
    default:
      return standingText.text(`is_${concern}`, { count: warning.value });
  }
}
