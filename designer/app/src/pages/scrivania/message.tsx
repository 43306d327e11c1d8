/** The message a task was born from: head, text in its frame, attachments, times and signature folded. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EyeOff, FileText } from 'lucide-react';
import { http } from '@/api/http';
import { Beside } from '@/case/beside';
import type { MailDetail, TaskDetail } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Addresses } from '@/mail/addresses';
import { Attachments, attachmentHref, MailBody, Signature, ThreeTimes, useMailText } from '@/mail/reading';
import { mailText } from '@/mail/text';
import { verdictSentence, verdictTone } from '@/mail/words';
import { Bars, Empty, Failure, Mark } from '@/parts/parts';
import css from './desk.module.css';
import { deskText } from './text';

export function useMail(id: string | undefined) {
  return useQuery({ queryKey: ['mails', id], enabled: id !== undefined, queryFn: () => http.get<MailDetail>(`/mails/${id}`) });
}

export function MessagePane({ task }: { task: TaskDetail }) {
  const t = deskText.useText();
  const m = mailText.useText();
  const mail = useMail(task.mail?.id);
  useMailText(task.mail?.id);
  if (!task.mail) return <Empty icon={FileText} title={t('noMail')}>{t('noMailHint')}</Empty>;
  if (mail.isPending) return <Bars rows={5} height={24} />;
  if (mail.isError) return <Failure error={mail.error} retry={() => void mail.refetch()} />;
  const { arrival, id } = mail.data;
  if (mail.data.withheld) return <Empty icon={EyeOff} title={m('withheldTitle')}>{m('withheldHint')}</Empty>;
  if (!arrival) return <Empty icon={FileText} title={m('kind_quarantined')}>{m('kindHint_quarantined')}</Empty>;
  return (
    <article className={css.message}>
      <header className={css.mailHead}>
        {arrival.subject !== task.title && <h3>{arrival.subject || m('noSubject')}</h3>}
        <p className={css.mailLine}><span>{m('from')}</span> <span><strong>{arrival.from_name || arrival.from}</strong> {arrival.from_name && <span className={css.address}>{arrival.from}</span>}</span></p>
        <p className={css.mailLine}><span>{m('to')}</span> <Addresses list={arrival.to} /></p>
        {arrival.cc.length > 0 && <p className={css.mailLine}><span>{m('cc')}</span> <Addresses list={arrival.cc} /></p>}
        <p className={css.mailMarks}>
          <span className={css.date}>{dateTime(mail.data.sent_at ?? mail.data.arrived_at ?? mail.data.fetched_at)}</span>
          <Mark wrap tone={verdictTone(arrival.verdict?.status ?? mail.data.verdict)}>{verdictSentence(arrival.verdict ?? mail.data.verdict)}</Mark>
          <Anchor component={Link} to={`/posta/m/${id}`} size="sm">{t('openMail')}</Anchor>
        </p>
      </header>
      <MailBody id={id} />
      {arrival.attachments.length > 0 && (
        <section className={css.section} aria-label={m('attachments', { count: arrival.attachments.length })}>
          <h3>{m('attachments', { count: arrival.attachments.length })}</h3>
          <Attachments files={arrival.attachments.map((a) => ({ ...a, href: attachmentHref(id, a) }))} />
        </section>
      )}
      <Beside of="mails" id={id} certified={mail.data.certified} />
      <details className={css.details}>
        <summary>{m('times')} · {m('sigTitle')}</summary>
        <div className={css.evidence}>
          <ThreeTimes mail={mail.data} />
          <Signature arrival={arrival} certified={mail.data.certified} />
        </div>
      </details>
    </article>
  );
}
