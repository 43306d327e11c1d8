/** One task: what it is, who holds it, what may be done, and its five tabs. */
import { doerWords, placeWords } from '@/case/doer';
import { ActionIcon, Button, Menu, Tabs } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Building2, CircleOff, Clock, Ellipsis, FolderOpen, MessageCircleQuestionMark, Undo2, UserRoundPlus } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { TaskDetail } from '@/api/types';
import { Despatches, Messages, Notes } from '@/case/documents';
import { DiagramPane } from '@/case/diagram-pane';
import { History } from '@/case/history';
import { DueMark, TermMark } from '@/case/marks';
import { useGroupWord } from '@/case/offices';
import { useCase } from '@/case/queries';
import { caseText } from '@/case/text';
import { Why } from '@/case/why';
import { whyText } from '@/case/why-text';
import { dateTime, day } from '@/i18n/dates';
import { CertifiedSign } from '@/mail/words';
import { Bars, Empty, Failure, Mark, Notice, Panel } from '@/parts/parts';
import { useTabInSight } from '@/parts/tab-in-sight';
import type { DeskSearch } from '@/router';
import { may, useSession } from '@/session/session';
import { MESSAGE } from '@/writing/box';
import { LeavingNotice } from '@/writing/leaving';
import { KeyHint, useKeys } from '@/shell/keys';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { Given } from './given';
import type { HandAct } from './hand';
import { handText } from './hand-text';
import { MessagePane } from './message';
import { useTask } from './queries';
import { type Pen, ReplyBar, usePen } from './reply';
import { signingText } from './signing-text';
import { deskText } from './text';
import { WorkPane } from './work-pane';

type Tab = NonNullable<DeskSearch['scheda']>;
export type Go = (id: string | undefined, search?: DeskSearch) => void;

const AssignDialog = lazy(() => import('./assign'));
const HandDialog = lazy(() => import('./hand'));

function CasePane({ instance }: { instance: string }) {
  const t = caseText.useText();
  const detail = useCase(instance);
  if (detail.isPending) return <Bars rows={4} />;
  if (detail.isError) return <Failure error={detail.error} retry={() => void detail.refetch()} />;
  return (
    <>
      <Panel title={t('messages')}><Messages detail={detail.data} /></Panel>
      <Panel title={t('despatches')}><Despatches detail={detail.data} /></Panel>
      <Panel title={t('notes')}><Notes detail={detail.data} /></Panel>
    </>
  );
}

function TaskDiagram({ instance }: { instance: string }) {
  const detail = useCase(instance);
  if (detail.isPending) return <Bars rows={1} height={320} />;
  if (detail.isError) return <Failure error={detail.error} retry={() => void detail.refetch()} />;
  return <DiagramPane detail={detail.data} />;
}

/** Who ended a task and when; one the process took back has nobody. */
function endedWords(task: TaskDetail, me: string): string {
  const when = task.ended_at ? dateTime(task.ended_at) : '';
  if (task.state !== 'completed') return deskText.text('endedBySystem', { when });
  if (task.ended_by?.login === me && !task.ended_by.in_place_of) return deskText.text('endedByMe', { when });
  return task.ended_by ? deskText.text('endedBy', { when, name: doerWords(task.ended_by) }) : deskText.text('ended', { when });
}

/** The tab a task opens with: the work for who holds it, the message for who looks. */
function firstTab(task: TaskDetail, mine: boolean): Tab {
  if (task.approves || task.signs) return 'modulo';
  return task.mail && !(mine && task.draft) ? 'messaggio' : 'modulo';
}

/** The answer in the hand of this person, with what they must know about it above the tabs. */
function Answering({ task, mine, note, children }: { task: TaskDetail; mine: boolean; note: () => void; children: (pen: Pen) => ReactNode }) {
  const pen = usePen(task, mine);
  return (
    <>
      <div className={css.noticeRow}><ReplyBar task={task} mine={mine} pen={pen} note={note} /></div>
      {children(pen)}
    </>
  );
}

