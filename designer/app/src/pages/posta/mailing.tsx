/** One message that leaves in parts: how far it is, its parts, what became of each recipient; halted and resumed here. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, CirclePause, CirclePlay, Download, Search } from 'lucide-react';
import { useState } from 'react';
import { address, http } from '@/api/http';
import type { Mailing, MailingPart, MailingRecipient, Page } from '@/api/types';
import { dateTimeSeconds, fileSize } from '@/i18n/dates';
import { useMailboxes } from '@/mail/mailboxes';
import { recipientWord } from '@/mail/words';
import { Bars, Facts, Failure, Mark, Notice, Panel } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import type { ToneName } from '@/theme/tokens';
import { useSettled } from '@/writing/check';
import { MailingProgress } from './mailing-progress';
import { mailingText } from './mailing-text';
import css from './posta.module.css';

type Outlook = MailingRecipient['outlook'];
const OUTLOOKS: Outlook[] = ['unsent', 'awaited', 'delivered', 'external', 'failed', 'dealt_with'];
const TONE: Record<Outlook, ToneName> = { unsent: 'neutral', awaited: 'brand', delivered: 'good', external: 'neutral', failed: 'bad', dealt_with: 'warn' };
const PART_TONE: Record<string, ToneName> = { waiting: 'neutral', leaving: 'brand', sent: 'good', uncertain: 'warn', halted: 'warn', failed: 'bad' };
/** While it goes on the page looks again; thousands of messages are not counted so often. */
const LOOK_MS = 5_000;
const LOOK_LONG_MS = 20_000;
const MANY = 200;

function Part({ part }: { part: MailingPart }) {
  const t = mailingText.useText();
  return (
    <li>
      <div>
        <strong>{t('part', { n: part.number })}</strong> · {t('partCount', { count: part.recipients })}
        <small>
          {part.submitted_at ? t('partLeft', { when: dateTimeSeconds(part.submitted_at) }) : part.due_at ? t('partDue', { when: dateTimeSeconds(part.due_at) }) : ''}
          {part.delivered > 0 && <> · {t('partDelivered', { count: part.delivered })}</>}
          {part.failed > 0 && <> · {t('partMissed', { count: part.failed })}</>}
        </small>
        {part.last_error && part.state !== 'sent' && <small className={css.partFault}>{part.last_error}</small>}
      </div>
      <Mark tone={PART_TONE[part.state] ?? 'neutral'}>{t(`part_${part.state as 'sent'}`)}</Mark>
      {part.despatch && <Link to="/posta/s/$despatch" params={{ despatch: part.despatch }} search={{ verso: 'inviata' }}>{t('despatch')}<span className="visually-hidden"> {part.number}</span></Link>}
    </li>
  );
}

function Recipient({ line, apart }: { line: MailingRecipient; apart: boolean }) {
  const t = mailingText.useText();
  return (
    <li>
      <div>
        {line.despatch ? <Link to="/posta/s/$despatch" params={{ despatch: line.despatch }} search={{ verso: 'inviata' }}>{line.address}</Link> : line.address}
        <small>
          {!apart && <>{t('part', { n: line.part })} · </>}
          {line.delivered_at ? t('deliveredAt', { when: dateTimeSeconds(line.delivered_at) }) : line.state && line.outlook !== 'unsent' ? recipientWord(line.state) : t(`line_${line.outlook}`)}
          {line.reason && <> · {line.reason}</>}
          {line.note && <> · {line.note}</>}
        </small>
      </div>
      {line.resent && <Link to="/posta/s/$despatch" params={{ despatch: line.resent }} search={{ verso: 'inviata' }}>{t('resent')}</Link>}
      <Mark tone={TONE[line.outlook]}>{t(`line_${line.outlook}`)}</Mark>
    </li>
  );
}

