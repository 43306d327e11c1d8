/** One incoming mail: text, attachments, three times, signature; from the inbox the three ways on. */
import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Download } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { address, http, Problem } from '@/api/http';
import { Beside } from '@/case/beside';
import { RecordOfActs } from '@/case/record';
import { recordText } from '@/case/record-text';
import type { MailDetail } from '@/api/types';
import { Tags } from '@/case/tags';
import { Addresses } from '@/mail/addresses';
import { Attachments, attachmentHref, MailBody, Signature, Technical, ThreeTimes, useMailText } from '@/mail/reading';
import { Conversation } from '@/mail/thread';
import { remark } from '@/mail/remarks/words';
import { CertifiedSign, kindName, mailStateTone, mailStateWord } from '@/mail/words';
import { useBoxName } from '@/mail/mailboxes';
import { mailText } from '@/mail/text';
import { RemovalMenu } from '@/pages/amministrazione/removal-menu';
import { RemovalTrace } from '@/pages/amministrazione/removal-trace';
import { Bars, Facts, Failure, Mark, Notice, Panel } from '@/parts/parts';
import { toast } from '@/shell/toast';
import { BeginMessage } from '@/writing/begin';
import { OrphanPanel } from './orphan';
import css from './posta.module.css';
import { postaText } from './text';

const Sorting = lazy(() => import('./sorting'));
export type SortingAct = 'start' | 'link' | 'archive' | 'unlink';

/** What could not be read may be readable by now: by another version of the program, or with other authorities. */
function ReadAgain({ id }: { id: string }) {
  const t = postaText.useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      await http.post(`/mails/${id}/read-again`);
      toast.done(t('readAgainDone'));
      await client.invalidateQueries({ queryKey: ['mails'] });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return <Button loading={busy} onClick={() => void again()}>{t('readAgain')}</Button>;
}

