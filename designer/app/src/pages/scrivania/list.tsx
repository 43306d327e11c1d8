/** The list of the desk: due first, two lines a task, steady under the reader's eyes. */
import { approvalText } from '@/case/approval-text';
import { placeWords } from '@/case/doer';
import { areaText } from '@/case/areas-text';
import { useAreas } from '@/case/areas';
import { Button, NativeSelect, SegmentedControl, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Search, SearchX } from 'lucide-react';
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react';
import type { Task } from '@/api/types';
import { DueMark } from '@/case/marks';
import { holdersText } from '@/case/holders-text';
import { useGroupWord } from '@/case/offices';
import { dateTime, listMoment } from '@/i18n/dates';
import { useNow } from '@/live/clock';
import type { Steady } from '@/live/steady';
import { useBoxName } from '@/mail/mailboxes';
import { CertifiedSign } from '@/mail/words';
import { Arrived } from '@/parts/arrived';
import { Bars, Empty, Failure } from '@/parts/parts';
import type { DeskSearch } from '@/router';
import { useSession } from '@/session/session';
import { usePreferences } from '@/shell/preferences';
import { shellText } from '@/shell/text';
import css from './desk.module.css';
import { handText } from './hand-text';
import type { ListName, useTaskPages } from './queries';
import { useCounts } from './queries';
import { signingText } from './signing-text';
import { deskText } from './text';
import { Unsorted, useUnsortedCount } from './unsorted';
import { unsortedText } from './unsorted-text';

const Many = lazy(() => import('./many'));

/** What is put off, to be approved and to be signed is reached from these. */
const TABS = ['mie', 'gruppi', 'smistare'] as const;

function Row({ task, gone, chosen, search, list }: { task: Task; gone: boolean; chosen: boolean; search: DeskSearch; list: ListName }) {
  const t = deskText.useText();
  const h = holdersText.useText();
  const me = useSession().person.login;
  const groupWord = useGroupWord();
  const boxName = useBoxName();
  const now = useNow();
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const absent = task.in_place_of ? placeWords(task.in_place_of) : null;
  const who = absent ?? (task.assignee && task.assignee.login !== me ? [t('holder', { name: task.assignee.name }), task.held_since && h('since', { when: dateTime(task.held_since) })].filter(Boolean).join(' ') : null);
  const place = who ?? (list !== 'mie' && task.candidate_groups.length > 0 ? task.candidate_groups.map(groupWord).join(', ') : null);
  const third = [place, task.mail && boxName(task.mail.mailbox)].filter(Boolean).join(' · ');
  const sender = task.mail ? task.mail.from_name || task.mail.from : null;
  const second = [task.name, sender ?? task.process_name].filter(Boolean).join(' · ');
  return (
    <li>
      <Link ref={ref} to="/scrivania/$task" params={{ task: task.id }} search={search} className={css.row} aria-current={chosen ? 'true' : undefined}
        data-chosen={chosen || undefined} data-gone={gone || undefined} data-task={task.id}>
        <span className={css.rowTop}>
          <strong className={css.rowTitle} title={task.title}>{task.title}</strong>
          {task.due_at ? <DueMark at={task.due_at} office={task.office} /> : <span className={css.rowAt}>{listMoment(task.created_at, now)}</span>}
        </span>
        <span className={css.rowBottom}>
          <span className="truncate" title={second}>{second}</span>
          {task.mail && <CertifiedSign kind={task.mail.kind} verdict={task.mail.verdict ?? null} />}
        </span>
        {(gone || third) && (
          <span className={css.rowThird}>
            <span className="truncate" title={third}>{gone ? t('goneRow') : third}</span>
          </span>
        )}
      </Link>
    </li>
  );
}

