/** /posta: the mail that came and the despatches that left, with the chosen one beside the list. */
import { Button, NativeSelect, SegmentedControl, TextInput, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Inbox, MailSearch as MailSearchIcon, Paperclip, Search, Send } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { http } from '@/api/http';
import type { DespatchSummary, MailSummary, Page } from '@/api/types';
import { doerWords } from '@/case/doer';
import { dateTime, listMoment } from '@/i18n/dates';
import { useAreas } from '@/case/areas';
import { areaText } from '@/case/areas-text';
import { useBoxName, useMailboxes } from '@/mail/mailboxes';
import { useNow } from '@/live/clock';
import { useHeld } from '@/live/steady';
import { CertifiedSign, DespatchMark, kindName, MAIL_STATES, mailStateTone, mailStateWord } from '@/mail/words';
import { mailText } from '@/mail/text';
import { Arrived } from '@/parts/arrived';
import { Bars, Empty, Failure, Mark } from '@/parts/parts';
import type { MailSearch } from '@/router';
import { useKeys } from '@/shell/keys';
import { usePreferences } from '@/shell/preferences';
import { BeginMessage } from '@/writing/begin';
import { writingText } from '@/writing/text';
import { shellText } from '@/shell/text';
import css from './posta.module.css';
import { postaText } from './text';

const MailPane = lazy(() => import('./mail'));
const DespatchPane = lazy(() => import('./despatch'));
const MailingPane = lazy(() => import('./mailing'));
const KINDS = ['transport', 'ordinary', 'anomaly', 'receipt', 'quarantined'] as const;
/** In the choice of mailboxes: all of an area. */
const AREA = 'aoo:';
const ofBoxes = (chosen: string | undefined) => (chosen?.startsWith(AREA) ? { area: chosen.slice(AREA.length) } : { mailbox: chosen });
const PAGE_MAILS = 50;
/** Receipts are found with what they are about; a list holds them when asked to. */
const MESSAGES = 'message';
const EVERYTHING = 'tutto';

/** What kind a list shows. */
function kindOf(search: MailSearch): string {
  return search.tipo ?? (search.stato === 'orphan' || search.stato === 'receipt' ? EVERYTHING : MESSAGES);
}

function MailRow({ mail, search, chosen }: { mail: MailSummary; search: MailSearch; chosen: boolean }) {
  const t = postaText.useText();
  const m = mailText.useText();
  const now = useNow();
  const boxName = useBoxName();
  const at = mail.sent_at ?? mail.arrived_at ?? mail.fetched_at;
  return (
    <li>
      <Link to="/posta/m/$mail" params={{ mail: mail.id }} search={search} className={css.row} data-chosen={chosen || undefined} aria-current={chosen ? 'true' : undefined} data-row={mail.id}>
        <span className={css.rowTop}><strong className="truncate" title={mail.from}>{mail.withheld ? m('withheldTitle') : mail.from_name || mail.from || m('noSender')}</strong><span className={css.at} title={dateTime(at)}>{listMoment(at, now)}</span></span>
        <span className={css.subject}><span className="truncate" title={mail.subject}>{mail.withheld ? '—' : mail.subject || m('noSubject')}</span></span>
        <span className={css.rowBottom}>
          <CertifiedSign kind={mail.kind} verdict={mail.verdict ?? null} />
          {!(kindName(mail.kind) === 'receipt' && mail.state === 'receipt') && kindName(mail.kind) !== 'quarantined' && <Mark tone={mailStateTone(mail.state)}>{mailStateWord(mail.state)}</Mark>}
          {mail.attachments > 0 && <span className={css.clip} title={m('attachments', { count: mail.attachments })}><Paperclip size={12} aria-hidden />{mail.attachments}<span className="visually-hidden">{m('attachments', { count: mail.attachments })}</span></span>}
          {!search.casella && <span className={`truncate ${css.box}`} title={t('into', { box: boxName(mail.mailbox) })}>{boxName(mail.mailbox)}</span>}
        </span>
      </Link>
    </li>
  );
}

