/** The whole conversation of a message, oldest first; what may not be seen is counted. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MailOpen, Send } from 'lucide-react';
import { http } from '@/api/http';
import type { ThreadItem, ThreadShown } from '@/api/types';
import css from '@/case/case.module.css';
import { dateTime } from '@/i18n/dates';
import { Bars, Failure, Mark, Panel } from '@/parts/parts';
import { mailText } from './text';
import { threadText } from './thread-text';

function Item({ item }: { item: ThreadItem }) {
  const t = threadText.useText();
  const m = mailText.useText();
  const Icon = item.sent ? Send : MailOpen;
  const title = item.withheld ? m('withheldTitle') : item.subject || m('noSubject');
  const names = item.recipients.join(', ');
  const who = item.sent ? (names ? t('sent', { names }) : t('sentNobody')) : item.from ? t('received', { name: item.from }) : '';
  return (
    <li className={css.item} aria-current={item.current || undefined}>
      <Icon size={16} aria-hidden />
      <div className={css.grow}>
        {item.current ? <span className={css.itemTitle}>{title}</span>
          : item.sent ? <Link to="/posta/s/$despatch" params={{ despatch: item.id }} search={{ verso: 'inviata' }} className={css.itemTitle}>{title}</Link>
          : <Link to="/posta/m/$mail" params={{ mail: item.id }} search={{}} className={css.itemTitle}>{title}</Link>}
        <div className={css.itemLine}>
          {!item.withheld && <span className="truncate" title={who}>{who}</span>}
          <span className={css.at}>{dateTime(item.at)}</span>
          {item.current && <Mark>{t('here')}</Mark>}
        </div>
      </div>
    </li>
  );
}

export function Conversation({ of, id }: { of: 'mails' | 'despatches'; id: string }) {
  const t = threadText.useText();
  const query = useQuery({ queryKey: [of, id, 'thread'], queryFn: () => http.get<ThreadShown>(`/${of}/${id}/thread`) });
  const thread = query.data;
  return (
    <Panel title={t('title')}>
      {query.isPending ? <Bars rows={2} height={30} /> : query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : thread && (
        <>
          {thread.items.length > 1 ? <ol className={css.items}>{thread.items.map((item) => <Item key={item.id} item={item} />)}</ol>
            : thread.hidden === 0 && <p className={css.none}>{t('alone')}</p>}
          {thread.hidden > 0 && <p className={css.hint}>{t('hidden', { count: thread.hidden })}</p>}
          {thread.partial && <p className={css.hint}>{t('partial')}</p>}
        </>
      )}
    </Panel>
  );
}
