/**
 * Server-sent events: they carry kind, id and version only, and here they only invalidate queries.
 * Reconnection and `Last-Event-ID` are the browser's; after a gap everything shown is asked again.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { address } from '@/api/http';
import type { Change } from '@/api/types';

/** The query roots a change of a kind makes old. A kind that is not here (`lost` among them) makes everything old. */
const ROOTS: Record<string, string[]> = {
  task: ['tasks', 'counts', 'instances', 'rail', 'overview'],
  instance: ['instances', 'tasks', 'counts', 'processes', 'rail', 'unanswered'],
  mail: ['mails', 'instances', 'rail', 'overview', 'unanswered'],
  owed: ['unanswered', 'instances'],
  despatch: ['despatches', 'instances', 'rail', 'overview', 'unanswered'],
  receipt: ['despatches', 'mails', 'instances', 'rail'],
  incident: ['incidents', 'instances', 'overview', 'mailboxes'],
  mailbox: ['mailboxes'],
  deployment: ['deployments', 'processes', 'startable'],
  process: ['deployments', 'processes', 'startable'],
  draft: ['drafts', 'processes'],
  person: ['people'],
  office: ['offices'],
  membership: ['people'],
  note: ['instances'],
  reply: ['tasks'],
  assignment: ['tasks', 'instances'],
  opinion: ['tasks'],
  put_off: ['tasks', 'counts'],
  tag: ['instances', 'mails'],
  registration: ['instances', 'mails'],
  register: [],
  anchor: [],
  removal: ['mails', 'despatches', 'removals'],
  removal_proposal: ['removals'],
  notice: ['notices'],
  notice_read: ['notices'],
  // Nothing on these pages shows them.
  webhook: [],
  credential: [],
  delivery: [],
  party: ['parties'],
  contact: ['parties'],
  import: ['imports'],
  import_item: [],
  period_archive: ['archives'],
  area: ['areas', 'offices', 'mailboxes'],
  identity: ['people'],
  person_import: ['people-imports'],
  calendar: ['calendars'],
  absence: ['absences', 'people'],
  provider: ['providers'],
  upkeep: ['mailboxes'],
  look: ['mailboxes'],
  version: ['tasks', 'instances'],
  approval: ['tasks', 'instances'],
  signature: ['tasks', 'instances'],
  release: ['despatches', 'instances'],
  mailing: ['mailings', 'despatches', 'instances'],
  correction: ['despatches', 'tasks'],
  correspondent: ['parties', 'recipients'],
  automatic_reply: [],
  batch: [],
  batch_item: [],
  audit: ['audit'],
  clock: ['clock', 'tasks', 'rail'],
};

const NEVER = new Set(['session', 'text', 'demo']);

export type Line = 'open' | 'lost';

/** Listens while mounted; says whether the line is up. */
export function useLive(): Line {
  const client = useQueryClient();
  const [line, setLine] = useState<Line>('open');
  useEffect(() => {
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const all = waiting.has('*');
      const roots = new Set(waiting);
      waiting.clear();
      void client.invalidateQueries({
        predicate: (q) => {
          const root = String(q.queryKey[0]);
          return !NEVER.has(root) && (all || roots.has(root));
        },
      });
    };
    const mark = (roots: string[]) => {
      for (const root of roots) waiting.add(root);
      if (waiting.size > 0) timer ??= setTimeout(flush, 200);
    };
    let wasLost = false;
    const source = new EventSource(address('/events'));
    source.addEventListener('change', (event) => {
      try {
        const change = JSON.parse((event as MessageEvent<string>).data) as Change;
        mark(ROOTS[change.kind] ?? ['*']);
      } catch {
        mark(['*']);
      }
    });
    source.onopen = () => {
      setLine('open');
      if (wasLost) mark(['*']);
      wasLost = false;
    };
    source.onerror = () => {
      wasLost = true;
      setLine('lost');
    };
    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [client]);
  return line;
}
