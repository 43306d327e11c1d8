/** What stands around the text of a message: signature, size, the time it leaves, and what should be seen before. */
import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { Clock, PenLine } from 'lucide-react';
import type { MessageCheck } from '@/api/types';
import { fileSize } from '@/i18n/dates';
import { Notice } from '@/parts/parts';
import { writingText } from './text';
import css from './writing.module.css';

/** Above it a forwarded mail begins. */
const FORWARDED = '\n\n---------- ';

export function Sign({ signature, body, change }: { signature: string; body: string; change: (body: string) => void }) {
  const t = writingText.useText();
  if (!signature || body.includes(signature)) return null;
  const add = () => {
    const at = body.indexOf(FORWARDED);
    const [own, rest] = at < 0 ? [body, ''] : [body.slice(0, at), body.slice(at)];
    change(`${own.trimEnd()}\n\n${signature}${rest}`);
  };
  return <UnstyledButton className={css.act} onClick={add}><PenLine size={13} aria-hidden /> {t('signature')}</UnstyledButton>;
}

/** The size against what the provider takes. */
export function Size({ check }: { check: MessageCheck }) {
  const t = writingText.useText();
  const values = { size: fileSize(check.bytes), max: fileSize(check.bytes_max), count: check.recipients.length };
  // What leaves in parts is not measured as one.
  return <p className={css.under}>{check.certified && !check.planned && check.recipients.length > 1 ? t('sizeTimes', values) : t('size', values)}</p>;
}

/** The browser's own picker speaks of local time without a zone. */
const local = (iso: string): string => {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const tomorrowMorning = (): string => {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  return at.toISOString();
};

export function SendAt({ value, error, change }: { value: string | undefined; error: string | undefined; change: (at: string | null) => void }) {
  const t = writingText.useText();
  if (!value) return <UnstyledButton className={css.act} onClick={() => change(tomorrowMorning())}><Clock size={13} aria-hidden /> {t('later')}</UnstyledButton>;
  return (
    <div className={css.later}>
      <TextInput type="datetime-local" label={t('laterAt')} id="campo-send_at" value={local(value)} error={error}
        onChange={(e) => { if (e.currentTarget.value) change(new Date(e.currentTarget.value).toISOString()); }} />
      <Button variant="default" onClick={() => change(null)}>{t('laterOff')}</Button>
    </div>
  );
}

/** What is plainly missing is told at the end; meanwhile it is only not written yet. */
const NOT_YET = ['no_recipient', 'no_subject', 'no_body', 'bad_address', 'mailbox_missing'];

export function Remarks({ check }: { check: MessageCheck }) {
  const told = check.remarks.filter((remark) => !NOT_YET.includes(remark.code));
  if (told.length === 0) return null;
  return (
    <Notice tone={told.some((remark) => remark.stops) ? 'bad' : 'warn'} role="status">
      {told.map((remark) => <div key={remark.code}>{remark.message}</div>)}
    </Notice>
  );
}