function DespatchRow({ despatch, search, chosen }: { despatch: DespatchSummary; search: MailSearch; chosen: boolean }) {
  const m = mailText.useText();
  const w = writingText.useText();
  const now = useNow();
  const at = despatch.submitted_at ?? despatch.created_at;
  return (
    <li>
      <Link to="/posta/s/$despatch" params={{ despatch: despatch.id }} search={search} className={css.row} data-chosen={chosen || undefined} aria-current={chosen ? 'true' : undefined} data-row={despatch.id}>
        <span className={css.rowTop}><strong className="truncate" title={despatch.recipients.join(', ')}>{despatch.withheld ? m('withheldTitle') : despatch.recipients.join(', ')}</strong><span className={css.at} title={dateTime(at)}>{listMoment(at, now)}</span></span>
        <span className={css.subject}><span className="truncate" title={despatch.subject}>{despatch.withheld ? '—' : despatch.subject}</span></span>
        <span className={css.rowBottom}><DespatchMark despatch={despatch} />{despatch.author && <span className={`truncate ${css.author}`} title={doerWords(despatch.author)}>{w('by', { name: doerWords(despatch.author) })}</span>}</span>
      </Link>
    </li>
  );
}

/** Receipts of nothing that left from here wait for a person; a way to them while there are any. */
function Orphans({ search }: { search: MailSearch }) {
  const t = postaText.useText();
  const first = useQuery({ queryKey: ['mails', 'orphans'], queryFn: () => http.get<Page<MailSummary>>('/mails', { state: 'orphan', limit: 1 }) });
  if (search.stato === 'orphan' || !first.data?.items.length) return null;
  return <Link className={css.orphans} to="/posta" search={{ stato: 'orphan' }}>{t('orphans')}</Link>;
}

