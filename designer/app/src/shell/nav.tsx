/** The main menu: only the pages the person may use. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  BookUser, Building2, CalendarDays, CalendarOff, EyeOff, FileArchive, FolderOpen, HeartPulse, Inbox, KeyRound, Layers, LayoutList, Mailbox, MailQuestionMark, Network, Package, Plus, ScrollText, TriangleAlert, Users, Webhook,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import { http } from '@/api/http';
import type { Overview, TaskCounts, UnansweredCounts } from '@/api/types';
import { useMailboxes } from '@/mail/mailboxes';
import { useStanding } from '@/mail/standing';
import { may, useSession } from '@/session/session';
import css from './shell.module.css';
import { shellText } from './text';

function Item({ to, icon: Icon, label, count, tone, describe }: {
  to: string; icon: LucideIcon; label: string; count?: number | undefined; tone?: 'bad' | 'warn'; describe?: string;
}) {
  return (
    <Link to={to} className={css.link} activeOptions={{ exact: false, includeSearch: false }}>
      <Icon size={17} strokeWidth={1.8} aria-hidden />
      <span className="truncate">{label}</span>
      {count ? <span className={css.count} data-tone={tone} title={describe}>{count}</span> : null}
    </Link>
  );
}

export function Nav() {
  const t = shellText.useText();
  const session = useSession();
  const tasks = may(session, 'tasks');
  const sees = { incidents: may(session, 'incidents'), design: may(session, 'design') || may(session, 'deploy') };
  const counts = useQuery({ queryKey: ['counts'], queryFn: () => http.get<TaskCounts>('/tasks/counts'), enabled: tasks });
  const unanswered = useQuery({
    queryKey: ['unanswered', 'counts'],
    queryFn: () => http.get<UnansweredCounts>('/unanswered/counts'),
    enabled: may(session, 'mail'),
  });
  const boxes = useMailboxes();
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: () => http.get<Overview>('/statistics/overview'),
    enabled: sees.incidents,
  });
  const open = overview.data?.open_incidents;
  const supervises = may(session, 'supervise');
  const troubled = useStanding(supervises).data?.flatMap((b) => b.warnings) ?? [];
  return (
    <>
      {tasks && (
        <Button component={Link} to="/pratiche/nuova" variant="filled" size="sm" fullWidth={false} className={css.newCase} leftSection={<Plus size={16} aria-hidden />}>
          {t('newCase')}
        </Button>
      )}
      {tasks && <Item to="/scrivania" icon={LayoutList} label={t('desk')} count={counts.data?.mine} />}
      {may(session, 'mail') && <Item to="/posta" icon={Inbox} label={t('mail')} count={unanswered.data?.to_sort} {...(unanswered.data?.to_sort ? { describe: t('toSort', { count: unanswered.data.to_sort }) } : {})} />}
      {may(session, 'mail') && <Item to="/riscontri" icon={MailQuestionMark} label={t('unanswered')} count={unanswered.data?.ended} tone="bad" />}
      <Item to="/pratiche" icon={FolderOpen} label={t('cases')} />
      <Item to="/rubrica" icon={BookUser} label={t('book')} />
      {sees.incidents && (
        <Item to="/errori" icon={TriangleAlert} label={t('incidents')} count={open} tone="bad"
          {...(open ? { describe: t('openIncidents', { count: open }) } : {})} />
      )}
      {supervises && (
        <Item to="/caselle" icon={HeartPulse} label={t('standing')} count={troubled.length} tone={troubled.some((w) => w.degree > 0) ? 'bad' : 'warn'}
          {...(troubled.length > 0 ? { describe: t('mailboxWarnings', { count: troubled.length }) } : {})} />
      )}
      {sees.incidents && <Item to="/operazioni" icon={Layers} label={t('batches')} />}
      {boxes.data?.some((box) => box.archives) && <Item to="/archivi" icon={FileArchive} label={t('archives')} />}
      {sees.design && (
        <>
          <p className={css.navHead}>{t('design')}</p>
          {may(session, 'design') && <Item to="/processi" icon={Workflow} label={t('processes')} />}
          <Item to="/versioni" icon={Package} label={t('versions')} />
        </>
      )}
      {(may(session, 'admin') || may(session, 'audit') || may(session, 'removals')) && <p className={css.navHead}>{t('administration')}</p>}
      {may(session, 'admin') && (
        <>
          <Item to="/amministrazione/caselle" icon={Mailbox} label={t('mailboxes')} />
          <Item to="/amministrazione/persone" icon={Users} label={t('people')} />
          <Item to="/amministrazione/assenze" icon={CalendarOff} label={t('absences')} />
          <Item to="/amministrazione/uffici" icon={Building2} label={t('offices')} />
          <Item to="/amministrazione/aree" icon={Network} label={t('areas')} />
          <Item to="/amministrazione/calendario" icon={CalendarDays} label={t('calendar')} />
          <Item to="/amministrazione/webhook" icon={Webhook} label={t('webhooks')} />
          <Item to="/amministrazione/credenziali" icon={KeyRound} label={t('credentials')} />
        </>
      )}
      {may(session, 'removals') && <Item to="/amministrazione/scarti" icon={EyeOff} label={t('removals')} />}
      {may(session, 'audit') && <Item to="/amministrazione/registro-operazioni" icon={ScrollText} label={t('audit')} />}
    </>
  );
}

