/** Archives of a mailbox: ordered by period, made in the background, downloaded, deleted. */
import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, FileArchive } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { address, http } from '@/api/http';
import type { Mailbox, Page, PeriodArchive } from '@/api/types';
import { dateTime, day, fileSize } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Failure, Mark, Notice } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './archives.module.css';
import { Refusal } from '@/pages/amministrazione/refusal';
import { archivesText } from './text';

const STATES = { waiting: 'warn', ready: 'good', failed: 'bad', deleted: 'neutral' } as const;
/** Notices tell how far it is; this is for a page whose line is down. */
const LOOK_AGAIN_MS = 5_000;

function Item({ archive, renew }: { archive: PeriodArchive; renew: () => Promise<void> }) {
  const t = archivesText.useText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const state = (Object.keys(STATES) as (keyof typeof STATES)[]).find((s) => s === archive.state) ?? 'waiting';
  const period = t('period', { first: day(archive.first_day), last: day(archive.last_day) });
  const remove = async () => {
    setBusy(true);
    try {
      await http.delete(`/archives/${archive.id}`);
      toast.done(t('removed'));
      await renew();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  const waits = state === 'waiting';
  const progress = t('progress', { done: archive.messages, all: archive.expected });
  return (
    <li className={css.item}>
      <div className={css.head}>
        <strong>{period}</strong>
        <Mark tone={STATES[state]}>{t(`st_${state}`)}</Mark>
        {state === 'ready' && <Button component="a" href={address(`/archives/${archive.id}/file`)} download size="compact-sm" leftSection={<Download size={13} aria-hidden />}>{t('download')} ({fileSize(archive.size)})</Button>}
        {(state === 'ready' || waits) && <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>{t(waits ? 'stop' : 'remove')}</Button>}
      </div>
      {waits && (archive.expected > 0
        ? <div className={css.progress}><progress value={archive.messages} max={archive.expected} aria-label={progress} /><span>{progress}</span></div>
        : <div className={css.quiet}>{t('queued')}</div>)}
      <div className={css.quiet}>
        {t('by', { name: archive.ordered_by.name, when: dateTime(archive.ordered_at) })}
        {state === 'ready' && <> · {t('messages', { count: archive.messages })}</>}
        {archive.withheld > 0 && <> · {t('withheld', { count: archive.withheld })}</>}
      </div>
      {archive.index_sha && <div className={css.quiet}>{t('index')}: <code>{archive.index_sha}</code></div>}
      {archive.failure && <Notice tone="bad" role="status">{archive.failure}</Notice>}
      <Ask isOpen={asking} title={t(waits ? 'stopAsk' : 'removeAsk', { period })} yes={t(waits ? 'stop' : 'remove')} no={t('keep')} isBusy={busy} onYes={() => void remove()} onNo={() => setAsking(false)}>{t('removeText')}</Ask>
    </li>
  );
}

export function Archives({ box }: { box: Mailbox }) {
  const t = archivesText.useText();
  const client = useQueryClient();
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const path = `/mailboxes/${box.id}/archives`;
  const key = ['archives', box.id];
  const list = useQuery({
    queryKey: key,
    queryFn: async () => (await http.get<Page<PeriodArchive>>(path)).items,
    refetchInterval: (query) => (query.state.data?.some((a) => a.state === 'waiting') ? LOOK_AGAIN_MS : false),
  });
  const renew = () => client.invalidateQueries({ queryKey: key });
  const order = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await http.post(path, { first_day: first || null, last_day: last || null });
      toast.done(t('ordered'));
      await renew();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={t('of', { address: box.address })}>
      <form onSubmit={(e) => void order(e)} className={css.days}>
        <TextInput type="date" label={t('first')} required value={first} onChange={(e) => setFirst(e.currentTarget.value)} />
        <TextInput type="date" label={t('last')} required value={last} onChange={(e) => setLast(e.currentTarget.value)} />
        <Button type="submit" size="sm" loading={busy}>{t('order')}</Button>
        <Refusal problem={problem} />
      </form>
      {list.isPending ? <Bars rows={2} height={40} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : list.data.length === 0 ? <Empty icon={FileArchive} title={t('none')}>{t('noneHint')}</Empty>
        : <ul className={css.list}>{list.data.map((a) => <Item key={a.id} archive={a} renew={renew} />)}</ul>}
    </section>
  );
}
