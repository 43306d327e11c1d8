/** `/operazioni/:batch`: how far it is, and what could not be done, with the reason. */
import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, ListChecks } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { Batch, BatchItem, Page } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { Ask } from '@/parts/ask';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './batches.module.css';
import { Meter } from './meter';
import { batchKindWord, batchStateWord, batchText } from './text';

const AGAIN_MS = 2_000;
const STATES = ['', 'failed', 'waiting', 'done'] as const;

function Items({ batch }: { batch: Batch }) {
  const t = batchText.useText();
  const s = shellText.useText();
  const [state, setState] = useState<(typeof STATES)[number]>(batch.failed > 0 ? 'failed' : '');
  const ofErrors = batch.kind === 'retry_incidents';
  const list = useInfiniteQuery({
    queryKey: ['batches', batch.id, 'items', state],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<BatchItem>>(`/batches/${batch.id}/items`, { state, cursor: pageParam, limit: 100 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
    refetchInterval: batch.state === 'running' ? AGAIN_MS : false,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const word = { '': t('all'), failed: t('failedCount'), waiting: t('waitingCount'), done: t('doneCount') };
  const one = (item: string): string => (item === 'done' ? t('done') : item === 'failed' ? t('failedItem') : t('waiting'));
  return (
    <Panel flush title={t(ofErrors ? 'theErrors' : 'theCases')} actions={
      <SegmentedControl size="xs" aria-label={t('state')} value={state} onChange={(v) => setState(STATES.find((x) => x === v) ?? '')}
        data={STATES.map((value) => ({ value, label: word[value] }))} />
    }>
      {list.isPending ? <Bars rows={5} height={30} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? <Empty icon={ListChecks} title={t('noItems')} /> : (
          <div className="table-scroll">
            <table className="grid stack">
              <thead><tr><th>{t('case')}</th><th>{t('outcome')}</th><th>{t('why')}</th></tr></thead>
              <tbody>
                {rows.map((i) => (
                  <tr key={i.object}>
                    <td>
                      {i.instance
                        ? <Link to="/pratiche/$instance" params={{ instance: i.instance }} search={{}}>{i.title || `…${i.instance.slice(-8)}`}</Link>
                        : <span className={css.hash} title={i.object}>…{i.object.slice(-8)}</span>}
                    </td>
                    <td><Mark tone={i.state === 'done' ? 'good' : i.state === 'failed' ? 'bad' : 'neutral'}>{one(i.state)}</Mark></td>
                    <td>{i.failure ?? ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
    </Panel>
  );
}

export default function BatchPage() {
  const t = batchText.useText();
  const client = useQueryClient();
  const { batch: id } = useParams({ from: '/shell/operazioni/$batch' });
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: ['batches', id],
    queryFn: () => http.get<Batch>(`/batches/${id}`),
    refetchInterval: (q) => (q.state.data?.state === 'running' ? AGAIN_MS : false),
  });
  const stop = async () => {
    try {
      await http.post(`/batches/${id}/stop`);
      toast.done(t('stoppedNow'));
    } catch (error) {
      toast.failed(error);
    }
    setAsking(false);
    await client.invalidateQueries({ queryKey: ['batches'] });
  };
  if (query.isPending) return <Sheet><Bars rows={4} /></Sheet>;
  if (query.isError) return <Sheet><h1 className="visually-hidden">{t('title')}</h1><Failure error={query.error} retry={() => void query.refetch()} /></Sheet>;
  const batch = query.data;
  return (
    <Sheet>
      <Link to="/operazioni" className={css.back}><ArrowLeft size={15} aria-hidden /> {t('back')}</Link>
      <PageHead title={batchKindWord(batch.kind)} hint={[batch.created_by.name, dateTime(batch.created_at), batch.ended_at ? `${t('ended')} ${dateTime(batch.ended_at)}` : ''].filter(Boolean).join(' · ')}>
        <Mark tone={batch.state === 'running' ? 'brand' : batch.state === 'stopped' ? 'warn' : 'good'}>{batchStateWord(batch.state)}</Mark>
        {batch.state === 'running' && <Button variant="default" onClick={() => setAsking(true)}>{t('stop')}</Button>}
      </PageHead>
      <dl className={css.figures}>
        <div><dt>{t('doneCount')}</dt><dd>{batch.done}</dd></div>
        <div><dt>{t('failedCount')}</dt><dd className={batch.failed > 0 ? css.bad : undefined}>{batch.failed}</dd></div>
        <div><dt>{t('waitingCount')}</dt><dd>{batch.waiting}</dd></div>
      </dl>
      {batch.state === 'running' && <Meter batch={batch} />}
      <Items batch={batch} />
      <Ask isOpen={asking} title={t('stopAsk')} yes={t('stop')} onYes={() => void stop()} onNo={() => setAsking(false)}>{t('stopText')}</Ask>
    </Sheet>
  );
}
