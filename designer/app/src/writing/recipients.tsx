/** Recipients of a message: suggested from the address book and from earlier mail, each with what is known of it. */
import { TagsInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { BadgeCheck, Mail, ShieldQuestion, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { KnownRecipient, Page } from '@/api/types';
import { day } from '@/i18n/dates';
import { useSettled } from './check';
import { writingText } from './text';
import css from './writing.module.css';

const TYPED_MIN = 2;
const SHOWN_MAX = 8;

/** PEC, ordinary or not known: a word with a sign, never a colour alone. */
export function ChannelSign({ channel }: { channel: KnownRecipient['channel'] }) {
  const t = writingText.useText();
  const Icon = channel === 'certified' ? BadgeCheck : channel === 'ordinary' ? Mail : ShieldQuestion;
  return <span className={css.channel} data-channel={channel}><Icon size={13} aria-hidden />{t(channel)}</span>;
}

function About({ known }: { known: KnownRecipient }) {
  const t = writingText.useText();
  return (
    <>
      <ChannelSign channel={known.channel} />
      {known.delivered_at && <span>{t('lastDelivered', { day: day(known.delivered_at) })}</span>}
      {known.source && <span className="truncate">{t('source', { source: known.source, day: day(known.source_at) })}</span>}
      {known.old && <span className={css.old}><TriangleAlert size={13} aria-hidden />{t('old')}</span>}
    </>
  );
}

/** What is known of the recipients, below the fields. */
export function Known({ list }: { list: KnownRecipient[] }) {
  const t = writingText.useText();
  if (list.length === 0) return null;
  return (
    <ul className={css.known} aria-label={t('known')}>
      {list.slice(0, SHOWN_MAX).map((known) => (
        <li key={known.address}>
          <span className={css.who} title={known.address}>{known.name ? `${known.name} · ${known.address}` : known.address}</span>
          <About known={known} />
        </li>
      ))}
      {list.length > SHOWN_MAX && <li>{t('more', { count: list.length - SHOWN_MAX })}</li>}
    </ul>
  );
}

export function RecipientsInput({ id, label, value, error, readOnly, placeholder, change }: {
  id: string; label: string; value: string[]; error: string | undefined; readOnly: boolean; placeholder?: string; change: (value: string[]) => void;
}) {
  const [typed, setTyped] = useState('');
  const part = useSettled(typed.trim(), 200);
  const found = useQuery({
    queryKey: ['recipients', part],
    enabled: !readOnly && part.length >= TYPED_MIN,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    queryFn: async ({ signal }) => items(await http.get<Page<KnownRecipient>>('/recipients', { q: part }, signal)),
  });
  const suggested = part.length >= TYPED_MIN ? (found.data ?? []).filter((known) => !value.includes(known.address)) : [];
  return (
    <TagsInput id={id} label={label} value={value} error={error} readOnly={readOnly} placeholder={value.length === 0 ? placeholder : undefined}
      onChange={change} searchValue={typed} onSearchChange={setTyped} splitChars={[',', ';']} acceptValueOnBlur
      data={suggested.map((known) => known.address)} filter={({ options }) => options}
      renderOption={({ option }) => {
        const known = suggested.find((one) => one.address === option.value);
        return (
          <span className={css.option}>
            <span className={css.who}>{known?.name ? <><strong>{known.name}</strong> {known.address}</> : option.value}</span>
            {known && <span className={css.about}><About known={known} /></span>}
          </span>
        );
      }} />
  );
}
