/** What a person set for this browser: single-key shortcuts and the demo rail. */
import { useSyncExternalStore } from 'react';

interface Preferences {
  /** Single-key shortcuts (WCAG 2.1.4: they can be turned off). */
  shortcuts: boolean;
  /** The rail of the demo is folded. */
  railFolded: boolean;
}

const STORED = 'staffetta.preferences';
const START: Preferences = { shortcuts: true, railFolded: false };
const listeners = new Set<() => void>();

function read(): Preferences {
  try {
    return { ...START, ...(JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Preferences>) };
  } catch {
    return START;
  }
}

let current = read();

export function preferences(): Preferences {
  return current;
}

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  current = { ...current, [key]: value };
  try {
    localStorage.setItem(STORED, JSON.stringify(current));
  } catch {
    // Kept for this visit only.
  }
  for (const tell of listeners) tell();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    preferences,
  );
}
