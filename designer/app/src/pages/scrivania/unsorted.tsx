/** Messages no rule took, at the top of the list to sort: each leads to its page, several are sorted at once. */
import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { http } from '@/api/http';
import type { MailSummary, Page, UnansweredCounts } from '@/api/types';
import { listMoment } from '@/i18n/dates';
import { useNow } from '@/live/clock';
import { useBoxName } from '@/mail/mailboxes';
import { mailText } from '@/mail/text';
import { CertifiedSign } from '@/mail/words';
import { may, useSession } from '@/session/session';
import css from './desk.module.css';
import { unsortedText } from './unsorted-text';

const ManyMails = lazy(() => import('./many-mails'));
/** As many as can be sorted at once. */
const SHOWN = 100;

/** How many messages nobody has sorted, of those the reader may see. */
export function useUnsortedCount(): number {
  const session = useSession();
  const counts = useQuery({
    queryKey: ['unanswered', 'counts'],
    queryFn: () => http.get<UnansweredCounts>('/unanswered/counts'),
    enabled: may(session, 'mail'),
  });
  return counts.data?.to_sort ?? 0;
}

export function Unsorted() {
  const u = unsortedText.useText();
  const m = mailText.useText();
  const now = useNow();
  const boxName = useBoxName();
  const session = useSession();
  const count = useUnsortedCount();
  const [many, setMany] = useState(false);
  const list = useQuery({
    queryKey: ['mails', 'unsorted'],
    queryFn: () => http.get<Page<MailSummary>>('/mails', { state: 'inbox', kind: 'message', limit: SHOWN }),
    enabled: may(session, 'mail'),
  });
  const mails = list.data?.items ?? [];
  // How it went stays to be read when the last of them is sorted.
  if (mails.length === 0 && !many) return null;
  return (
    <section aria-labelledby="messaggi-da-smistare">
      <div className={css.unsortedHead}>
        <h2 id="messaggi-da-smistare">{u('title', { count: Math.max(count, mails.length) })}</h2>
        <UnstyledButton className={css.addCc} onClick={() => setMany(true)}>{u('many')}…</UnstyledButton>
        {list.data?.next_cursor && <Link to="/posta" search={{ stato: 'inbox' }}>{u('all')}</Link>}
      </div>
      <ul className={css.rows}>
        {mails.map((mail) => {
          const from = mail.from_name || mail.from || m('noSender');
          return (
            <li key={mail.id}>
              <Link to="/posta/m/$mail" params={{ mail: mail.id }} search={{ stato: 'inbox' }} className={css.row} data-mail={mail.id}>
                <span className={css.rowTop}>
                  <strong className={css.rowTitle} title={mail.subject}>{mail.withheld ? m('withheldTitle') : mail.subject || m('noSubject')}</strong>
                  <span className={css.rowAt}>{listMoment(mail.arrived_at ?? mail.fetched_at, now)}</span>
                </span>
                <span className={css.rowBottom}>
                  <span className="truncate" title={mail.from}>{mail.withheld ? '—' : from}</span>
                  <CertifiedSign kind={mail.kind} verdict={mail.verdict ?? null} />
                </span>
                <span className={css.rowThird}><span className="truncate">{boxName(mail.mailbox)}</span></span>
              </Link>
            </li>
          );
        })}
      </ul>
      {many && <Suspense fallback={null}><ManyMails mails={mails} close={() => setMany(false)} /></Suspense>}
    </section>
  );
}
