/** What lies in a case: messages in, despatches out, their documents, the notes of colleagues. */
import { Button } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Send, MailOpen } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { InstanceDetail, MailDetail } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Attachments, attachmentHref } from '@/mail/reading';
import { CertifiedSign, DespatchMark, kindName } from '@/mail/words';
import { mailText } from '@/mail/text';
import { toast } from '@/shell/toast';
import css from './case.module.css';
import { doerWords } from './doer';
import { NoteField } from './note-field';
import { caseText } from './text';

/** The mails of a case with what was read from them, receipts left to their despatch. */
export function useCaseMails(detail: InstanceDetail | undefined): MailDetail[] {
  const wanted = (detail?.mails ?? []).filter((m) => kindName(m.kind) !== 'receipt');
  const loaded = useQueries({
    queries: wanted.map((m) => ({
      queryKey: ['mails', m.id],
      queryFn: () => http.get<MailDetail>(`/mails/${m.id}`),
      staleTime: 60_000,
    })),
  });
  return loaded.flatMap((q) => (q.data ? [q.data] : []));
}

export function Messages({ detail }: { detail: InstanceDetail }) {
  const t = caseText.useText();
  const m = mailText.useText();
  const mails = useCaseMails(detail);
  const shown = detail.mails.filter((mail) => kindName(mail.kind) !== 'receipt');
  if (shown.length === 0) return <p className={css.none}>{t('noMessages')}</p>;
  return (
    <ul className={css.items}>
      {shown.map((mail) => {
        const files = mails.find((x) => x.id === mail.id)?.arrival?.attachments ?? [];
        return (
          <li key={mail.id} className={css.item}>
            <MailOpen size={16} aria-hidden />
            <div className={css.grow}>
              <Link to="/posta/m/$mail" params={{ mail: mail.id }} search={{}} className={css.itemTitle}>{mail.subject || m('noSubject')}</Link>
              <div className={css.itemLine}>
                <span className="truncate" title={mail.from}>{mail.from_name || mail.from}</span>
                <CertifiedSign kind={mail.kind} verdict={mail.verdict ?? null} />
                <span className={css.at}>{dateTime(mail.sent_at ?? mail.fetched_at)}</span>
              </div>
              <Attachments files={files.map((f) => ({ ...f, href: attachmentHref(mail.id, f) }))} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function Despatches({ detail }: { detail: InstanceDetail }) {
  const t = caseText.useText();
  if (detail.despatches.length === 0) return <p className={css.none}>{t('noDespatches')}</p>;
  return (
    <ul className={css.items}>
      {detail.despatches.map((d) => (
        <li key={d.id} className={css.item}>
          <Send size={16} aria-hidden />
          <div className={css.grow}>
            <Link to="/posta/s/$despatch" params={{ despatch: d.id }} search={{}} className={css.itemTitle}>{d.subject}</Link>
            <div className={css.itemLine}>
              <span className="truncate" title={d.recipients.join(', ')}>{d.recipients.join(', ')}</span>
              <span className={css.at}>{dateTime(d.submitted_at ?? d.created_at)}</span>
            </div>
            <DespatchMark despatch={d} />
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Notes({ detail }: { detail: InstanceDetail }) {
  const t = caseText.useText();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    try {
      await http.post(`/instances/${detail.id}/notes`, { text: text.trim() });
      setText('');
      toast.done(t('noteAdded'));
      await client.invalidateQueries({ queryKey: ['instances', detail.id] });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      {detail.notes.length === 0 && <p className={css.none}>{t('noNotes')}</p>}
      <ul className={css.notes}>
        {detail.notes.map((note) => (
          <li key={note.id}>
            <p className={css.noteHead}><strong>{doerWords(note.author)}</strong> <span className={css.at}>{dateTime(note.at)}</span></p>
            <p className={css.noteText}>{note.text}</p>
          </li>
        ))}
      </ul>
      <div className={css.noteForm}>
        <NoteField value={text} change={setText} />
        <Button variant="default" size="sm" disabled={!text.trim()} loading={busy} onClick={() => void add()}>{t('addNote')}</Button>
      </div>
    </div>
  );
}
