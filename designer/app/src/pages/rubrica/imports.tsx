/** /rubrica/importazioni: files read into the address book, newest first; and the way to read another. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, FileUp } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { ContactImport, Page } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import type { ToneName } from '@/theme/tokens';
import css from './book.module.css';
import { bookText } from './text';
import { OUTCOMES, Wizard } from './wizard';

/** Notices tell how far they are; this is for a page whose line is down. */
const AGAIN_MS = 5_000;
const STATES = ['running', 'done', 'undoing', 'undone'] as const;
const TONES: Record<(typeof STATES)[number], ToneName> = { running: 'brand', done: 'good', undoing: 'brand', undone: 'neutral' };

export const goesOn = (i: ContactImport): boolean => i.state === 'running' || i.state === 'undoing';

export function ImportState({ of }: { of: ContactImport }) {
  const t = bookText.useText();
  const state = STATES.find((x) => x === of.state) ?? 'done';
  return <Mark tone={TONES[state]}>{t(state)}</Mark>;
}

export default function Imports() {
  const t = bookText.useText();
  const s = shellText.useText();
  const [reading, setReading] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['imports', 'list'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<ContactImport>>('/imports', { cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((p) => p.items.some(goesOn)) ? AGAIN_MS : false),
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const read = <Button size="sm" leftSection={<FileUp size={16} aria-hidden />} onClick={() => setReading(true)}>{t('import')}</Button>;
  return (
    <Sheet>
      <Link to="/rubrica" search={{}} className={css.back}><ArrowLeft size={15} aria-hidden />{t('back')}</Link>
      <PageHead title={t('imports')} hint={t('importsHint')}>{!reading && rows.length > 0 && read}</PageHead>
      {reading && <Wizard close={() => setReading(false)} />}
      {list.isPending ? <Bars rows={4} height={44} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? (!reading && <Panel><Empty icon={FileUp} title={t('noImports')} action={read}>{t('noImportsHint')}</Empty></Panel>) : (
          <Panel flush>
            <div className="table-scroll">
              <table className="grid stack">
                <thead><tr><th>{t('source')}</th><th>{t('when')}</th><th>{t('by')}</th><th>{t('outcome')}</th><th>{t('state')}</th></tr></thead>
                <tbody>
                  {rows.map((i) => (
                    <tr key={i.id}>
                      <td><Link to="/rubrica/importazioni/$import" params={{ import: i.id }} className={css.name}>{i.source}</Link></td>
                      <td className="nowrap">{dateTime(i.created_at)}</td>
                      <td>{i.created_by.name}</td>
                      <td className={css.quiet}>{OUTCOMES.filter((o) => i.counts[o] > 0).map((o) => `${t(o)} ${i.counts[o]}`).join(' · ') || '—'}</td>
                      <td><ImportState of={i} /></td>
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
