/** Short notices at the lower left, on a phone above: over no action, and away from the mark of bpmn.io at the lower right. */
import { Button, CloseButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { reason } from '@/api/http';
import { shellText } from './text';
import css from './toast.module.css';

interface Notice {
  id: number;
  tone: 'good' | 'bad' | 'neutral';
  text: string;
  action?: Action | undefined;
}

/** What can still be done about it. */
interface Action {
  label: string;
  act: () => void;
}

const STAYS_MS = 6000;
const OFFERED_MAX_MS = 60_000;
let notices: Notice[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: Notice[]): void {
  notices = to;
  for (const tell of listeners) tell();
}

function show(tone: Notice['tone'], text: string, action?: Action, stays = STAYS_MS): void {
  const id = next++;
  change([...notices.slice(-3), { id, tone, text, action }]);
  // A failure stays until it is closed.
  if (tone !== 'bad') setTimeout(() => change(notices.filter((n) => n.id !== id)), stays);
}

export const toast = {
  done: (text: string): void => show('good', text),
  say: (text: string): void => show('neutral', text),
  /** Stays for `ms`, at most a minute; pressing the action closes it. */
  offer: (text: string, action: Action, ms: number): void => show('neutral', text, action, Math.min(Math.max(ms, 0), OFFERED_MAX_MS)),
  failed: (error: unknown): void => show('bad', reason(error)),
};

export function Toasts() {
  const t = shellText.useText();
  const list = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => notices,
  );
  return (
    <div className={css.stack} role="status" aria-live="polite">
      {list.map((n) => (
        <div key={n.id} className={css.notice} data-tone={n.tone}>
          <span>{n.text}</span>
          {n.action && (
            <Button size="xs" variant="default" onClick={() => {
              change(notices.filter((m) => m.id !== n.id));
              n.action?.act();
            }}>{n.action.label}</Button>
          )}
          <CloseButton size="sm" aria-label={t('close')} onClick={() => change(notices.filter((m) => m.id !== n.id))} />
        </div>
      ))}
    </div>
  );
}
