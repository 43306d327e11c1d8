/** How far a message that leaves in parts is, in one bar and two lines. */
import { Progress } from '@mantine/core';
import type { Mailing } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { mailingText } from './mailing-text';
import css from './posta.module.css';

export function MailingProgress({ mailing: m }: { mailing: Mailing }) {
  const t = mailingText.useText();
  const ended = m.recipients - m.unsent - m.awaited;
  const left = m.parts.filter((part) => part.state === 'sent' || part.state === 'uncertain').length;
  return (
    <div className={css.stack}>
      <Progress value={(100 * ended) / Math.max(1, m.recipients)} aria-label={t('done')} />
      <p className={css.foot}>
        {t('doneOf', { n: ended, all: m.recipients })}. {t('partsOf', { n: left, all: m.parts.length })}.
        {m.state === 'open' && left < m.parts.length && <> {t('until', { when: dateTimeSeconds(m.paced_until) })}</>}
      </p>
    </div>
  );
}
