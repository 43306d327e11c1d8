/** Short notices at the lower left: over no action, and away from the mark of bpmn.io at the lower right. */
import { CloseButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { reason } from '@/api/http';
import { shellText } from './text';
import css from './toast.module.css';

interface Notice {
  id: number;
  tone: 'good' | 'bad' | 'neutral';
  text: string;
}

const STAYS_MS = 6000;
let notices: Notice[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: Notice[]): void {
  notices = to;
  for (const tell of listeners) tell();
}

function show(tone: Notice['tone'], text: string): void {
  const id = next++;
  change([...notices.slice(-3), { id, tone, text }]);
  // A failure stays until it is closed.
  if (tone !== 'bad') setTimeout(() => change(notices.filter((n) => n.id !== id)), STAYS_MS);
}

export const toast = {
  done: (text: string): void => show('good', text),
  say: (text: string): void => show('neutral', text),
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
          <CloseButton size="sm" aria-label={t('close')} onClick={() => change(notices.filter((m) => m.id !== n.id))} />
        </div>
      ))}
    </div>
  );
}
