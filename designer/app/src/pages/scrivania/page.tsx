/** /scrivania: the list at the left, the task beside it; on a narrow screen one after the other. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { LayoutList } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { http } from '@/api/http';
import type { Task } from '@/api/types';
import { useSteady } from '@/live/steady';
import { Bars, Empty } from '@/parts/parts';
import type { DeskSearch } from '@/router';
import { useKeys } from '@/shell/keys';
import { usePreferences } from '@/shell/preferences';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { TaskList } from './list';
import { FILTER, useTaskPages } from './queries';
import { deskText } from './text';

const detailChunk = () => import('./detail');
const Detail = lazy(detailChunk);

export default function Desk() {
  const t = deskText.useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const search: DeskSearch = useSearch({ from: '/shell/scrivania' });
  const { task: chosen } = useParams({ strict: false });
  const list = search.elenco ?? 'mie';
  const text = search.cerca ?? '';
  const area = search.area ?? '';
  const pages = useTaskPages(list, text, area);
  const fresh = useMemo(() => pages.data?.pages.flatMap((p) => p.items), [pages.data]);
  // An act of the reader's own may move the list: only what others do must not.
  const [acts, setActs] = useState(0);
  const steady = useSteady(fresh, `${list} ${text} ${area} ${acts}`);
  // The list is the first page; the detail is fetched while it is being read.
  useEffect(() => void detailChunk(), []);
  const { shortcuts } = usePreferences();
  const searchRef = useRef<HTMLInputElement>(null);
  const [taking, setTaking] = useState(false);

  const go = useCallback(
    (id: string | undefined, with_: DeskSearch = search) =>
      void navigate(id ? { to: '/scrivania/$task', params: { task: id }, search: with_ } : { to: '/scrivania', search: with_ }),
    [navigate, search],
  );
  const change = useCallback(
    (to: DeskSearch) => void navigate({ to: '/scrivania', search: to, replace: true }),
    [navigate],
  );
  const acted = useCallback(async () => {
    await client.invalidateQueries({ queryKey: ['tasks', 'list'] });
    void client.invalidateQueries({ queryKey: ['counts'] });
    setActs((n) => n + 1);
  }, [client]);

  const takeNext = async () => {
    setTaking(true);
    try {
      const task = await http.post<Task | undefined>('/tasks/next', { filter: list === 'smistare' ? FILTER.smistare : FILTER.gruppi, area });
      if (!task) toast.say(t('nextNone'));
      else go(task.id, { scheda: 'messaggio' });
      await acted();
    } catch (error) {
      toast.failed(error);
    } finally {
      setTaking(false);
    }
  };

  const step = (by: number) => {
    const rows = steady.rows;
    if (rows.length === 0) return;
    const at = rows.findIndex((r) => r.item.id === chosen);
    const to = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (to) go(to.item.id);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    '/': () => searchRef.current?.focus(),
    Enter: () => document.getElementById('dettaglio')?.focus(),
  });

  return (
    <div className={css.desk} data-chosen={chosen ? true : undefined}>
      <TaskList list={list} search={search} change={change} pages={pages} steady={steady} chosen={chosen} searchRef={searchRef}
        next={() => void takeNext()} taking={taking} acted={() => void acted()} />
      <section className={css.detail} id="dettaglio" tabIndex={-1} aria-live="off">
        {chosen
          ? <Suspense fallback={<Bars rows={6} height={40} />}><Detail key={chosen} id={chosen} search={search} go={go} acted={acted} /></Suspense>
          : steady.rows.length > 0 && <Empty icon={LayoutList} title={t('noneChosen')}>{shortcuts && t('noneChosenHint')}</Empty>}
      </section>
    </div>
  );
}
