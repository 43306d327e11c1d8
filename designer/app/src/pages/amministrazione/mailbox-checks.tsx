/** What came of trying a mailbox: each check by its name, and the words about the one that failed. */
import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MailboxTried } from '@/api/types';
import { Notice } from '@/parts/parts';
import css from './admin.module.css';
import { upkeepText } from './upkeep-text';

const CHECKS = ['token', 'dns', 'tls', 'login', 'folders', 'count', 'smtp'] as const;

export function Checks({ tried, children }: { tried: MailboxTried; children?: ReactNode }) {
  const t = upkeepText.useText();
  const seconds = (ms: number) => t('took', { seconds: (ms / 1000).toLocaleString('it-IT', { maximumFractionDigits: 1 }) });
  const name = (check: string) => {
    const known = CHECKS.find((c) => c === check);
    return known ? t(`c_${known}`) : check;
  };
  return (
    <Notice tone={tried.ok ? 'good' : 'bad'} role={tried.ok ? 'status' : 'alert'} title={tried.ok ? t('allWell') : t('checks')}>
      <ul className={css.tried}>
        {tried.checks.map((c) => (
          <li key={c.check}>
            {c.ok ? <CircleCheck size={16} aria-label={t('passed')} /> : <CircleX size={16} aria-label={t('failed')} />}
            <span><b>{name(c.check)}</b> <small>{seconds(c.took_milliseconds)}</small>{c.said && <span className={css.triedSaid}>{c.said}</span>}</span>
          </li>
        ))}
      </ul>
      {!tried.ok && <small>{t('notReached')}</small>}
      {children && <div className={css.acts}>{children}</div>}
    </Notice>
  );
}