export function TaskList({ list, search, change, pages, steady, chosen, searchRef, next, taking, acted }: {
  list: ListName;
  search: DeskSearch;
  change: (to: DeskSearch) => void;
  pages: ReturnType<typeof useTaskPages>;
  steady: Steady<Task>;
  chosen: string | undefined;
  searchRef: RefObject<HTMLInputElement | null>;
  next: () => void;
  taking: boolean;
  acted: () => void;
}) {
  const t = deskText.useText();
  const s = shellText.useText();
  const o = areaText.useText();
  const areas = useAreas();
  const counts = useCounts();
  const { shortcuts } = usePreferences();
  const [typed, setTyped] = useState(search.cerca ?? '');
  useEffect(() => setTyped(search.cerca ?? ''), [search.cerca]);
  useEffect(() => {
    if (typed === (search.cerca ?? '')) return;
    const timer = setTimeout(() => change({ ...search, cerca: typed || undefined } as DeskSearch), 300);
    return () => clearTimeout(timer);
  }, [typed, search, change]);
  const h = handText.useText();
  const unsorted = useUnsortedCount();
  const u = unsortedText.useText();
  const unclaimed = counts.data?.unclaimed ?? 0;
  const [many, setMany] = useState(false);
  const number = { mie: counts.data?.mine, gruppi: counts.data?.groups, smistare: counts.data && counts.data.sort + unsorted };
  const a = approvalText.useText();
  const g = signingText.useText();
  const later = counts.data?.later ?? 0;
  const approve = counts.data?.approve ?? 0;
  const sign = counts.data?.sign ?? 0;
  const empty = { mie: ['emptyMie', 'emptyMieHint'], gruppi: ['emptyGruppi', 'emptyGruppiHint'], smistare: ['emptySmistare', 'emptySmistareHint'], inattese: ['emptyInattese', 'emptyInatteseHint'], rimandate: ['emptyRimandate', 'emptyRimandateHint'], approvare: ['emptyApprovare', 'emptyApprovareHint'], firmare: ['emptyFirmare', 'emptyFirmareHint'] } as const;
  return (
    <section className={css.list} aria-labelledby="scrivania">
      <VisuallyHidden><h1 id="scrivania">{t('title')}</h1></VisuallyHidden>
      <div className={css.listHead}>
        <SegmentedControl fullWidth size="xs" value={list === 'rimandate' || list === 'approvare' || list === 'firmare' || list === 'inattese' ? 'mie' : list} aria-label={t('lists')} className={css.lists} classNames={{ control: css.listControl ?? '' }}
          onChange={(v) => change({ ...search, elenco: v === 'mie' ? undefined : (v as ListName) } as DeskSearch)}
          data={TABS.map((name) => ({
            value: name,
            label: <span className={css.listName}><span className={`truncate ${css.long}`}>{t(name)}</span><span className={css.short} aria-hidden>{t(`${name}Short`)}</span>{number[name] !== undefined && !search.area && <b>{number[name]}</b>}</span>,
          }))} />
        <div className={css.tools}>
          <TextInput ref={searchRef} size="xs" className={css.search} aria-label={t('search')} placeholder={shortcuts ? t('searchHint') : t('search')}
            leftSection={<Search size={14} aria-hidden />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} type="search" />
          <Button variant="light" loading={taking} disabled={counts.isSuccess && (list === 'smistare' ? counts.data.sort : counts.data.groups) === 0} onClick={next}>{t('next')}</Button>
        </div>
        {(areas.data?.length ?? 0) > 0 && (
          <NativeSelect size="xs" aria-label={o('filter')} value={search.area ?? ''}
            onChange={(e) => change({ ...search, area: e.currentTarget.value || undefined } as DeskSearch)}
            data={[{ value: '', label: o('every') }, ...(areas.data ?? []).map((one) => ({ value: one.key, label: one.name }))]} />
        )}
        <div className={css.listLinks}>
          {list === 'mie' && later > 0 && <UnstyledButton className={css.addCc} onClick={() => change({ elenco: 'rimandate' })}>{h('later', { count: later })}</UnstyledButton>}
          {(list === 'mie' || list === 'gruppi') && approve > 0 && <UnstyledButton className={css.addCc} onClick={() => change({ elenco: 'approvare' })}>{a('approve', { count: approve })}</UnstyledButton>}
          {(list === 'mie' || list === 'gruppi') && sign > 0 && <UnstyledButton className={css.addCc} onClick={() => change({ elenco: 'firmare' })}>{g('sign', { count: sign })}</UnstyledButton>}
          {list !== 'inattese' && unclaimed > 0 && <UnstyledButton className={css.addCc} onClick={() => change({ elenco: 'inattese' })}>{u('unclaimed', { count: unclaimed })}</UnstyledButton>}
          {list === 'inattese' && <><strong>{u('unclaimedTitle')}</strong><UnstyledButton className={css.addCc} onClick={() => change({})}>{a('approveBack')}</UnstyledButton></>}
          {list === 'firmare' && <><strong>{g('signTitle')}</strong><UnstyledButton className={css.addCc} onClick={() => change({})}>{a('approveBack')}</UnstyledButton></>}
          {list === 'approvare' && <><strong>{a('approveTitle')}</strong><UnstyledButton className={css.addCc} onClick={() => change({})}>{a('approveBack')}</UnstyledButton></>}
          {list === 'rimandate' && <><strong>{h('laterTitle')}</strong><UnstyledButton className={css.addCc} onClick={() => change({})}>{h('laterBack')}</UnstyledButton></>}
          {steady.rows.length > 1 && <UnstyledButton className={css.addCc} onClick={() => setMany(true)}>{h('many')}…</UnstyledButton>}
        </div>
      </div>
      {many && <Suspense fallback={null}><Many tasks={steady.rows.filter((r) => !r.gone).map((r) => r.item)} close={() => setMany(false)} done={acted} /></Suspense>}
      <div className={css.scroll}>
        {pages.isPending ? <Bars rows={8} height={50} /> : pages.isError ? <Failure error={pages.error} retry={() => void pages.refetch()} /> : (
          <>
            {list === 'smistare' && !search.cerca && !search.area && <Unsorted />}
            {steady.rows.length === 0 && !(list === 'smistare' && unsorted > 0 && !search.cerca && !search.area) && (search.area && !search.cerca
              ? <Empty icon={SearchX} title={o('noTasks')} action={<Button variant="default" onClick={() => change({ ...search, area: undefined } as DeskSearch)}>{o('every')}</Button>} />
              : search.cerca
              ? <Empty icon={SearchX} title={t('emptySearch')} action={<Button variant="default" onClick={() => setTyped('')}>{t('clearSearch')}</Button>}>{t('emptySearchHint', { text: search.cerca })}</Empty>
              : (
                <Empty icon={CircleCheck} title={t(empty[list][0])}
                  action={list === 'mie' && (counts.data?.groups ?? 0) > 0 && (
                    <Button variant="default" onClick={() => change({ elenco: 'gruppi' })}>{t('seeGroups', { count: counts.data?.groups ?? 0 })}</Button>
                  )}>
                  {t(empty[list][1])}
                </Empty>
              ))}
            <ul className={css.rows} aria-label={t('list')}>
              {steady.rows.map(({ item, gone }) => (
                <Row key={item.id} task={item} gone={gone} chosen={item.id === chosen} search={search} list={list} />
              ))}
            </ul>
            {pages.hasNextPage && (
              <div className={css.moreRow}>
                <Button variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{s('more')}</Button>
              </div>
            )}
            <Arrived count={steady.arrived} words={t('arrived', { count: steady.arrived })} show={steady.show} />
          </>
        )}
      </div>
    </section>
  );
}
