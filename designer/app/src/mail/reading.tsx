/** How a mail is read: text in its frame, attachments, the three times, the signature's verdict. */
import { ActionIcon, Button, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BadgeCheck, Download, FileText, ShieldAlert } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { address, http } from '@/api/http';
import type { Arrival, MailAttachment, MailDetail } from '@/api/types';
import { dateTimeSeconds, fileSize } from '@/i18n/dates';
import { Bars, Facts, Failure, Notice } from '@/parts/parts';
import css from './mail.module.css';
import { remark } from './remarks/words';
import { mailText } from './text';
import { kindName, noticeWord, verdictSentence, verdictTone } from './words';

const frameChunk = () => import('./frame');
const MailFrame = lazy(frameChunk);

/** The text of a mail; asked for beside the mail itself, with the code of the frame. */
export function useMailText(id: string | undefined) {
  useEffect(() => void frameChunk(), []);
  return useQuery({
    queryKey: ['text', 'mail', id],
    enabled: id !== undefined,
    staleTime: Infinity,
    queryFn: () => http.get<{ html?: string | null; text: string; remote_images?: number }>(`/mails/${id}/html`),
  });
}

/** The text: formatted in the frame when the mail has HTML, plain otherwise or when asked for. */
export function MailBody({ id, tall }: { id: string; tall?: boolean }) {
  const t = mailText.useText();
  const [plain, setPlain] = useState(false);
  const body = useMailText(id);
  if (body.isPending) return <Bars rows={3} height={18} />;
  if (body.isError) return <Failure error={body.error} retry={() => void body.refetch()} />;
  const { html, text } = body.data;
  return (
    <>
      {html && (
        <div className={css.bodyHead}>
          <Button size="compact-xs" variant="subtle" onClick={() => setPlain(!plain)}>{plain ? t('formatted') : t('plain')}</Button>
        </div>
      )}
      {html && !plain ? (
        <Suspense fallback={<Bars rows={3} height={18} />}><MailFrame html={html} left={body.data.remote_images ?? 0} {...(tall ? { tall } : {})} /></Suspense>
      ) : (
        <div className={css.plain}>{text.trim() || <em>{t('emptyBody')}</em>}</div>
      )}
    </>
  );
}

export interface Downloadable {
  name: string;
  media_type: string;
  size: number;
  /** Where it is saved from; `/contents` below it says what it holds. */
  href?: string;
}

export function attachmentHref(mail: string, attachment: MailAttachment): string {
  return address(`/mails/${mail}/attachments/${attachment.path.join('.')}`);
}

const Viewer = lazy(() => import('./viewer/viewer'));

/** Files to look into and to save. */
export function Attachments({ files }: { files: Downloadable[] }) {
  const t = mailText.useText();
  const [shown, setShown] = useState<{ name: string; href: string }>();
  if (files.length === 0) return null;
  return (
    <>
      <ul className={css.files} aria-label={t('attachments', { count: files.length })}>
        {files.map(({ name, href, size }, i) => (
          <li key={`${name}-${i}`} className={css.file}>
            <FileText size={16} strokeWidth={1.7} aria-hidden />
            <span className={css.fileName}>
              {href
                ? <UnstyledButton className={`truncate ${css.look}`} title={name} onClick={() => setShown({ name, href })}>{name}</UnstyledButton>
                : <span className="truncate" title={name}>{name}</span>}
              <small>{fileSize(size)}</small>
            </span>
            {href && (
              <ActionIcon component="a" href={href} download={name} size={28} aria-label={t('downloadNamed', { name })} title={t('download')}>
                <Download size={15} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {shown && <Suspense fallback={null}><Viewer {...shown} close={() => setShown(undefined)} /></Suspense>}
    </>
  );
}

/** Inviata, giunta in casella, scaricata: never one time alone. */
export function ThreeTimes({ mail }: { mail: MailDetail }) {
  const t = mailText.useText();
  const certified = mail.arrival?.certified_sent_at ?? mail.sent_at;
  const declared = mail.arrival?.date;
  const rows = [
    certified
      ? ([t('timeSent'), t('timeSentHint'), certified] as const)
      : ([t('timeDeclared'), t('timeDeclaredHint'), declared] as const),
    [t('timeArrived'), t('timeArrivedHint'), mail.arrived_at] as const,
    [t('timeFetched'), t('timeFetchedHint'), mail.fetched_at] as const,
  ];
  return (
    <ol className={css.times}>
      {rows.map(([name, hint, at]) => (
        <li key={name} data-known={at ? true : undefined}>
          <strong>{name}</strong>
          <span className={css.at}>{at ? dateTimeSeconds(at) : t('notKnown')}</span>
          <small>{hint}</small>
        </li>
      ))}
    </ol>
  );
}

/** The verdict on the envelope in one sentence, its facts below. Ordinary mail gets no tick. */
export function Signature({ arrival, certified }: { arrival: Arrival; certified: boolean }) {
  const t = mailText.useText();
  const kind = kindName(arrival.kind);
  const verdict = arrival.verdict;
  if (!verdict) {
    return <Notice tone={kind === 'anomaly' ? 'warn' : 'neutral'}>{kind === 'ordinary' && !certified ? t('kindHint_ordinary') : kind === 'anomaly' ? t('kindHint_anomaly') : t('sigAbsent')}</Notice>;
  }
  const tone = verdictTone(verdict.status);
  const Icon = verdict.status === 'trusted' ? BadgeCheck : ShieldAlert;
  return (
    <div>
      <p className={css.verdict} data-tone={tone}><Icon size={18} aria-hidden /><span>{verdictSentence(verdict)}</span></p>
      {kind === 'anomaly' && <p className={css.small}>{t('kindHint_anomaly')}</p>}
      <Facts facts={[
        [t('signer'), verdict.signer],
        [t('signerAddress'), verdict.signer_address],
        [t('signedAt'), verdict.signed_at && dateTimeSeconds(verdict.signed_at)],
        [t('verifiedAt'), verdict.verified_at && dateTimeSeconds(verdict.verified_at)],
        [t('algorithm'), verdict.algorithm],
        [t('serial'), verdict.serial && <code className={css.code}>{verdict.serial}</code>],
        [t('fingerprint'), verdict.certificate_sha256 && <code className={css.code} title={verdict.certificate_sha256}>{verdict.certificate_sha256.slice(0, 16)}…</code>],
        [t('reasons'), verdict.reasons?.length ? verdict.reasons.map((r) => remark(r).text).join('; ') : undefined],
      ]} />
    </div>
  );
}

export function Technical({ arrival }: { arrival: Arrival }) {
  const t = mailText.useText();
  const code = (v: string | null | undefined) => v && <code className={css.code}>{v}</code>;
  return (
    <Facts facts={[
      [t('provider'), arrival.daticert?.gestore_emittente],
      [t('pecId'), code(arrival.daticert?.identificativo)],
      [t('receiptKind'), arrival.kind.kind === 'receipt' ? noticeWord(arrival.kind.receipt) : undefined],
      [t('messageId'), code(arrival.message_id)],
      [t('reference'), code(arrival.reference_id)],
    ]} />
  );
}
