/** /rubrica: bodies, companies and people, found as one types. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BookUser, FileUp, Plus, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { http, items } from '@/api/http';
import type { Page, Party, PartySource } from '@/api/types';
import { day } from '@/i18n/dates';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { PARTY_KINDS, type BookSearch } from '@/router';
import { may, useSession } from '@/session/session';
import { shellText } from '@/shell/text';
import css from './book.module.css';
import { Channel } from './channel';
import { useRested } from './choose';
import { PartyForm } from './form';
import { bookText, kindWord, sourceWord } from './text';

/** Addresses a row shows; the rest are told by number. */
const ADDRESSES_SHOWN = 2;
const ONLY = ['pec', 'vecchi', 'chiusi'] as const;
type Only = (typeof ONLY)[number];

function Row({ party }: { party: Party }) {
  const more = party.addresses.length - ADDRESSES_SHOWN;
  return (
    <tr>
      <td>
        <Link to="/rubrica/$party" params={{ party: party.id }} className={css.name}>{party.name}</Link>
        <p className={css.quiet}>{[party.position, party.body?.name].filter(Boolean).join(' · ')}</p>
      </td>
      <td><Mark>{kindWord(party.kind)}</Mark></td>
      <td>
        <ul className={css.list}>{party.addresses.slice(0, ADDRESSES_SHOWN).map((a) => <li key={a.address}><Channel of={a} /></li>)}</ul>
        {more > 0 && <span className={css.quiet}>+{more}</span>}
      </td>
      <td><span className={css.quiet}>{[party.tax_code, party.ipa_code].filter(Boolean).join(' · ')}</span></td>
      <td><span className={css.quiet}>{sourceWord(party.source)}, {day(party.checked_at)}</span></td>
    </tr>
  );
}

export default function Book() {
  const t = bookText.useText();
  const s = shellText.useText();
  const session = useSession();
  const navigate = useNavigate();
  const search: BookSearch = useSearch({ from: '/shell/rubrica' });
  const [typed, setTyped] = useState(search.cerca ?? '');
  const [adding, setAdding] = useState(search.nuovo !== undefined);
  const asked = useRested(typed.trim());
  const only = new Set((search.solo ?? '').split(' '));
  const set = (patch: Record<string, string | undefined>) => {
    const next = { ...search, ...patch };
    void navigate({ to: '/rubrica', search: Object.fromEntries(Object.entries(next).filter(([, v]) => v)) as BookSearch, replace: true });
  };
  const toggle = (word: Only, on: boolean) => {
    const next = ONLY.filter((w) => (w === word ? on : only.has(w)));
    set({ solo: next.join(' ') || undefined });
  };
  useEffect(() => {
    if (asked !== (search.cerca ?? '')) set({ cerca: asked || undefined });
  });
  const list = useInfiniteQuery({
    queryKey: ['parties', 'list', search.cerca, search.tipo, search.fonte, search.solo],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => http.get<Page<Party>>('/parties', {
      q: search.cerca, kind: search.tipo, source: search.fonte, cursor: pageParam, limit: 50,
      ...(only.has('pec') ? { pec: true } : {}), ...(only.has('vecchi') ? { old: true } : {}), ...(only.has('chiusi') ? { closed: true } : {}),
    }, signal),
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: (before) => before,
  });
  const sources = useQuery({ queryKey: ['parties', 'sources'], queryFn: async () => items(await http.get<Page<PartySource>>('/parties/sources')) });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const filtered = Boolean(search.cerca || search.tipo || search.fonte || search.solo);
  const edits = may(session, 'contacts');
  const keeps = may(session, 'keep_contacts');
  const add = edits && <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('add')}</Button>;
  const read = keeps && <Button component={Link} to="/rubrica/importazioni" size="sm" variant="default" leftSection={<FileUp size={16} aria-hidden />}>{t('imports')}</Button>;
  const ends = () => {
    setAdding(false);
    set({ nuovo: undefined, pec: undefined });
  };
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>{read}{!adding && add}</PageHead>
      {adding && edits && <PartyForm address={search.nuovo} certified={search.pec === 'si'} close={ends} />}
      <div className={css.filters}>
        <TextInput type="search" aria-label={t('find')} placeholder={t('find')} leftSection={<Search size={15} aria-hidden />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
        <NativeSelect aria-label={t('kind')} value={search.tipo ?? ''} onChange={(e) => set({ tipo: e.currentTarget.value })}
          data={[{ value: '', label: t('anyKind') }, ...PARTY_KINDS.map((value) => ({ value, label: kindWord(value) }))]} />
        <NativeSelect aria-label={t('source')} value={search.fonte ?? ''} onChange={(e) => set({ fonte: e.currentTarget.value })}
          data={[{ value: '', label: t('anySource') }, ...(sources.data ?? []).filter((f) => f.source).map((f) => ({ value: f.source, label: `${sourceWord(f.source)} (${f.count})` }))]} />
      </div>
      <div className={css.only}>
        <Checkbox size="sm" label={t('onlyPec')} checked={only.has('pec')} onChange={(e) => toggle('pec', e.currentTarget.checked)} />
        <Checkbox size="sm" label={t('onlyOld')} checked={only.has('vecchi')} onChange={(e) => toggle('vecchi', e.currentTarget.checked)} />
        <Checkbox size="sm" label={t('onlyClosed')} checked={only.has('chiusi')} onChange={(e) => toggle('chiusi', e.currentTarget.checked)} />
      </div>
      {list.isPending ? <Bars rows={8} height={48} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? (
          <Panel>
            {filtered ? <Empty icon={BookUser} title={t('notFound')}>{t('notFoundHint')}</Empty> : <Empty icon={BookUser} title={t('empty')} action={read || (!adding && add)}>{t('emptyHint')}</Empty>}
          </Panel>
        ) : (
          <Panel flush>
            <div className="table-scroll">
              <table className="grid stack">
                <thead><tr><th>{t('name')}</th><th>{t('kind')}</th><th>{t('addresses')}</th><th>{t('codes')}</th><th>{t('source')}</th></tr></thead>
                <tbody>{rows.map((party) => <Row key={party.id} party={party} />)}</tbody>
              </table>
            </div>
            {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
          </Panel>
        )}
    </Sheet>
  );
}