export default function Detail({ id, search, go, acted }: { id: string; search: DeskSearch; go: Go; acted: () => Promise<void> }) {
  const t = deskText.useText();
  const client = useQueryClient();
  const session = useSession();
  const groupWord = useGroupWord();
  const query = useTask(id);
  const [busy, setBusy] = useState<string>();
  const [race, setRace] = useState<Problem>();
  const [assigning, setAssigning] = useState(false);
  const [hand, setHand] = useState<HandAct>();
  const h = handText.useText();
  const g = signingText.useText();
  const y = whyText.useText();
  const task = query.data;
  const open = task?.state === 'open';
  const holder = task?.assignee?.login;
  // What an absent person holds is worked on as if it were one's own.
  const mine = open && holder !== undefined && (holder === session.person.login || session.standing_in.some((p) => p.login === holder));
  const tab: Tab = search.scheda ?? (task ? firstTab(task, mine) : 'messaggio');
  const setTab = (to: Tab) => go(id, { ...search, scheda: to });
  // Taking a task may last: the tab that was chosen meanwhile stays.
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  });

  const act = async (name: 'claim' | 'release') => {
    setBusy(name);
    setRace(undefined);
    try {
      await http.post(`/tasks/${id}/${name}`);
      toast.done(name === 'claim' ? t('claimed') : t('released'));
      // What was taken is among mine now: the list follows, so that the row stays in sight.
      if (name === 'claim') {
        const next: DeskSearch = { ...latest.current, ...(task?.drafts || task?.approves || task?.signs ? { scheda: 'modulo' as const } : {}) };
        delete next.elenco;
        go(id, next);
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 409) setRace(error);
      else toast.failed(error);
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: ['tasks', 'one', id] });
      void acted();
    }
  };
  useKeys({
    c: task?.may.claim ? () => void act('claim') : undefined,
    r: task?.drafts ? () => setTab('modulo') : undefined,
  });

  const tabs = useTabInSight(tab, task !== undefined);

  if (query.isPending) return <Bars rows={6} height={40} />;
  if (query.isError || !task) {
    if (query.error instanceof Problem && query.error.status === 404) {
      return <Empty icon={CircleOff} title={t('gone')} action={<Button variant="default" onClick={() => go(undefined)}>{t('back')}</Button>}>{t('goneHint')}</Empty>;
    }
    return <Failure error={query.error} retry={() => void query.refetch()} />;
  }
  // A message that answers nobody has none to read.
  const fresh = task.process_key === MESSAGE && !task.mail;
  const working = fresh && task.drafts ? t('messaggio') : task.drafts ? t('risposta') : task.approves ? t('approvazione') : task.signs ? g('tab') : t('modulo');
  return (
    <div className={css.task}>
      <header className={css.head}>
        <div className={css.headTop}>
          <ActionIcon className={css.back} size={32} aria-label={t('back')} onClick={() => go(undefined, { ...search, scheda: undefined } as DeskSearch)}>
            <ArrowLeft size={18} aria-hidden />
          </ActionIcon>
          <div className={css.headText}>
            <h2 className={css.caseTitle} title={task.title}>{task.title}</h2>
            <p className={css.sub}>
              <strong>{task.name}</strong>
              {task.mail && <span className="truncate" title={task.mail.from}>{task.mail.from_name || task.mail.from}</span>}
              {task.mail && <CertifiedSign kind={task.mail.kind} verdict={task.mail.verdict ?? null} />}
              <span className="truncate">{task.process_name}</span>
            </p>
          </div>
          <div className={css.headActions}>
            {task.may.claim && (
              <Button variant={task.approves ? 'default' : 'filled'} loading={busy === 'claim'} onClick={() => void act('claim')} aria-keyshortcuts="c" rightSection={<KeyHint name="c" />}>{t('claim')}</Button>
            )}
            {task.may.release && <Button variant="default" loading={busy === 'release'} onClick={() => void act('release')}>{t('release')}</Button>}
            <Menu position="bottom-end">
              <Menu.Target><ActionIcon size={30} variant="default" aria-label={t('more')}><Ellipsis size={16} aria-hidden /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item component={Link} to={`/pratiche/${task.instance}`} leftSection={<FolderOpen size={15} aria-hidden />}>{t('openCase')}</Menu.Item>
                {task.may.assign && <Menu.Item leftSection={<UserRoundPlus size={15} aria-hidden />} onClick={() => setAssigning(true)}>{t('assign')}…</Menu.Item>}
                {task.may.distribute && <Menu.Item leftSection={<Building2 size={15} aria-hidden />} onClick={() => setHand('distribute')}>{h('distribute')}…</Menu.Item>}
                {task.may.ask_opinion && <Menu.Item leftSection={<MessageCircleQuestionMark size={15} aria-hidden />} onClick={() => setHand('opinion')}>{h('opinion')}…</Menu.Item>}
                {task.may.snooze && <Menu.Item leftSection={<Clock size={15} aria-hidden />} onClick={() => setHand('snooze')}>{h('snooze')}</Menu.Item>}
                {task.assignment?.may_refuse && <Menu.Item leftSection={<Undo2 size={15} aria-hidden />} onClick={() => setHand('refuse')}>{h('refuse')}…</Menu.Item>}
              </Menu.Dropdown>
            </Menu>
          </div>
        </div>
        <div className={css.marks}>
          {open ? (
            <Mark tone={mine ? 'brand' : 'neutral'}>
              {mine && holder === session.person.login ? t('holderMe') : task.assignee ? t('holder', { name: task.assignee.name }) : t('holderNone')}
            </Mark>
          ) : <Mark wrap tone={task.state === 'completed' ? 'good' : 'neutral'}>{endedWords(task, session.person.login)}</Mark>}
          {open && task.in_place_of && <Mark tone="warn" wrap>{placeWords(task.in_place_of)}</Mark>}
          {open && task.due_at && !(task.term_at && day(task.due_at) === day(task.term_at)) && <DueMark at={task.due_at} office={task.office} />}
          {open && task.term_at && <><TermMark at={task.term_at} office={task.office} /><span className={css.date}>{day(task.term_at)}</span></>}
          {open && !task.assignee && task.candidate_groups.length > 0 && (
            <span className={css.candidates}>{t('candidates', { names: task.candidate_groups.map(groupWord).join(', ') })}</span>
          )}
        </div>
      </header>
      {race && (
        <div className={css.noticeRow}>
          <Notice tone="warn" role="alert" title={t('raceTitle', { name: race.holder ?? t('raceUnknown') })}>{reason(race)}</Notice>
        </div>
      )}
      <div className={css.noticeRow}><LeavingNotice task={task} /></div>
      <div className={css.noticeRow}><Given task={task} mine={mine} done={() => void client.invalidateQueries({ queryKey: ['tasks', 'one', id] }).then(acted)} /></div>
      <Answering task={task} mine={mine} note={() => setTab('pratica')}>{(pen) => (
      <Tabs value={tab} onChange={(v) => v && setTab(v as Tab)} keepMounted={false} className={css.tabs}>
        <Tabs.List ref={tabs} className={css.tabList}>
          {!fresh && <Tabs.Tab value="messaggio">{t('messaggio')}</Tabs.Tab>}
          <Tabs.Tab value="modulo">{working}</Tabs.Tab>
          <Tabs.Tab value="pratica">{t('pratica')}</Tabs.Tab>
          <Tabs.Tab value="cronologia">{t('cronologia')}</Tabs.Tab>
          <Tabs.Tab value="perche">{y('title')}</Tabs.Tab>
          <Tabs.Tab value="diagramma">{t('diagramma')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="messaggio" className={css.panel}><MessagePane task={task} /></Tabs.Panel>
        <Tabs.Panel value="modulo" className={css.panel} data-work>
          <WorkPane key={`${task.id} ${task.assignee?.login ?? ''}`} task={task} mine={mine} pen={pen} go={go} search={search} acted={acted} />
        </Tabs.Panel>
        <Tabs.Panel value="pratica" className={css.panel} data-ground><CasePane instance={task.instance} /></Tabs.Panel>
        <Tabs.Panel value="cronologia" className={css.panel}><History instance={task.instance} /></Tabs.Panel>
        <Tabs.Panel value="perche" className={css.panel}><Why of="tasks" id={task.id} /></Tabs.Panel>
        <Tabs.Panel value="diagramma" className={css.panel}><TaskDiagram instance={task.instance} /></Tabs.Panel>
      </Tabs>
      )}</Answering>
      {hand && (
        <Suspense fallback={null}>
          <HandDialog task={task} act={hand} close={() => setHand(undefined)} done={() => {
            // Given away, it may be out of sight.
            if (hand === 'distribute' || hand === 'refuse') {
              go(undefined, { ...search, scheda: undefined } as DeskSearch);
              void acted();
              return;
            }
            void client.invalidateQueries({ queryKey: ['tasks', 'one', id] });
            void acted();
          }} />
        </Suspense>
      )}
      {assigning && (
        <Suspense fallback={null}>
          <AssignDialog task={task} close={() => setAssigning(false)} people={may(session, 'supervise') || may(session, 'admin')} done={() => {
            void client.invalidateQueries({ queryKey: ['tasks', 'one', id] });
            void acted();
          }} />
        </Suspense>
      )}
    </div>
  );
}
