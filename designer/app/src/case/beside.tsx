/** Beside a mail or a case: the other open cases and last mails of whoever wrote, with who holds them. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { BookUser, FolderOpen, MailOpen } from 'lucide-react';
import { http } from '@/api/http';
import type { BesideShown, PartyRef } from '@/api/types';
import { dateTime, day } from '@/i18n/dates';
import { CertifiedSign, mailStateTone, mailStateWord } from '@/mail/words';
import { mailText } from '@/mail/text';
import { Bars, Failure, Mark, Panel } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import css from './case.module.css';
import { caseText } from './text';

/** Who of the address book the sender is, or the way to write them down. */
function Known({ address, contacts, certified }: { address: string; contacts: PartyRef[]; certified: boolean }) {
  const t = caseText.useText();
  const session = useSession();
  if (contacts.length > 0) {
    return (
      <p className={css.known}>
        <BookUser size={15} aria-hidden /> <span>{t('inBook')}</span>
        {contacts.map((c) => <Link key={c.id} to="/rubrica/$party" params={{ party: c.id }}>{c.name}</Link>)}
      </p>
    );
  }
  if (!may(session, 'contacts')) return null;
  return <p className={css.known}><BookUser size={15} aria-hidden /> <Link to="/rubrica" search={{ nuovo: address, ...(certified ? { pec: 'si' as const } : {}) }}>{t('addToBook')}</Link></p>;
}

/** `certified`: the mail came by a PEC that is trusted. */
export function Beside({ of, id, certified = false }: { of: 'mails' | 'instances'; id: string; certified?: boolean }) {
  const t = caseText.useText();
  const m = mailText.useText();
  const query = useQuery({ queryKey: [of, id, 'beside'], queryFn: () => http.get<BesideShown>(`/${of}/${id}/beside`) });
  if (query.isPending) return <Panel title={t('beside')}><Bars rows={2} height={28} /></Panel>;
  if (query.isError) return <Panel title={t('beside')}><Failure error={query.error} retry={() => void query.refetch()} /></Panel>;
  const found = query.data;
  const whose = [
    found.domain && t('besideDomain', { domain: found.domain }),
    found.tax_code && t('besideTaxCode', { code: found.tax_code }),
  ].filter(Boolean).join(' · ');
  return (
    <Panel title={t('beside')}>
      {found.address && <Known address={found.address} contacts={found.contacts} certified={certified} />}
      {whose && <p className={css.none}>{whose}</p>}
      {found.cases.length === 0 && found.mails.length === 0 && <p className={css.none}>{t('besideNone')}</p>}
      {found.cases.length > 0 && (
        <>
          <h3 className={css.besideHead}>{t('besideCases')}</h3>
          <ul className={css.items}>
            {found.cases.map((c) => (
              <li key={c.id} className={css.item}>
                <FolderOpen size={16} aria-hidden />
                <div className={css.grow}>
                  <Link to="/pratiche/$instance" params={{ instance: c.id }} search={{}} className={css.itemTitle}>{c.title}</Link>
                  <div className={css.itemLine}>
                    <span className="truncate">{c.process_name}</span>
                    <span className={css.at}>{day(c.started_at)}</span>
                    {c.holder ? <Mark tone="brand">{t('heldBy', { name: c.holder.name })}</Mark> : <Mark>{t('heldByNobody')}</Mark>}
                  </div>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {found.mails.length > 0 && (
        <>
          <h3 className={css.besideHead}>{t('besideMails')}</h3>
          <ul className={css.items}>
            {found.mails.map((mail) => (
              <li key={mail.id} className={css.item}>
                <MailOpen size={16} aria-hidden />
                <div className={css.grow}>
                  <Link to="/posta/m/$mail" params={{ mail: mail.id }} search={{}} className={css.itemTitle}>{mail.subject || m('noSubject')}</Link>
                  <div className={css.itemLine}>
                    <span className="truncate" title={mail.from}>{mail.from_name || mail.from}</span>
                    <CertifiedSign kind={mail.kind} verdict={mail.verdict ?? null} />
                    <Mark tone={mailStateTone(mail.state)}>{mailStateWord(mail.state)}</Mark>
                    <span className={css.at}>{dateTime(mail.sent_at ?? mail.fetched_at)}</span>
                  </div>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
