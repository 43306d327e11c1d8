/** /amministrazione/caselle/…/rapporto: one page about a mailbox, to be read and printed. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Inbox, Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { http } from '@/api/http';
import type { MailboxReport, ReportPart } from '@/api/types';
import { dateTime, day, fileSize } from '@/i18n/dates';
import { kindName, mailStateWord } from '@/mail/words';
import { mailText } from '@/mail/text';
import { Bars, Empty, Facts, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import css from './admin.module.css';
import { upkeepText } from './upkeep-text';

const number = (n: number) => n.toLocaleString('it-IT');

function Part({ title, hint, part }: { title: string; hint: ReactNode; part: ReportPart }) {
  const t = upkeepText.useText();
  return (
    <Panel title={`${title}: ${number(part.count)}`}>
      <p className={css.quiet}>{hint}</p>
      {part.count === 0 ? <p>{t('noneOfThem')}</p> : (
        <>
          <h3 className={css.logTitle}>{t('oldest')}</h3>
          <ul className={css.covered}>
            {part.oldest.map((m) => (
              <li key={m.id}>
                <span className={css.quiet}>{day(m.arrived_at)}</span>
                <Link to="/posta/m/$mail" params={{ mail: m.id }} search={{}}>{m.withheld ? t('withheld') : m.subject || '—'}</Link>
                <span>{m.from}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

export default function Report() {
  const t = upkeepText.useText();
  const m = mailText.useText();
  const { mailbox } = useParams({ strict: false });
  const query = useQuery({ queryKey: ['mailboxes', mailbox, 'report'], queryFn: () => http.get<MailboxReport>(`/mailboxes/${mailbox}/report`) });
  if (query.isPending) return <Sheet><Bars rows={8} height={40} /></Sheet>;
  if (query.isError) return <Sheet><Failure error={query.error} retry={() => void query.refetch()} /></Sheet>;
  const r = query.data;
  const total = r.counts.reduce((sum, c) => sum + c.count, 0);
  return (
    <Sheet reading>
      <PageHead title={t('reportOf', { address: r.address })} hint={[r.display_name, t('reportMade', { at: dateTime(r.made_at) })].filter(Boolean).join(' · ')}>
        <Button variant="default" component={Link} to="/amministrazione/caselle" className={css.noPrint}>{t('backToBoxes')}</Button>
        <Button leftSection={<Printer size={15} aria-hidden />} className={css.noPrint} onClick={() => window.print()}>{t('print')}</Button>
      </PageHead>
      {total === 0 ? <Panel><Empty icon={Inbox} title={t('reportEmpty')}>{t('reportEmptyHint')}</Empty></Panel> : (
        <>
          <Panel title={t('byClass')}>
            <Facts inline facts={[[t('total'), number(total)], [t('left'), number(r.left)]]} />
            <div className="table-scroll">
              <table className="grid stack">
                <thead><tr><th>{t('kind')}</th><th>{t('state')}</th><th className="num">{t('howMany')}</th><th className="num">{t('size')}</th><th>{t('first')}</th><th>{t('last')}</th></tr></thead>
                <tbody>
                  {r.counts.map((c) => {
                    const kind = kindName(c.kind);
                    return (
                      <tr key={`${c.kind} ${c.state}`}>
                        <td>{kind ? m(`kind_${kind}`) : c.kind}</td>
                        <td>{mailStateWord(c.state)}</td>
                        <td className="num" data-label={t('howMany')}>{number(c.count)}</td>
                        <td className="num" data-label={t('size')}>{fileSize(c.bytes)}</td>
                        <td className="nowrap" data-label={t('first')}>{day(c.first_at)}</td>
                        <td className="nowrap" data-label={t('last')}>{day(c.last_at)}</td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          </Panel>
          <Part title={t('unanswered')} part={r.unanswered}
            hint={r.sent_error ? t('sentUnread', { said: r.sent_error }) : r.answered_elsewhere === null || r.answered_elsewhere === undefined ? t('unansweredHint') : t('unansweredSent', { count: r.answered_elsewhere })} />
          {r.certified && (
            <Panel title={`${t('receipts')}: ${number(r.receipts_missing)}`}>
              <p className={css.quiet}>{t('receiptsHint')}</p>
              {r.receipts_missing === 0 ? <p>{t('noneOfThem')}</p> : (
                <ul className={css.covered}>
                  {r.receipts_missing_of.map((x) => (
                    <li key={x.message_id}><span className={css.quiet}>{day(x.accepted_at)}</span><b>{x.subject || x.message_id}</b><span>{x.recipients.join(', ')}</span></li>
                  ))}
                </ul>
              )}
            </Panel>
          )}
          <Part title={t('elsewhere')} hint={t('elsewhereHint')} part={r.elsewhere} />
        </>
      )}
    </Sheet>
  );
}
