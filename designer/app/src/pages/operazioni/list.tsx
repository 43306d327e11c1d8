/** `/operazioni`: operations on many cases, newest first; and the form that begins one. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Layers, Plus } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { Batch, Page } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import css from './batches.module.css';
import { BeginBatch } from './begin';
import { Meter } from './meter';
import { batchKindWord, batchStateWord, batchText } from './text';

/** While something runs the list is read again: progress is told by no event. */
const AGAIN_MS = 2_000;

export default function Batches() {
  const t = batchText.useText();
  const s = shellText.useText();
  const [beginning, setBeginning] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['batches'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<Batch>>('/batches', { cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((p) => p.items.some((b) => b.state === 'running')) ? AGAIN_MS : false),
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const begin = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setBeginning(true)}>{t('begin')}</Button>;
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>{!beginning && rows.length > 0 && begin}</PageHead>
      {beginning && <BeginBatch close={() => setBeginning(false)} />}
      {list.isPending ? <Bars rows={5} height={44} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? (!beginning && <Panel><Empty icon={Layers} title={t('empty')} action={begin}>{t('emptyHint')}</Empty></Panel>) : (
          <Panel flush>
            <div className="table-scroll">
              <table className="grid stack">
                <thead><tr><th>{t('what')}</th><th>{t('at')}</th><th>{t('by')}</th><th>{t('progress')}</th><th>{t('state')}</th></tr></thead>
                <tbody>
                  {rows.map((b) => (
                    <tr key={b.id}>
                      <td><Link to="/operazioni/$batch" params={{ batch: b.id }}>{batchKindWord(b.kind)}</Link></td>
                      <td className="nowrap">{dateTime(b.created_at)}</td>
                      <td>{b.created_by.name}</td>
                      <td><Meter batch={b} /></td>
                      <td><Mark tone={b.state === 'running' ? 'brand' : b.failed > 0 || b.state === 'stopped' ? 'warn' : 'good'}>{batchStateWord(b.state)}</Mark></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
          </Panel>
        )}
    </Sheet>
  );
}
