/** /pratiche: all the cases the person may see, newest first. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FolderOpen, Plus, Search, SearchX, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { http } from '@/api/http';
import type { Instance, InstanceState, Page } from '@/api/types';
import { StateMark, TermMark } from '@/case/marks';
import { useAreas } from '@/case/areas';
import { areaText } from '@/case/areas-text';
import { useOfficeName, useOffices } from '@/case/offices';
import { caseText } from '@/case/text';
import { dateTime, day } from '@/i18n/dates';
import { useHeld } from '@/live/steady';
import { Arrived } from '@/parts/arrived';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import type { CaseListSearch } from '@/router';
import { may, useSession } from '@/session/session';
import { useKeys } from '@/shell/keys';
import { shellText } from '@/shell/text';
import css from './cases.module.css';
import { casesText } from './text';

const STATES: InstanceState[] = ['running', 'suspended', 'completed', 'terminated', 'failed'];

export default function CaseList() {
  const t = casesText.useText();
  const officeName = useOfficeName();
  const offices = useOffices();
  const areas = useAreas();
  const a = areaText.useText();
  const c = caseText.useText();
  const s = shellText.useText();
  const navigate = useNavigate();
  const session = useSession();
  const search: CaseListSearch = useSearch({ from: '/shell/pratiche' });
  const [typed, setTyped] = useState(search.cerca ?? '');
  const searchRef = useRef<HTMLInputElement>(null);
  const set = (patch: Partial<Record<keyof CaseListSearch, string>>) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...patch }).filter(([, v]) => v)) as CaseListSearch;
    void navigate({ to: '/pratiche', search: next, replace: true });
  };
  useEffect(() => {
    if (typed === (search.cerca ?? '')) return;
    const timer = setTimeout(() => set({ cerca: typed }), 300);
    return () => clearTimeout(timer);
  });
  useKeys({ '/': () => searchRef.current?.focus() });
  const list = useInfiniteQuery({
    queryKey: ['instances', 'list', search.processo, search.stato, search.area, search.cerca],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      http.get<Page<Instance>>('/instances', { process: search.processo, state: search.stato, area: search.area, q: search.cerca, cursor: pageParam, limit: 50 }, signal),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const fresh = useMemo(() => list.data?.pages.flatMap((p) => p.items), [list.data]);
  const { rows, arrived, show, hold } = useHeld(fresh, [search.processo, search.stato, search.area, search.cerca].join(' '));
  const filtered = Boolean(search.processo || search.stato || search.area || search.cerca);
  const processes = [...new Map(rows.map((r) => [r.process, r.process_name])).entries()];
  if (search.processo && !processes.some(([key]) => key === search.processo)) processes.push([search.processo, search.processo]);
  return (
    <Sheet>
      <PageHead title={t('title')}>
        {may(session, 'tasks') && <Button component={Link} to="/pratiche/nuova" size="sm" leftSection={<Plus size={16} aria-hidden />}>{t('newCase')}</Button>}
      </PageHead>
      <div className={css.filters}>
        <TextInput ref={searchRef} type="search" aria-label={t('search')} placeholder={t('search')} leftSection={<Search size={15} aria-hidden />}
          value={typed} onChange={(e) => setTyped(e.currentTarget.value)} className={css.search} />
        <NativeSelect className={css.choose} aria-label={t('state')} value={search.stato ?? ''} onChange={(e) => set({ stato: e.currentTarget.value })}
          data={[{ value: '', label: t('anyState') }, ...STATES.map((state) => ({ value: state, label: c(`state_${state}`) }))]} />
        <NativeSelect className={css.choose} aria-label={t('process')} value={search.processo ?? ''} onChange={(e) => set({ processo: e.currentTarget.value })}
          data={[{ value: '', label: t('anyProcess') }, ...processes.map(([value, label]) => ({ value, label }))]} />
        {(areas.data?.length ?? 0) > 0 && (
          <NativeSelect className={css.choose} aria-label={a('filter')} value={search.area ?? ''} onChange={(e) => set({ area: e.currentTarget.value })}
            data={[{ value: '', label: a('every') }, ...(areas.data ?? []).map((o) => ({ value: o.key, label: o.name }))]} />
        )}
      </div>
      {/* The names of the offices come first: put in later they would move what is being read. */}
      {list.isPending || offices.isPending ? <Bars rows={8} height={38} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : rows.length === 0 ? (
        <Panel>{filtered
          ? <Empty icon={SearchX} title={t('emptyFilter')} action={<Button variant="default" onClick={() => { setTyped(''); void navigate({ to: '/pratiche', search: {} }); }}>{t('clear')}</Button>} />
          : <Empty icon={FolderOpen} title={t('empty')}>{t('emptyHint')}</Empty>}</Panel>
      ) : (
        <Panel flush>
          <div className="table-scroll" {...hold}>
            <table className="grid stack">
              <thead><tr><th>{t('caseName')}</th><th>{t('process')}</th><th>{t('office')}</th><th>{t('holder')}</th><th>{t('started')}</th><th>{c('term')}</th><th>{t('state')}</th></tr></thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td className={css.titleCell}>
                      <Link to="/pratiche/$instance" params={{ instance: row.id }} search={{}} title={row.title}>{row.title}</Link>
                      {row.business_key && <small className={css.number}>{row.business_key}</small>}
                    </td>
                    <td>{row.process_name}</td>
                    <td>{row.office ? officeName(row.office) : ''}</td>
                    <td data-label={row.holder ? t('holder') : undefined}>{row.holder?.name ?? ''}</td>
                    <td className="nowrap" data-label={t('started')} title={dateTime(row.started_at)}>{day(row.started_at)}</td>
                    <td data-label={row.term_at ? c('term') : undefined}>
                      {row.term_at && (row.ended_at ? day(row.term_at) : <span className={css.marks}>{day(row.term_at)} <TermMark short at={row.term_at} office={row.office} /></span>)}
                    </td>
                    <td>
                      <span className={css.marks}>
                        <StateMark state={row.state} />
                        {row.incidents > 0 && <Mark tone="bad" title={t('incidents', { count: row.incidents })}><TriangleAlert size={11} aria-hidden /> {row.incidents}<span className="visually-hidden"> {t('incidents', { count: row.incidents })}</span></Mark>}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Arrived count={arrived} words={t('arrived', { count: arrived })} show={show} />
          {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
        </Panel>
      )}
    </Sheet>
  );
}
