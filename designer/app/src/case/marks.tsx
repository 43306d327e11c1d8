/** Due date, legal term, state of a case: small marks with the words of the office. */
import type { InstanceState } from '@/api/types';
import { dateTime, daysUntil } from '@/i18n/dates';
import { useNow } from '@/live/clock';
import { Mark } from '@/parts/parts';
import type { ToneName } from '@/theme/tokens';
import { useRest } from './rest';
import { caseText } from './text';

/** Days before a date at which it begins to be shown as near. */
const NEAR_DAYS = 5;

function tone(days: number): ToneName {
  if (days < 0) return 'bad';
  return days <= NEAR_DAYS ? 'warn' : 'neutral';
}

/** `office`: key of the case's, by whose calendar the day is one of rest or not. */
export function DueMark({ at, office }: { at: string; office: string | null | undefined }) {
  const t = caseText.useText();
  const now = useNow();
  const days = new Date(at) < now && daysUntil(at, now) === 0 ? -0.5 : daysUntil(at, now);
  const words = days <= -1 ? t('overdueDays', { count: -days })
    : days <= 0 ? t('dueToday')
    : days === 1 ? t('dueTomorrow') : t('dueDays', { count: days });
  const rest = useRest(at, office);
  return <Mark tone={tone(days)} title={t('dueShown', { name: t('due'), day: dateTime(at) })}>{words}{rest && ` (${rest})`}</Mark>;
}

/** `short`: under a heading that says "Termine" already. */
export function TermMark({ at, office, short }: { at: string; office: string | null | undefined; short?: boolean }) {
  const t = caseText.useText();
  const days = daysUntil(at, useNow());
  const words = days < 0 ? t(short ? 'pastShort' : 'termPast', { count: -days })
    : days === 0 ? t(short ? 'todayShort' : 'termToday')
    : t(short ? 'daysShort' : 'termDays', { count: days });
  const rest = useRest(at, office);
  return <Mark tone={tone(days)} title={t('dueShown', { name: t('term'), day: dateTime(at) })}>{words}{rest && ` (${rest})`}</Mark>;
}

const STATES: Record<InstanceState, ToneName> = {
  running: 'brand', suspended: 'warn', completed: 'good', terminated: 'neutral', failed: 'bad',
};

export function StateMark({ state }: { state: InstanceState }) {
  const t = caseText.useText();
  return <Mark tone={STATES[state] ?? 'neutral'}>{state in STATES ? t(`state_${state}`) : state}</Mark>;
}
