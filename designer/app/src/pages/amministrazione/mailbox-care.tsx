/** The health of a mailbox: what is about to end, what is full, what was counted, and every look at it. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http } from '@/api/http';
import type { Mailbox, MailboxLook, MailboxUpkeep, Page } from '@/api/types';
import { dateTime, day, fileSize } from '@/i18n/dates';
import { Bars, Empty, Facts, Failure, Mark, Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { Refusal } from './refusal';
import { upkeepText } from './upkeep-text';

export function useUpkeep(box: Mailbox) {
  return useQuery({ queryKey: ['mailboxes', box.id, 'upkeep'], queryFn: () => http.get<MailboxUpkeep>(`/mailboxes/${box.id}/upkeep`) });
}

const CONCERNS = ['renewal', 'secret', 'quota'] as const;
type Degree = 0 | 1 | 2;

/** What somebody must see to, one mark each. */
export function Warnings({ upkeep }: { upkeep: MailboxUpkeep }) {
  const t = upkeepText.useText();
  return (
    <>
      {upkeep.warnings.map((w) => {
        const concern = CONCERNS.find((c) => c === w.concern);
        const degree = Math.min(Math.max(w.degree, 0), 2) as Degree;
        return concern && <Mark key={concern} wrap tone={degree === 0 ? 'warn' : 'bad'}>{t(`w_${concern}_${degree}`, { day: day(w.on), percent: w.value })}</Mark>;
      })}
      {upkeep.missing.length > 0 && <Mark wrap tone="bad">{t('missing', { count: upkeep.missing.length })}</Mark>}
    </>
  );
}

/** When the contract ends and how old the password may be. */
function Terms({ box, upkeep }: { box: Mailbox; upkeep: MailboxUpkeep }) {
  const t = upkeepText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [renewal, setRenewal] = useState(upkeep.renewal_on ?? '');
  const [days, setDays] = useState<number | ''>(upkeep.secret_days ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const kept = await http.put<MailboxUpkeep>(`/mailboxes/${box.id}/upkeep`, { renewal_on: renewal || null, secret_days: days === '' ? null : days });
      client.setQueryData(['mailboxes', box.id, 'upkeep'], kept);
      toast.done(t('termsSaved'));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <div className={css.two}>
        <TextInput type="date" label={t('renewal')} description={t('renewalHint')} value={renewal} onChange={(e) => setRenewal(e.currentTarget.value)} />
        <NumberInput label={t('secretDays')} description={t('renewalHint')} value={days} min={1} max={3650} hideControls allowDecimal={false} onChange={(v) => setDays(v === '' ? '' : Number(v))} />
      </div>
      <Refusal problem={problem} />
      <div className={css.buttons}><Button type="submit" size="sm" variant="default" loading={busy}>{s('save')}</Button></div>
    </form>
  );
}

function Outcome({ look }: { look: MailboxLook }) {
  const t = upkeepText.useText();
  const until = dateTime(look.until_at);
  if (look.error) return <span className={css.badText}>{t('failedTimes', { count: look.times, error: look.error, until })}</span>;
  if (look.seen === 0) return <span className={css.quiet}>{t('nothingNew', { count: look.times, until })}</span>;
  return <>{look.more ? t('moreWaits') : t('done')}</>;
}

