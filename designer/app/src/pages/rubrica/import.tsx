/** /rubrica/importazioni/…: how far an import is, what it did, and the way to take it back. */
import { Button, SegmentedControl } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { ContactImport, ImportLine, Page } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Facts, Failure, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './book.module.css';
import { goesOn, ImportState } from './imports';
import { Lines } from './lines';
import { bookText } from './text';
import { OUTCOMES } from './wizard';

/** Notices tell how far it is; this is for a page whose line is down. */
const AGAIN_MS = 5_000;
const SHOWN = [...OUTCOMES, 'left'] as const;
type Shown = (typeof SHOWN)[number];

export default function Import() {
  const t = bookText.useText();
  const client = useQueryClient();
  const { import: id } = useParams({ from: '/shell/rubrica/importazioni/$import' });
  const [chosen, setChosen] = useState<Shown>();
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: ['imports', id],
    queryFn: () => http.get<ContactImport>(`/imports/${id}`),
    refetchInterval: (q) => (q.state.data && goesOn(q.state.data) ? AGAIN_MS : false),
  });
  const found = query.data;
  const undone = found?.state === 'undone';
  const counts = found?.counts;
  const first = undone ? 'left' : OUTCOMES.find((o) => (counts?.[o] ?? 0) > 0);
  const shown = chosen ?? first ?? 'new';
  const lines = useQuery({
    queryKey: ['imports', id, 'lines', shown, found?.state],
    queryFn: async () => items(await http.get<Page<ImportLine>>(`/imports/${id}/lines`, { outcome: shown })),
    enabled: found !== undefined && !goesOn(found),
  });
  const back = <Link to="/rubrica/importazioni" className={css.back}><ArrowLeft size={15} aria-hidden />{t('backToImports')}</Link>;
  if (query.isPending) return <Sheet>{back}<Bars rows={5} height={44} /></Sheet>;
  if (query.isError || !found || !counts) return <Sheet>{back}<Failure error={query.error} retry={() => void query.refetch()} /></Sheet>;
  const undo = async () => {
    try {
      await http.post(`/imports/${id}/undo`, {});
      toast.done(t('undoDone'));
    } catch (error) {
      toast.failed(error);
    }
    setAsking(false);
    setChosen(undefined);
    await Promise.all([client.invalidateQueries({ queryKey: ['imports'] }), client.invalidateQueries({ queryKey: ['parties'] })]);
  };
  const tabs = undone ? SHOWN : OUTCOMES;
  return (
    <Sheet>
      {back}
      <PageHead title={found.source} hint={<ImportState of={found} />}>
        {(found.state === 'done' || found.state === 'running') && <Button variant="default" size="sm" onClick={() => setAsking(true)}>{t('undo')}</Button>}
      </PageHead>
      <Panel>
        <Facts inline facts={[
          [t('when'), dateTime(found.created_at)],
          [t('by'), found.created_by.name],
          [t('linesRead'), found.lines_read],
          ...OUTCOMES.map((o) => [t(o), counts[o]] as [string, number]),
          found.undone_by && ['', t('undoneBy', { name: found.undone_by.name })],
        ]} />
      </Panel>
      {goesOn(found) ? <Notice role="status">{t(found.state === 'running' ? 'running' : 'undoing')}: {found.lines_read}</Notice> : (
        <Panel>
          <div className={css.form}>
            <SegmentedControl size="xs" value={shown} aria-label={t('outcome')} onChange={(v) => setChosen(SHOWN.find((o) => o === v))} data={tabs.map((o) => ({ value: o, label: t(o) }))} />
            {lines.isPending ? <Bars rows={4} height={32} /> : lines.isError ? <Failure error={lines.error} retry={() => void lines.refetch()} /> : <Lines lines={lines.data} />}
          </div>
        </Panel>
      )}
      <Ask isOpen={asking} title={t('undoAsk', { name: found.source })} yes={t('undo')} onYes={() => void undo()} onNo={() => setAsking(false)}>{t('undoText')}</Ask>
    </Sheet>
  );
}
