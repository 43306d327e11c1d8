/** How far a message that leaves in parts is, in one bar and two lines. */
import { Progress } from '@mantine/core';
import type { Mailing } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { mailingText } from './mailing-text';
import css from './posta.module.css';

export function MailingProgress({ mailing: m }: { mailing: Mailing }) {
  const t = mailingText.useText();
  const ended = m.recipients - m.unsent - m.awaited;
  return (
    <div className={css.stack}>
      <Progress value={(100 * ended) / Math.max(1, m.recipients)} aria-label={t('done')} />
      <p className={css.foot}>
        {t('doneOf', { n: ended, all: m.recipients })}. {t(m.separately ? 'messagesOf' : 'partsOf', { n: m.parts_left, all: m.parts_total })}.
        {m.state === 'open' && m.parts_left < m.parts_total && <> {t(m.separately ? 'untilEach' : 'until', { when: dateTimeSeconds(m.paced_until) })}</>}
      </p>
    </div>
  );
}