function Log({ box }: { box: Mailbox }) {
  const t = upkeepText.useText();
  const list = useInfiniteQuery({
    queryKey: ['mailboxes', box.id, 'looks'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<MailboxLook>>(`/mailboxes/${box.id}/looks`, { cursor: pageParam, limit: 20 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const looks = list.data?.pages.flatMap((p) => p.items) ?? [];
  const number = (n: number) => n.toLocaleString('it-IT');
  if (list.isPending) return <Bars rows={4} height={26} />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (looks.length === 0) return <Empty icon={ScrollText} title={t('logEmpty')}>{t('logEmptyHint')}</Empty>;
  return (
    <>
      <div className="table-scroll">
        <table className="grid stack">
          <thead><tr><th>{t('l_when')}</th><th className="num">{t('l_seen')}</th><th className="num">{t('l_kept')}</th><th className="num">{t('l_bytes')}</th><th className="num">{t('l_took')}</th><th>{t('l_how')}</th></tr></thead>
          <tbody>
            {looks.map((l) => (
              <tr key={l.id}>
                <td className="nowrap">{dateTime(l.at)}</td>
                <td className="num">{number(l.seen)}</td>
                <td className="num">{number(l.kept)}</td>
                <td className="num">{fileSize(l.bytes)}</td>
                <td className="num">{t('took', { seconds: number(l.took_milliseconds / 1000) })}</td>
                <td><Outcome look={l} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button></div>}
    </>
  );
}

export function Care({ box }: { box: Mailbox }) {
  const t = upkeepText.useText();
  const client = useQueryClient();
  const query = useUpkeep(box);
  const [busy, setBusy] = useState<'count' | 'fetch-missing'>();
  if (query.isPending) return <Bars rows={4} height={26} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const u = query.data;
  const act = async (verb: 'count' | 'fetch-missing') => {
    setBusy(verb);
    try {
      const kept = await http.post<MailboxUpkeep>(`/mailboxes/${box.id}/${verb}`);
      client.setQueryData(['mailboxes', box.id, 'upkeep'], kept);
      if (verb === 'fetch-missing') toast.done(t('fetched'));
      else if (kept.missing.length === 0) toast.done(t('countDone'));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: ['mailboxes', box.id] });
    }
  };
  const percent = u.quota_limit ? Math.floor(((u.quota_used ?? 0) * 100) / u.quota_limit) : 0;
  return (
    <section className={css.form} aria-label={t('careOf', { address: box.address })}>
      <Facts facts={[
        [t('lag'), u.behind_since ? <Mark tone="warn">{t('behind', { at: dateTime(u.behind_since) })}</Mark> : <Mark tone="good">{t('upToDate')}</Mark>],
        [t('counted'), u.counted_at && !u.count_error
          ? <>{t('countedAt', { server: u.on_server.toLocaleString('it-IT'), store: u.in_store.toLocaleString('it-IT'), at: dateTime(u.counted_at) })}{u.waiting > 0 && <> · {t('waiting', { count: u.waiting })}</>}</>
          : t('notCounted')],
        [t('quota'), u.quota_limit ? t('quotaOf', { used: fileSize(u.quota_used ?? 0), limit: fileSize(u.quota_limit), percent }) : t('noQuota')],
        [t('secretAge'), !u.secret_at ? t('unknown') : u.secret_until ? t('secretUntil', { since: day(u.secret_at), until: day(u.secret_until) }) : t('secretSince', { day: day(u.secret_at) })],
      ]} />
      {u.count_error && <Notice tone="bad" title={t('countFailed')}>{u.count_error}</Notice>}
      {u.missing.length > 0 && (
        <Notice tone="bad" title={t('missing', { count: u.missing.length })}>
          <ul className={css.covered} data-long={u.missing.length > 8 || undefined}>
            {u.missing.map((m) => <li key={m.uid}><b>{t('missingUid', { uid: m.uid })}</b><span>{dateTime(m.arrived_at)}</span></li>)}
          </ul>
          <div className={css.acts}><Button loading={busy === 'fetch-missing'} onClick={() => void act('fetch-missing')}>{t('fetch')}</Button></div>
        </Notice>
      )}
      <div><Button variant="default" loading={busy === 'count'} onClick={() => void act('count')}>{t('count')}</Button></div>
      <Terms key={`${u.renewal_on}-${u.secret_days}`} box={box} upkeep={u} />
      <h3 className={css.logTitle}>{t('log')}</h3>
      <Log box={box} />
    </section>
  );
}
