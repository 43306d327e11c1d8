/** What happened in a case, newest last; the technical steps only when asked for. */
import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import type { TraceEntry } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { Bars, Failure } from '@/parts/parts';
import { shellText } from '@/shell/text';
import css from './case.module.css';
import { doerWords } from './doer';
import { useHistory } from './queries';
import { caseText } from './text';

const KINDS = [
  'started', 'activated', 'waiting', 'completed', 'cancelled', 'flow', 'variable', 'log', 'incident', 'resolved', 'error',
  'suspended', 'resumed', 'ended', 'thrown', 'decided',
] as const;
const TECHNICAL = new Set(['activated', 'flow', 'variable']);
const BAD = new Set(['incident', 'error', 'cancelled']);

/** What a kind of event says of the element `name`. */
export function eventWords(kind: string, name: string): string {
  const known = KINDS.find((k) => k === kind);
  return known ? caseText.text(`ev_${known}`, { name }) : [kind, name].filter(Boolean).join(': ');
}

function words(entry: TraceEntry): string {
  const name = entry.kind === 'variable' ? (entry.variable ?? entry.element ?? '') : (entry.element_name || entry.element || '');
  return eventWords(entry.kind, name);
}

/** An incident is traced as `code: words`; the code is for the page of errors. */
const withoutCode = (text: string): string => text.replace(/^[a-z_.]+: /, '');

/** What is said beside the event itself. */
function textOf(entry: TraceEntry, t: ReturnType<typeof caseText.useText>): string | undefined {
  if (!entry.text) return undefined;
  if (entry.kind === 'waiting' && entry.text === 'join_stuck') return t('joinStuck');
  return entry.kind === 'incident' ? withoutCode(entry.text) : entry.text;
}

/** A step the analyst gave no name: nothing a reader of the case would miss. */
function isNameless(entry: TraceEntry): boolean {
  const says = entry.text !== null && entry.text !== undefined;
  return Boolean(entry.element) && !entry.element_name && !says && (entry.kind === 'completed' || entry.kind === 'waiting');
}

function byName(by: TraceEntry['by']): string | undefined {
  return by ? doerWords(by) : undefined;
}

export function History({ instance }: { instance: string }) {
  const t = caseText.useText();
  const s = shellText.useText();
  const [all, setAll] = useState(false);
  const history = useHistory(instance);
  if (history.isPending) return <Bars rows={5} height={26} />;
  if (history.isError) return <Failure error={history.error} retry={() => void history.refetch()} />;
  const entries = history.data.pages.flatMap((p) => p.items).filter((e) => all || !(TECHNICAL.has(e.kind) || isNameless(e)));
  return (
    <div>
      <Switch size="xs" label={t('allSteps')} checked={all} onChange={(e) => setAll(e.currentTarget.checked)} mb="sm" />
      {entries.length === 0 && <p className={css.none}>{t('noHistory')}</p>}
      <ol className={css.history}>
        {entries.map((entry, i) => (
          <li key={i} data-bad={BAD.has(entry.kind) || undefined} data-quiet={TECHNICAL.has(entry.kind) || undefined}>
            <span className={css.at}>{dateTimeSeconds(entry.at)}</span>
            <span className={css.event}>
              {words(entry)}
              {textOf(entry, t) && <span className={css.eventText}>{textOf(entry, t)}</span>}
              {entry.value !== undefined && entry.value !== null && (
                <code className={css.eventValue}>{typeof entry.value === 'string' ? entry.value : JSON.stringify(entry.value)}</code>
              )}
              {byName(entry.by) && <span className={css.by}>{t('by', { name: byName(entry.by) })}</span>}
            </span>
          </li>
        ))}
      </ol>
      {history.hasNextPage && <Button variant="subtle" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>{s('more')}</Button>}
    </div>
  );
}