export default function Posta() {
  const t = postaText.useText();
  const m = mailText.useText();
  const s = shellText.useText();
  const navigate = useNavigate();
  const search: MailSearch = useSearch({ from: '/shell/posta' });
  const { mail, despatch, mailing } = useParams({ strict: false });
  const out = search.verso === 'inviata' || despatch !== undefined || mailing !== undefined;
  const chosen = mail ?? despatch ?? mailing;
  const areas = useAreas();
  const a = areaText.useText();
  const boxes = useMailboxes();
  const { shortcuts } = usePreferences();
  const [typed, setTyped] = useState(search.cerca ?? '');
  const searchRef = useRef<HTMLInputElement>(null);
  const kind = kindOf(search);
  const change = (to: MailSearch) => void navigate({ to: '/posta', search: to, replace: true });
  const set = (patch: Partial<Record<keyof MailSearch, string | undefined>>) => {
    const next = { ...search, ...patch };
    change(Object.fromEntries(Object.entries(next).filter(([, v]) => v)) as MailSearch);
  };
  useEffect(() => {
    if (typed === (search.cerca ?? '')) return;
    const timer = setTimeout(() => set({ cerca: typed }), 300);
    return () => clearTimeout(timer);
  });
  const list = useInfiniteQuery({
    queryKey: [out ? 'despatches' : 'mails', 'list', search.casella, search.stato, kind, search.cerca],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      http.get<Page<MailSummary | DespatchSummary>>(out ? '/despatches' : '/mails',
        { ...ofBoxes(search.casella), state: search.stato, ...(out || kind === EVERYTHING ? {} : { kind }), q: search.cerca, cursor: pageParam, limit: PAGE_MAILS }, signal),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const fresh = useMemo(() => list.data?.pages.flatMap((p) => p.items), [list.data]);
  const { rows, arrived, show, hold } = useHeld<MailSummary | DespatchSummary>(fresh, [out, search.casella, search.stato, kind, search.cerca].join(' '));
  const step = (by: number) => {
    const at = rows.findIndex((r) => r.id === chosen);
    const to = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (!to) return;
    void (out ? navigate({ to: '/posta/s/$despatch', params: { despatch: to.id }, search }) : navigate({ to: '/posta/m/$mail', params: { mail: to.id }, search }));
  };
  useKeys({ j: () => step(1), k: () => step(-1), '/': () => searchRef.current?.focus(), Enter: () => document.getElementById('messaggio')?.focus() });
  const filtered = Boolean(search.casella || search.stato || search.tipo || search.cerca);

  return (
    <div className={css.mail} data-chosen={chosen ? true : undefined}>
      <section className={css.list} aria-labelledby="posta">
        <VisuallyHidden><h1 id="posta">{t('title')}</h1></VisuallyHidden>
        <div className={css.listHead}>
          <BeginMessage size="sm" />
          <SegmentedControl fullWidth size="xs" value={out ? 'out' : 'in'} aria-label={t('direction')} className={css.switch}
            onChange={(v) => change({ ...(search.casella ? { casella: search.casella } : {}), ...(v === 'out' ? { verso: 'inviata' } : {}) })}
            data={[{ value: 'in', label: t('incoming') }, { value: 'out', label: t('outgoing') }]} />
          <TextInput ref={searchRef} size="xs" type="search" aria-label={t('search')} placeholder={shortcuts ? t('searchHint') : t('search')} leftSection={<Search size={14} aria-hidden />}
            value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
          {!out && <Orphans search={search} />}
          <div className={css.filters}>
            <NativeSelect size="xs" aria-label={t('mailbox')} value={search.casella ?? ''} onChange={(e) => set({ casella: e.currentTarget.value })}
              data={[{ value: '', label: t('allMailboxes') }, ...(areas.data ?? []).map((o) => ({ value: AREA + o.key, label: a('inArea', { name: o.name }) })), ...(boxes.data ?? []).map((b) => ({ value: b.key, label: b.address }))]} />
            {!out && (
              <>
                <NativeSelect size="xs" aria-label={t('state')} value={search.stato ?? ''} onChange={(e) => set({ stato: e.currentTarget.value })}
                  data={[{ value: '', label: t('anyState') }, ...MAIL_STATES.map((state) => ({ value: state, label: mailStateWord(state) }))]} />
                <NativeSelect size="xs" aria-label={t('kind')} value={kind} onChange={(e) => set({ tipo: e.currentTarget.value === MESSAGES ? undefined : e.currentTarget.value })}
                  data={[{ value: MESSAGES, label: t('messages') }, { value: EVERYTHING, label: t('anyKind') }, ...KINDS.map((kind) => ({ value: kind, label: m(`kind_${kind}`) }))]} />
              </>
            )}
          </div>
        </div>
        <div className={css.scroll} {...hold}>
          {list.isPending ? <Bars rows={7} height={64} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : (
            <>
              {rows.length === 0 && (filtered
                ? <Empty icon={MailSearchIcon} title={t('emptyFilter')} action={<Button variant="default" onClick={() => { setTyped(''); change(out ? { verso: 'inviata' } : {}); }}>{t('clear')}</Button>} />
                : <Empty icon={out ? Send : Inbox} title={out ? t('emptyOut') : t('emptyIn')}>{out ? t('emptyOutHint') : t('emptyInHint')}</Empty>)}
              <ul className={css.rows} aria-label={out ? t('outgoing') : t('incoming')}>
                {rows.map((row) => ('recipients' in row
                  ? <DespatchRow key={row.id} despatch={row} search={search} chosen={row.id === chosen} />
                  : <MailRow key={row.id} mail={row} search={search} chosen={row.id === chosen} />))}
              </ul>
              {list.hasNextPage && <div className={css.moreRow}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
              <Arrived count={arrived} words={t('arrived', { count: arrived })} show={show} />
            </>
          )}
        </div>
      </section>
      <section className={css.pane} id="messaggio" tabIndex={-1}>
        <Suspense fallback={<Bars rows={5} />}>
          {mail ? <MailPane key={mail} id={mail} back={() => change(search)} /> : despatch ? <DespatchPane key={despatch} id={despatch} back={() => change({ ...search, verso: 'inviata' })} />
            : mailing ? <MailingPane key={mailing} id={mailing} back={() => change({ ...search, verso: 'inviata' })} />
            : rows.length > 0 && <Empty icon={Inbox} title={t('none')}>{t('noneHint')}</Empty>}
        </Suspense>
      </section>
    </div>
  );
}
