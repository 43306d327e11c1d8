/** A contact found by typing and chosen: the body somebody belongs to, or the other of two that become one. */
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { http } from '@/api/http';
import type { Page, Party, PartyRef } from '@/api/types';
import css from './book.module.css';
import { bookText, kindWord } from './text';

const TYPED_MS = 200;

/** What is typed, once the typing rests. */
export function useRested(typed: string): string {
  const [rested, setRested] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return rested;
}

export function Choose({ label, description, chosen, choose, fits, error }: {
  label: string; description?: string; chosen: PartyRef | undefined; choose: (party: PartyRef | undefined) => void;
  fits: (party: Party) => boolean; error?: string | undefined;
}) {
  const t = bookText.useText();
  const [typed, setTyped] = useState('');
  const asked = useRested(typed.trim());
  const found = useQuery({
    queryKey: ['parties', 'choose', asked],
    queryFn: ({ signal }) => http.get<Page<Party>>('/parties', { q: asked, limit: 30 }, signal),
    enabled: asked.length > 1,
  });
  const rows = (asked.length > 1 ? found.data?.items ?? [] : []).filter(fits).slice(0, 10);
  return (
    <div className={css.list}>
      <TextInput label={label} {...(description ? { description } : {})} value={typed} error={error} placeholder={chosen?.name ?? ''} autoComplete="off"
        onChange={(e) => setTyped(e.currentTarget.value)} />
      {rows.length > 0 && (
        <ul className={css.found}>
          {rows.map((p) => (
            <li key={p.id}>
              <button type="button" aria-pressed={chosen?.id === p.id} onClick={() => { choose({ id: p.id, name: p.name }); setTyped(''); }}>
                {p.name} <span className={css.quiet}>{[kindWord(p.kind), p.tax_code, p.addresses[0]?.address].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {asked.length > 1 && found.isSuccess && rows.length === 0 && <p className={css.quiet}>{t('notFound')}</p>}
    </div>
  );
}
