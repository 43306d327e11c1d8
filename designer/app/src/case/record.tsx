/** *Registro*: who saw a message or a case, first and later, and what they did with it. Newest first, read only. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { address, http } from '@/api/http';
import type { RecordEntry, RecordShown } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { Bars, Failure, Mark } from '@/parts/parts';
import css from './case.module.css';
import { doerWords, PROGRAM } from './doer';
import { recordText } from './record-text';

type RecordOf = 'mails' | 'despatches' | 'instances';
const KINDS = ['mail', 'despatch', 'instance', 'task'] as const;

function Line({ entry }: { entry: RecordEntry }) {
  const t = recordText.useText();
  const kind = KINDS.find((k) => k === entry.kind);
  return (
    <li>
      <span className={css.at}>{dateTimeSeconds(entry.at)}</span>
      <span className={css.event}>
        <strong>{doerWords(entry.by)}</strong>{' '}
        <span title={entry.act}>{entry.text}</span>
        {entry.first && <> <Mark tone="good">{t('first')}</Mark></>}
        {entry.author && entry.by.login === PROGRAM && <span className={css.by}>{t('author', { name: doerWords(entry.author) })}</span>}
        {kind && <span className={css.by} title={entry.object}>{t(`on_${kind}`)}</span>}
      </span>
    </li>
  );
}

export function RecordOfActs({ of, id }: { of: RecordOf; id: string }) {
  const t = recordText.useText();
  const path = `/${of}/${id}/record`;
  const list = useInfiniteQuery({
    queryKey: [of, id, 'record'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<RecordShown>(path, { cursor: pageParam, limit: 30 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  if (list.isPending) return <Bars rows={4} height={26} />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const entries = list.data.pages.flatMap((p) => p.items);
  return (
    <div>
      <p className={css.hint}>{t('hint')}</p>
      <p className={css.exports}>
        {(['csv', 'json'] as const).map((format) => (
          <Button key={format} component="a" href={address(`${path}/export?format=${format}`)} download size="compact-sm" variant="default" leftSection={<Download size={13} aria-hidden />}>{t(format)}</Button>
        ))}
      </p>
      {entries.length === 0 ? <p className={css.none}>{t('none')}</p> : (
        <ol className={css.history} aria-label={t('title')}>{entries.map((entry) => <Line key={`${entry.seq}-${entry.hash}`} entry={entry} />)}</ol>
      )}
      {list.data.pages[0]?.partial && <p className={css.hint}>{t('partial')}</p>}
      {list.hasNextPage && <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button>}
    </div>
  );
}
