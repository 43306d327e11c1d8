/** /pratiche/:id: a case as a whole, for whoever may see it, also after its end. */
import { ActionIcon, Button, Group, Menu, Modal, Tabs, Textarea, VisuallyHidden } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { Incident, InstanceDetail, Page, Values } from '@/api/types';
import { Beside } from '@/case/beside';
import { Despatches, Messages, Notes } from '@/case/documents';
import { DiagramPane } from '@/case/diagram-pane';
import { History } from '@/case/history';
import { Holders } from '@/case/holders';
import { holdersText } from '@/case/holders-text';
import { RecordOfActs } from '@/case/record';
import { DueMark, StateMark, TermMark } from '@/case/marks';
import { useGroupWord, useOfficeName } from '@/case/offices';
import { useCase } from '@/case/queries';
import { Tags } from '@/case/tags';
import { caseText } from '@/case/text';
import { Why } from '@/case/why';
import { dateTime, day } from '@/i18n/dates';
import { mailText } from '@/mail/text';
import { incidentDetail, incidentSays } from '@/incident/words';
import { RemovalMenu } from '@/pages/amministrazione/removal-menu';
import { Bars, Failure, Mark, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { useTabInSight } from '@/parts/tab-in-sight';
import { CASE_TABS } from '@/router';
import { may, useSession } from '@/session/session';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './cases.module.css';
import { owedText } from '../riscontri/text';
import { casesText } from './text';

function Data({ id }: { id: string }) {
  const t = casesText.useText();
  const query = useQuery({ queryKey: ['instances', id, 'variables'], queryFn: () => http.get<Values>(`/instances/${id}/variables`) });
  if (query.isPending) return <Bars rows={4} height={28} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = Object.entries(query.data ?? {}).sort(([a], [b]) => a.localeCompare(b));
  if (rows.length === 0) return <p className={css.quiet}>{t('noData')}</p>;
  return (
    <Panel flush>
      <div className="table-scroll">
        <table className="grid stack">
          <thead><tr><th>{t('name')}</th><th>{t('value')}</th></tr></thead>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}><td><code>{name}</code></td><td><pre className={css.value} tabIndex={0}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre></td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** What holds the case up, in words: whoever may see the case may see why it stands. */
function Causes({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['instances', id, 'incidents'], queryFn: async () => items(await http.get<Page<Incident> | Incident[]>(`/instances/${id}/incidents`)) });
  const open = (query.data ?? []).filter((i) => i.state === 'open');
  return (
    <ul className={css.causes}>
      {open.map((incident) => {
        const detail = incidentDetail(incident);
        return (
          <li key={incident.id}>
            {[incident.element_name, incidentSays(incident.code).heading].filter(Boolean).join(': ')}
            {detail && <span className={css.cause}>{detail}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function Tasks({ detail }: { detail: InstanceDetail }) {
  const c = caseText.useText();
  const h = holdersText.useText();
  const groupWord = useGroupWord();
  const open = detail.tasks.filter((task) => task.state === 'open');
  if (open.length === 0) return <p className={css.quiet}>{c('noTasks')}</p>;
  return (
    <ul className={css.tasks}>
      {open.map((task) => (
        <li key={task.id}>
          <Link to="/scrivania/$task" params={{ task: task.id }} search={{}}>{task.name}</Link>
          <span className={css.quiet}>{task.assignee ? [c('heldBy', { name: task.assignee.name }), task.held_since && h('since', { when: dateTime(task.held_since) })].filter(Boolean).join(' ') : [c('heldByNobody'), ...task.candidate_groups.map(groupWord)].join(' · ')}</span>
          {task.due_at && <DueMark at={task.due_at} office={task.office} />}
        </li>
      ))}
    </ul>
  );
}

function Acts({ detail }: { detail: InstanceDetail }) {
  const t = casesText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const act = async (verb: 'cancel' | 'suspend' | 'resume') => {
    try {
      await http.post(`/instances/${detail.id}/${verb}`, verb === 'cancel' ? { reason: why.trim() } : {});
      toast.done(t('done'));
      setAsking(false);
      await client.invalidateQueries({ queryKey: ['instances'] });
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon size={34} variant="default" aria-label={t('actions')}><Ellipsis size={17} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {detail.state === 'suspended'
            ? <Menu.Item onClick={() => void act('resume')}>{t('resume')}</Menu.Item>
            : <Menu.Item onClick={() => void act('suspend')}>{t('suspend')}</Menu.Item>}
          <Menu.Item component={Link} to={`/pratiche/${detail.id}/sposta`}>{t('moveByHand')}</Menu.Item>
          <Menu.Item component={Link} to={`/pratiche/${detail.id}/sposta?scheda=versione`}>{t('moveVersion')}</Menu.Item>
          <Menu.Item color="red" onClick={() => setAsking(true)}>{t('cancel')}…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('cancel')} closeButtonProps={{ 'aria-label': s('close') }}>
        <p>{t('cancelHint')}</p>
        <Textarea label={t('reason')} required value={why} onChange={(e) => setWhy(e.currentTarget.value)} autosize minRows={2} data-autofocus />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setAsking(false)}>{s('cancel')}</Button>
          <Button color="red.8" disabled={!why.trim()} onClick={() => void act('cancel')}>{t('cancel')}</Button>
        </Group>
      </Modal>
    </>
  );
}

/** Mails that were joined and wait for an answer of their own. */
function Joined({ detail }: { detail: InstanceDetail }) {
  const o = owedText.useText();
  const m = mailText.useText();
  const open = detail.joined.filter((answer) => answer.state === 'open');
  return (
    <Notice tone={detail.ended_at ? 'warn' : 'neutral'} title={o('joinedOpen', { count: open.length })}>
      {open.map((answer) => {
        const mail = detail.mails.find((x) => x.id === answer.mail);
        return <div key={answer.mail}><Link to="/posta/m/$mail" params={{ mail: answer.mail }} search={{}}>{mail?.subject || m('noSubject')}</Link></div>;
      })}
      <div>{o('joinedHint', { count: open.length })}</div>
    </Notice>
  );
}

/** Whether whoever wrote was answered; nothing while the case is under way and owes one as it should. */
function Answer({ detail, answer }: { detail: InstanceDetail; answer: NonNullable<InstanceDetail['answer']> }) {
  const o = owedText.useText();
  if (answer.state === 'waived') {
    return (
      <Notice tone="neutral" title={o('caseWaived', { reason: answer.reason ?? '' })}>
        {answer.by && answer.at ? o('caseWaivedBy', { name: answer.by.name, when: dateTime(answer.at) }) : null}
      </Notice>
    );
  }
  if (answer.state === 'open' && detail.ended_at) {
    return (
      <Notice tone="warn" title={o('caseEnded')}>
        <Link to="/posta/m/$mail" params={{ mail: answer.mail }} search={{}}>{o('openMail')}</Link>
      </Notice>
    );
  }
  return null;
}

export default function CasePage() {
  const t = casesText.useText();
  const h = holdersText.useText();
  const c = caseText.useText();
  const session = useSession();
  const officeName = useOfficeName();
  const navigate = useNavigate();
  const { instance } = useParams({ from: '/shell/pratiche/$instance' });
  const search = useSearch({ from: '/shell/pratiche/$instance' });
  const tab = search.scheda ?? 'pratica';
  const query = useCase(instance);
  const tabs = useTabInSight(tab, query.isSuccess);
  if (query.isPending) return <Sheet><Bars rows={6} /></Sheet>;
  if (query.isError) return <Sheet><VisuallyHidden><h1>{t('title')}</h1></VisuallyHidden><Failure error={query.error} retry={() => void query.refetch()} /></Sheet>;
  const detail = query.data;
  const ends = detail.state === 'running' || detail.state === 'suspended';
  return (
    <Sheet>
      <PageHead title={detail.title} hint={
        <span className={css.facts}>
          <StateMark state={detail.state} />
          {detail.business_key && <b>{detail.business_key}</b>}
          <span>{detail.process_name} · {t('version', { n: detail.version })}</span>
          <span>{t('started')} {dateTime(detail.started_at)}</span>
          {detail.ended_at && <span>{t('ended')} {dateTime(detail.ended_at)}</span>}
          {detail.office && <span>{t('office')} {officeName(detail.office)}</span>}
          {detail.copies.length > 0 && <span>{c('copies')} {[...new Set(detail.copies)].map(officeName).join(', ')}</span>}
          {detail.term_at && <span>{c('term')} {day(detail.term_at)}</span>}
          {detail.term_at && !detail.ended_at && <TermMark at={detail.term_at} office={detail.office} />}
          {detail.holder && <Mark tone="brand">{[c('heldBy', { name: detail.holder.name }), detail.holder.since && h('since', { when: dateTime(detail.holder.since) })].filter(Boolean).join(' ')}</Mark>}
        </span>
      }>
        {ends && (may(session, 'incidents') || may(session, 'supervise') || may(session, 'admin')) && <Acts detail={detail} />}
        {!ends && <RemovalMenu kind="trace" object={detail.id} />}
      </PageHead>
      {detail.incidents > 0 && (
        <Notice tone="bad" title={t('incidents', { count: detail.incidents })}>
          <Causes id={instance} />
          {may(session, 'incidents') && <Link to="/errori" search={{}}>{t('toIncidents')}</Link>}
        </Notice>
      )}
      {detail.answer && <Answer detail={detail} answer={detail.answer} />}
      {detail.joined.some((answer) => answer.state === 'open') && <Joined detail={detail} />}
      {detail.error_code && <Notice tone="bad" title={t('errorCode')}>{detail.error_code}</Notice>}
      {detail.parent && <Notice tone="neutral" title={t('parent')}><Link to="/pratiche/$instance" params={{ instance: detail.parent }} search={{}}>{t('openParent')}</Link></Notice>}
      <Tabs value={tab} keepMounted={false} className={css.tabs}
        onChange={(v) => void navigate({ to: '/pratiche/$instance', params: { instance }, search: v && v !== 'pratica' ? { scheda: CASE_TABS.find((x) => x === v) ?? 'pratica' } : {}, replace: true })}>
        <Tabs.List ref={tabs} className={css.tabList}>
          {CASE_TABS.map((name) => <Tabs.Tab key={name} value={name}>{t(name)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="pratica">
          <div className={css.columns}>
            <div>
              <Panel title={c('tasks')}><Tasks detail={detail} /></Panel>
              <Panel title={c('messages')}><Messages detail={detail} /></Panel>
            </div>
            <div>
              {detail.mails.length > 0 && <Beside of="instances" id={instance} />}
              <Panel title={c('despatches')}><Despatches detail={detail} /></Panel>
              <Tags key={detail.tags.join()} kind="instance" id={instance} tags={detail.tags} />
              <Panel title={c('notes')}><Notes detail={detail} /></Panel>
              {(detail.milestones?.length ?? 0) > 0 && (
                <Panel title={t('milestones')}><ul className={css.milestones}>{detail.milestones?.map((m) => <li key={m.name}>{m.name} <span className={css.quiet}>{m.at ? dateTime(m.at) : ''}</span></li>)}</ul></Panel>
              )}
            </div>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="cronologia">
          <Panel title={h('title')}><Holders instance={instance} /></Panel>
          <Panel title={h('events')}><History instance={instance} /></Panel>
        </Tabs.Panel>
        <Tabs.Panel value="diagramma"><Panel><DiagramPane detail={detail} /></Panel></Tabs.Panel>
        <Tabs.Panel value="perche"><Panel><Why of="instances" id={instance} /></Panel></Tabs.Panel>
        <Tabs.Panel value="registro"><Panel><RecordOfActs of="instances" id={instance} /></Panel></Tabs.Panel>
        <Tabs.Panel value="dati"><Data id={instance} /></Tabs.Panel>
      </Tabs>
    </Sheet>
  );
}
