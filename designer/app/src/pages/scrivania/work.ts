/**
 * What a person types into a task: kept here, saved to the server by itself, never lost.
 *
 * A change is saved {@link SAVE_AFTER_MS} after the last key; until the server has it, it also lies in
 * the session storage of the browser and is taken up again from there. A save that failed is tried again
 * by itself where that may help. A draft that was changed
 * elsewhere (412) stops the saving until the person chooses.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { DraftSaved, TaskDetail, Values } from '@/api/types';
import { startValues } from '@/forms/schema';

const SAVE_AFTER_MS = 1200;
const RETRY_AFTER_MS = 4000;

/** The server was out of reach, or the session over: neither is for ever. */
const passes = (error: unknown): boolean => !(error instanceof Problem) || error.status === 0 || error.status === 401 || error.status >= 500;

export type Saving =
  | { state: 'idle' }
  | { state: 'waiting' }
  | { state: 'saving' }
  | { state: 'saved'; at: string }
  | { state: 'failed'; reason: string }
  | { state: 'conflict' };

const local = {
  key: (task: string) => `staffetta.draft.${task}`,
  read(task: string): Values | undefined {
    try {
      const text = sessionStorage.getItem(local.key(task));
      return text ? (JSON.parse(text) as Values) : undefined;
    } catch {
      return undefined;
    }
  },
  write(task: string, values: Values): void {
    try {
      sessionStorage.setItem(local.key(task), JSON.stringify(values));
    } catch {
      // Full or forbidden: the copy on the server is the one that counts.
    }
  },
  drop(task: string): void {
    try {
      sessionStorage.removeItem(local.key(task));
    } catch {
      // As above.
    }
  },
};

/** Tasks worked on since this page was loaded: what their drafts hold was typed a moment ago, and needs no word about it. */
const worked = new Set<string>();

/** The values a task opens with: the server's, over them the draft. An approval is decided anew each time. */
export function opening(task: TaskDetail): Values {
  const values: Values = { ...startValues(task.form_schema, task.data, Boolean(task.approves)), ...task.draft?.data };
  const drafts = task.drafts;
  if (drafts && values[drafts] === undefined) values[drafts] = task.data[drafts];
  return values;
}

export interface Work {
  values: Values;
  change: (key: string, value: unknown) => void;
  saving: Saving;
  /** Taken up from this browser, where it was left before this page was loaded. */
  restored: boolean;
  /** Waits for a save under way and forbids further ones; call before `complete`. */
  settle: () => Promise<void>;
  /** Goes on saving after a `complete` that was refused. */
  resume: () => void;
  /** After a conflict: my draft wins. */
  keepMine: () => void;
  /** The task was completed: forgets the copy of this browser. */
  forget: () => void;
}

/**
 * `editable`: the person may type. `held`: the person holds the task, so that the server keeps what is typed; who
 * decides without taking it keeps it in this browser. The component is keyed by task and holder.
 */
export function useWork(task: TaskDetail, editable: boolean, held: boolean): Work {
  const found = useRef(editable || held ? local.read(task.id) : undefined);
  const [restored] = useState(() => found.current !== undefined && !worked.has(task.id));
  const [values, setValues] = useState<Values>(() => ({ ...opening(task), ...found.current }));
  const [saving, setSaving] = useState<Saving>(
    found.current && held ? { state: 'waiting' } : task.draft?.at ? { state: 'saved', at: task.draft.at } : { state: 'idle' },
  );
  const latest = useRef(values);
  const revision = useRef<number | undefined>(task.draft?.revision ?? task.revision);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<void>>(Promise.resolve());
  const stopped = useRef(false);
  const dirty = useRef(found.current !== undefined);
  /** The page of this task is no longer shown. */
  const left = useRef(false);

  const save = useCallback(async function save(): Promise<void> {
    if (!dirty.current || !held) return;
    dirty.current = false;
    const sent = latest.current;
    // A repeated attempt says nothing until it succeeds.
    setSaving((before) => (before.state === 'failed' ? before : { state: 'saving' }));
    try {
      const answer = await http.put<DraftSaved>(`/tasks/${task.id}/draft`, { data: sent }, { ifMatch: revision.current });
      revision.current = answer.revision;
      if (dirty.current) return;
      local.drop(task.id);
      setSaving(answer.at ? { state: 'saved', at: answer.at } : { state: 'idle' });
    } catch (error) {
      dirty.current = true;
      if (error instanceof Problem && error.status === 412) {
        stopped.current = true;
        setSaving({ state: 'conflict' });
      } else {
        setSaving({ state: 'failed', reason: reason(error) });
        if (!passes(error) || left.current) return;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          if (!stopped.current) running.current = running.current.then(save);
        }, RETRY_AFTER_MS);
      }
    }
  }, [task.id, held]);

  const schedule = useCallback(() => {
    clearTimeout(timer.current);
    if (stopped.current) return;
    timer.current = setTimeout(() => {
      running.current = running.current.then(save);
    }, SAVE_AFTER_MS);
  }, [save]);

  const change = useCallback((key: string, value: unknown) => {
    if (!editable) return;
    latest.current = { ...latest.current, [key]: value };
    setValues(latest.current);
    dirty.current = true;
    local.write(task.id, latest.current);
    worked.add(task.id);
    if (!held) return;
    if (!stopped.current) setSaving({ state: 'waiting' });
    schedule();
  }, [editable, held, schedule, task.id]);

  useEffect(() => {
    left.current = false;
    if (found.current) schedule();
    return () => {
      left.current = true;
      // Leaving the page saves at once; a failure leaves the copy in the browser.
      clearTimeout(timer.current);
      if (dirty.current && !stopped.current) running.current = running.current.then(save);
    };
  }, [save, schedule]);

  return {
    values,
    change,
    saving,
    restored,
    settle: async () => {
      clearTimeout(timer.current);
      stopped.current = true;
      await running.current;
    },
    resume: () => {
      stopped.current = false;
      if (dirty.current) schedule();
    },
    keepMine: () => {
      revision.current = undefined;
      stopped.current = false;
      running.current = running.current.then(save);
    },
    forget: () => {
      dirty.current = false;
      local.drop(task.id);
    },
  };
}
