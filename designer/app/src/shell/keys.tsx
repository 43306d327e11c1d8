/** Single-key shortcuts: off while writing, with a modifier, under a dialog, or when turned off. */
import { Kbd } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { preferences, usePreferences } from './preferences';
import css from './keys.module.css';

export type Keys = Record<string, ((event: KeyboardEvent) => void) | undefined>;

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input:not([type=checkbox]):not([type=radio]),textarea,select,[role=listbox]') !== null)
  );
}

/** Listens for the keys of `keys` (by `KeyboardEvent.key`) while the component is on the page. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!preferences().shortcuts || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isWriting(event.target) || document.querySelector('[role=dialog][aria-modal=true]')) return;
      const act = latest.current[event.key];
      if (!act) return;
      // Enter and Space on a button or a link are that control's own.
      if (event.key === 'Enter' && (event.target as HTMLElement).closest?.('button,a,[role=tab]')) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** The key on the button it stands for, which says it by `aria-keyshortcuts`; nothing where shortcuts are off or the screen is a phone's. */
export function KeyHint({ name }: { name: string }) {
  return usePreferences().shortcuts ? <Kbd size="xs" className={css.hint} aria-hidden>{name}</Kbd> : null;
}
