/** /riscontri: who wrote and has neither an answer nor a reason for none, the longest waiting first. */
import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { Page, UnansweredCounts, UnansweredMail } from '@/api/types';
import { useOfficeName } from '@/case/offices';
import { dateTime, day } from '@/i18n/dates';
import { useBoxName } from '@/mail/mailboxes';
import { CertifiedSign } from '@/mail/words';
import { mailText } from '@/mail/text';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './owed.module.css';
import { owedText } from './text';

const TONES = { to_sort: 'warn', going: 'neutral', ended: 'bad' } as const;
type State = keyof typeof TONES;
const SHOWS = ['all', 'seen', 'unseen'] as const;
type Show = (typeof SHOWS)[number];

function stateOf(row: UnansweredMail): State {
  return row.state === 'ended' || row.state === 'going' ? row.state : 'to_sort';
}

export default function Unanswered() {
  const t = owedText.useText();
  const m = mailText.useText();
  const s = shellText.useText();
  const officeName = useOfficeName();
  const boxName = useBoxName();
  const [waiving, setWaiving] = useState<UnansweredMail>();
  const [show, setShow] = useState<Show>('all');
  const counts = useQuery({ queryKey: ['unanswered', 'counts'], queryFn: () => http.get<UnansweredCounts>('/unanswered/counts') });
  const list = useInfiniteQuery({
    queryKey: ['unanswered', 'list', show],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<UnansweredMail>>('/unanswered', { ...(show === 'all' ? {} : { seen: String(show === 'seen') }), cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')} />
      {counts.data && rows.length > 0 && (
        <p className={css.counts}>
          {(['ended', 'to_sort', 'going'] as const).filter((state) => counts.data[state] > 0).map((state) => (
            <Mark key={state} tone={TONES[state]}>{t(`count_${state}`, { count: counts.data[state] })}</Mark>
          ))}
        </p>
      )}
      {(rows.length > 0 || show !== 'all') && (
        <NativeSelect size="xs" aria-label={t('show')} className={css.show} value={show} onChange={(e) => setShow(SHOWS.find((x) => x === e.currentTarget.value) ?? 'all')}
          data={SHOWS.map((value) => ({ value, label: t(`show_${value}`) }))} />
      )}
      {list.isPending ? <Bars rows={6} height={44} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 && show !== 'all' ? <Panel><Empty icon={MailCheck} title={t('emptySeen')} action={<Button variant="default" onClick={() => setShow('all')}>{t('show_all')}</Button>} /></Panel>
        : rows.length === 0 ? <Panel><Empty icon={MailCheck} title={t('empty')}>{t('emptyHint')}</Empty></Panel> : (
        <Panel flush>
          <div className="table-scroll">
            <table className="grid stack">
              <thead><tr><th>{t('message')}</th><th>{t('age')}</th><th>{t('seen')}</th><th>{t('state')}</th><th>{t('office')}</th><th>{t('holder')}</th><th><span className="visually-hidden">{t('acts')}</span></th></tr></thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.mail}>
                    <td className={css.message}>
                      {row.withheld ? t('withheld') : (
                        <>
                          <Link to="/posta/m/$mail" params={{ mail: row.mail }} search={{}} title={row.subject}>{row.subject || m('noSubject')}</Link>
                          <small className={css.from}>
                            <span className="truncate" title={row.from}>{row.from_name || row.from || m('noSender')}</span>
                            <CertifiedSign kind={row.kind} verdict={row.verdict ?? null} />
                            <span className="truncate">{boxName(row.mailbox)}</span>
                          </small>
                        </>
                      )}
                    </td>
                    <td className="nowrap" data-label={t('age')} title={dateTime(row.arrived_at)}>{row.age_days === 0 ? t('today') : t('days', { count: row.age_days })}<small className={css.since}>{day(row.arrived_at)}</small></td>
                    <td data-label={t('seen')}>{row.seen_by && row.seen_at ? <>{row.seen_by.name}<small className={css.since}>{dateTime(row.seen_at)}</small></> : <span className={css.unseen}>{t('seenNobody')}</span>}</td>
                    <td>
                      <Mark tone={TONES[stateOf(row)]}>{t(`state_${stateOf(row)}`)}</Mark>
                    </td>
                    <td data-label={row.office ? t('office') : undefined}>{row.office ? officeName(row.office) : ''}</td>
                    <td data-label={row.holder ? t('holder') : undefined}>{row.holder?.name ?? ''}{row.holder && row.held_since && <small className={css.since}>{t('since', { when: dateTime(row.held_since) })}</small>}</td>
                    <td>
                      <Group gap="xs" justify="flex-end" wrap="nowrap">
                        {row.instance
                          ? <Button size="xs" variant="default" component={Link} to={`/pratiche/${row.instance}`}>{t('openCase')}</Button>
                          : <Button size="xs" variant="default" component={Link} to={`/posta/m/${row.mail}`}>{t('sort')}</Button>}
                        {row.instance && <Button size="xs" variant="subtle" onClick={() => setWaiving(row)}>{t('waive')}…</Button>}
                      </Group>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
        </Panel>
      )}
      {waiving && <Waive mail={waiving} close={() => setWaiving(undefined)} />}
    </Sheet>
  );
}

function Waive({ mail, close }: { mail: UnansweredMail; close: () => void }) {
  const t = owedText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      await http.post(`/mails/${mail.mail}/no-answer`, { reason: why.trim() });
      toast.done(t('waived'));
      close();
      await client.invalidateQueries({ queryKey: ['unanswered'] });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('waiveTitle')} closeButtonProps={{ 'aria-label': s('close') }}>
      <p>{t('waiveHint', { subject: mail.subject })}</p>
      <Textarea label={t('reason')} required value={why} onChange={(e) => setWhy(e.currentTarget.value)} autosize minRows={2} data-autofocus />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('cancel')}</Button>
        <Button disabled={!why.trim()} loading={busy} onClick={() => void send()}>{t('waive')}</Button>
      </Group>
    </Modal>
  );
}