export default function MailPane({ id, back }: { id: string; back: () => void }) {
  const t = postaText.useText();
  const m = mailText.useText();
  const r = recordText.useText();
  const [act, setAct] = useState<SortingAct>();
  const boxName = useBoxName();
  const query = useQuery({ queryKey: ['mails', id], queryFn: () => http.get<MailDetail>(`/mails/${id}`) });
  // Of what was withheld there is no text to ask for.
  useMailText(query.data?.withheld === false ? id : undefined);
  if (query.isPending) return <Bars rows={6} height={36} />;
  if (query.isError) {
    const failure = <Failure error={query.error} retry={() => void query.refetch()} />;
    return query.error instanceof Problem && query.error.status === 404 ? <RemovalTrace object={id} otherwise={failure} /> : failure;
  }
  const mail = query.data;
  const arrival = mail.arrival;
  const status = arrival?.verdict?.status ?? mail.verdict ?? null;
  const sortable = mail.state === 'orphan' || (['inbox', 'new', 'archive'].includes(mail.state) && kindName(mail.kind) !== 'receipt');
  return (
    <article className={css.read}>
      <header className={css.top}>
        <ActionIcon className={css.back} size={32} aria-label={t('back')} onClick={back}><ArrowLeft size={18} aria-hidden /></ActionIcon>
        <div className={css.topText}>
          <h2 className={css.title} title={mail.subject}>{mail.withheld ? m('withheldTitle') : mail.subject || m('noSubject')}</h2>
          <div className={css.marks}>
            <CertifiedSign kind={mail.kind} verdict={status} />
            {mail.state !== kindName(mail.kind) && <Mark tone={mailStateTone(mail.state)}>{mailStateWord(mail.state)}</Mark>}
            {mail.instance && <Link to="/pratiche/$instance" params={{ instance: mail.instance }} search={{}}>{t('openCase')}</Link>}
            {mail.despatch && <Link to="/posta/s/$despatch" params={{ despatch: mail.despatch }} search={{ verso: 'inviata' }}>{t('openDespatch')}</Link>}
          </div>
        </div>
        <div className={css.actions}>
          {sortable && (
            <>
              {mail.state !== 'orphan' && <Button onClick={() => setAct('start')}>{t('startCase')}</Button>}
              <Button variant="default" onClick={() => setAct('link')}>{t('link')}</Button>
              {mail.state !== 'archive' && <Button variant="default" onClick={() => setAct('archive')}>{t('archive')}</Button>}
            </>
          )}
          {arrival && !mail.withheld && mail.may_forward && kindName(mail.kind) !== 'receipt' && <BeginMessage forward={id} />}
          {mail.state === 'quarantined' && !mail.withheld && <ReadAgain id={id} />}
          {mail.state === 'case' && <Button variant="default" onClick={() => setAct('unlink')}>{t('unlink')}</Button>}
          {!mail.withheld && <Button component="a" href={address(`/mails/${id}/raw`)} download variant="default" title={m('rawHint')} leftSection={<Download size={14} aria-hidden />}>{m('raw')}</Button>}
          <RemovalMenu kind="mail" object={id} />
        </div>
      </header>
      {mail.twins.length > 0 && (
        <Notice tone="neutral" title={t('twins', { count: mail.twins.length })}>
          {mail.twins.map((twin) => (
            <div key={twin.mail}>
              <Link to="/posta/m/$mail" params={{ mail: twin.mail }} search={{}}>{twin.mailbox}</Link>
              {twin.instance && <> · <Link to="/pratiche/$instance" params={{ instance: twin.instance }} search={{}}>{t('openCase')}</Link></>}
            </div>
          ))}
        </Notice>
      )}
      {mail.withheld && <><Notice tone="neutral">{m('withheldHint')}</Notice><RemovalTrace object={id} /></>}
      {kindName(mail.kind) === 'receipt' && status !== 'trusted' && <Notice tone="bad" title={t('unprovedReceipt')}>{t('unprovedReceiptHint')}</Notice>}
      {mail.state === 'orphan' && status === 'trusted' && <Notice tone="warn">{t('orphanHint')}</Notice>}
      {mail.state === 'orphan' && !mail.withheld && <OrphanPanel mail={id} />}
      {kindName(mail.kind) === 'quarantined' && <Notice tone="bad">{m('kindHint_quarantined')} {t('quarantineHint')}</Notice>}
      {arrival && arrival.warnings.length > 0 && (
        <Notice tone="warn" title={m('warnings')}>{arrival.warnings.map(remark).map(({ text, detail }) => <div key={text + detail} title={detail}>{text}</div>)}</Notice>
      )}
      {arrival && (
        <div className={css.columns}>
          <div className={css.column}>
            <Panel>
              <div className={css.heads}>
                <Facts facts={[
                  [m('from'), <>{arrival.from_name && <strong>{arrival.from_name} </strong>}{arrival.from}</>],
                  [m('to'), <Addresses key="to" list={arrival.to} />],
                  arrival.cc.length > 0 && [m('cc'), <Addresses key="cc" list={arrival.cc} />],
                  arrival.reply_to && arrival.reply_to !== arrival.from && [m('replyTo'), arrival.reply_to],
                  [t('mailbox'), boxName(mail.mailbox)],
                ]} />
              </div>
              <MailBody id={id} tall />
            </Panel>
            {arrival.attachments.length > 0 && (
              <Panel title={m('attachments', { count: arrival.attachments.length })}>
                <Attachments files={arrival.attachments.map((a) => ({ ...a, href: attachmentHref(id, a) }))} />
              </Panel>
            )}
            <Conversation of="mails" id={id} />
          </div>
          <div className={css.column}>
            {mail.suap && (
              <Panel title={t('suap')}>
                <Facts facts={[
                  [t('suapFile'), mail.suap.file && <code>{mail.suap.file}</code>],
                  [t('suapTaxCode'), mail.suap.tax_code],
                  [t('suapName'), mail.suap.name],
                  [t('suapAt'), mail.suap.handed_in?.replace('T', ' ')],
                  [t('suapRegistration'), mail.suap.registration],
                ]} />
                <p className={css.foot}>{t('suapHint')}</p>
              </Panel>
            )}
            <Tags key={mail.tags.join()} kind="mail" id={id} tags={mail.tags} />
            {/* Who wrote a receipt is a provider: of its other mail nobody asks here. */}
            {kindName(mail.kind) !== 'receipt' && <Beside of="mails" id={id} certified={mail.certified} />}
            <Panel title={m('times')}><ThreeTimes mail={mail} /></Panel>
            <Panel title={m('sigTitle')}><Signature arrival={arrival} certified={mail.certified} /></Panel>
            <Panel title={m('technical')}><Technical arrival={arrival} /></Panel>
          </div>
        </div>
      )}
      <Panel title={r('title')}><RecordOfActs of="mails" id={id} /></Panel>
      {act && <Suspense fallback={null}><Sorting act={act} mail={mail} close={() => setAct(undefined)} /></Suspense>}
    </article>
  );
}