function Recipients({ mailing: m }: { mailing: Mailing }) {
  const t = mailingText.useText();
  const s = shellText.useText();
  const [outlook, setOutlook] = useState<Outlook>();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim());
  const list = useInfiniteQuery({
    queryKey: ['mailings', m.id, 'recipients', outlook, q],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => http.get<Page<MailingRecipient>>(`/mailings/${m.id}/recipients`, { outlook, q, cursor: pageParam, limit: 50 }, signal),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t('recipients')}>
      <div className={css.stack}>
        <ul className={css.counts}>
          {[undefined, ...OUTLOOKS].map((one) => (one === undefined || m[one] > 0) && (
            <li key={one ?? 'all'}>
              <button type="button" aria-pressed={outlook === one} onClick={() => setOutlook(one)}>
                <strong>{one ? m[one] : m.recipients}</strong><span>{one ? t(`outlook_${one}`) : t('all')}</span>
              </button>
            </li>
          ))}
        </ul>
        <TextInput size="xs" type="search" aria-label={t('find')} placeholder={t('find')} leftSection={<Search size={14} aria-hidden />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
        {list.isPending ? <Bars rows={4} height={40} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
          : lines.length === 0 ? <p className={css.foot}>{t('nobody')}</p>
          : <ul className={css.suggested}>{lines.map((line) => <Recipient key={line.address} line={line} apart={m.separately} />)}</ul>}
        {list.hasNextPage && <div className={css.moreRow}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
      </div>
    </Panel>
  );
}

export default function MailingPane({ id, back }: { id: string; back: () => void }) {
  const t = mailingText.useText();
  const client = useQueryClient();
  const boxes = useMailboxes();
  const [busy, setBusy] = useState(false);
  const query = useQuery({
    queryKey: ['mailings', id],
    queryFn: () => http.get<Mailing>(`/mailings/${id}`),
    refetchInterval: (q) => (q.state.data?.state === 'open' && q.state.data.unsent + q.state.data.awaited > 0 ? (q.state.data.parts_total > MANY ? LOOK_LONG_MS : LOOK_MS) : false),
  });
  if (query.isPending) return <Bars rows={6} height={36} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const m = query.data;
  const failed = m.parts.filter((part) => part.state === 'failed').length;
  const waits = m.parts_left + failed < m.parts_total;
  const steer = async (act: 'halt' | 'resume') => {
    setBusy(true);
    try {
      const answer = await http.post<{ paced_until: string } | undefined>(`/mailings/${id}/${act}`);
      toast.done(act === 'halt' || !answer ? t('halted') : t('resumed', { when: dateTimeSeconds(answer.paced_until) }));
    } catch (error) {
      toast.failed(error);
    } finally {
      await client.invalidateQueries({ queryKey: ['mailings', id] });
      setBusy(false);
    }
  };
  return (
    <article className={css.read}>
      <header className={css.top}>
        <ActionIcon className={css.back} size={32} aria-label={t('back')} onClick={back}><ArrowLeft size={18} aria-hidden /></ActionIcon>
        <div className={css.topText}>
          <h2 className={css.title} title={m.subject}>{m.subject || t('noSubject')}</h2>
          <div className={css.marks}>
            <span>{t('title', { count: m.recipients })}</span>
            <Mark tone={m.state === 'halted' ? 'warn' : m.state === 'ended' ? 'good' : 'brand'}>{t(`state_${m.state as 'open'}`)}</Mark>
            <Link to="/pratiche/$instance" params={{ instance: m.instance }} search={{}}>{t('openCase')}</Link>
          </div>
        </div>
        <div className={css.actions}>
          {m.task && <Button component={Link} to={`/scrivania/${m.task}`}>{t('remedy')}</Button>}
          {m.may_steer && m.state === 'open' && waits && <Button variant="default" loading={busy} leftSection={<CirclePause size={14} aria-hidden />} onClick={() => void steer('halt')}>{t('halt')}</Button>}
          {m.may_steer && (m.state === 'halted' || failed > 0) && <Button loading={busy} leftSection={<CirclePlay size={14} aria-hidden />} onClick={() => void steer('resume')}>{t('resume')}</Button>}
          <Button component="a" href={address(`/mailings/${id}/report`)} download variant="default" leftSection={<Download size={14} aria-hidden />}>{t('report')}</Button>
        </div>
      </header>
      {m.state === 'halted' && <Notice tone="warn" role="status">{t('haltedHint')}</Notice>}
      {failed > 0 && m.state !== 'halted' && <Notice tone="bad" role="alert" title={t('failedTitle', { count: failed })}>{t('failedHint')}</Notice>}
      <div className={css.columns}>
        <div className={css.column}>
          <Panel><MailingProgress mailing={m} /></Panel>
          <Recipients mailing={m} />
        </div>
        <div className={css.column}>
          <Panel title={t('facts')}>
            <Facts facts={[
              [t('box'), boxes.data?.find((b) => b.key === m.mailbox)?.address ?? m.mailbox],
              [t('writtenBy'), m.author?.name],
              [t('begun'), dateTimeSeconds(m.created_at)],
              [t('how'), m.separately ? t('howEach') : t('howParts', { count: m.parts_total })],
              [t('receipt'), m.receipt ? t('receiptOf', { kind: m.receipt, size: fileSize(m.quota_bytes) }) : t('receiptNone')],
            ]} />
          </Panel>
          {m.parts.length > 0 && <Panel title={t(m.separately ? 'apart' : 'parts')}><ul className={css.suggested}>{m.parts.map((part) => <Part key={part.number} part={part} />)}</ul></Panel>}
        </div>
      </div>
    </article>
  );
}
