/** Everything exchanged with a contact, as far as the reader may see it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FolderOpen, MailOpen, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { http } from '@/api/http';
import type { Exchanged as Found } from '@/api/types';
import itemCss from '@/case/case.module.css';
import { dateTime, day } from '@/i18n/dates';
import { CertifiedSign, DespatchMark, mailStateTone, mailStateWord } from '@/mail/words';
import { mailText } from '@/mail/text';
import { Bars, Failure, Mark, Panel } from '@/parts/parts';
import css from './book.module.css';
import { bookText } from './text';

function Item({ icon, title, line }: { icon: ReactNode; title: ReactNode; line: ReactNode }) {
  return (
    <li className={itemCss.item}>
      {icon}
      <div className={itemCss.grow}>{title}<div className={itemCss.itemLine}>{line}</div></div>
    </li>
  );
}

export function Exchanged({ party }: { party: string }) {
  const t = bookText.useText();
  const m = mailText.useText();
  const query = useQuery({ queryKey: ['parties', party, 'exchanged'], queryFn: () => http.get<Found>(`/parties/${party}/exchanged`) });
  if (query.isPending) return <Panel title={t('exchanged')}><Bars rows={4} height={32} /></Panel>;
  if (query.isError) return <Panel title={t('exchanged')}><Failure error={query.error} retry={() => void query.refetch()} /></Panel>;
  const { mails, despatches, cases } = query.data;
  return (
    <Panel title={t('exchanged')}>
      <p className={css.quiet}>{mails.length + despatches.length + cases.length === 0 ? t('noneExchanged') : t('exchangedHint')}</p>
      {cases.length > 0 && <h3 className={css.sub}>{t('cases')}</h3>}
      <ul className={itemCss.items}>
        {cases.map((c) => (
          <Item key={c.id} icon={<FolderOpen size={16} aria-hidden />}
            title={<Link to="/pratiche/$instance" params={{ instance: c.id }} search={{}} className={itemCss.itemTitle}>{c.title}</Link>}
            line={<><span className="truncate">{c.process_name}</span><span className={itemCss.at}>{day(c.started_at)}</span></>} />
        ))}
      </ul>
      {mails.length > 0 && <h3 className={css.sub}>{t('mailsIn')}</h3>}
      <ul className={itemCss.items}>
        {mails.map((mail) => (
          <Item key={mail.id} icon={<MailOpen size={16} aria-hidden />}
            title={<Link to="/posta/m/$mail" params={{ mail: mail.id }} search={{}} className={itemCss.itemTitle}>{mail.subject || m('noSubject')}</Link>}
            line={<><span className="truncate">{mail.from}</span><CertifiedSign kind={mail.kind} verdict={mail.verdict ?? null} /><Mark tone={mailStateTone(mail.state)}>{mailStateWord(mail.state)}</Mark><span className={itemCss.at}>{dateTime(mail.sent_at ?? mail.fetched_at)}</span></>} />
        ))}
      </ul>
      {despatches.length > 0 && <h3 className={css.sub}>{t('mailsOut')}</h3>}
      <ul className={itemCss.items}>
        {despatches.map((d) => (
          <Item key={d.id} icon={<Send size={16} aria-hidden />}
            title={<Link to="/posta/s/$despatch" params={{ despatch: d.id }} search={{ verso: 'inviata' }} className={itemCss.itemTitle}>{d.subject || m('noSubject')}</Link>}
            line={<><span className="truncate">{d.recipients.join(', ')}</span><DespatchMark despatch={d} /><span className={itemCss.at}>{dateTime(d.submitted_at ?? d.created_at)}</span></>} />
        ))}
      </ul>
    </Panel>
  );
}
