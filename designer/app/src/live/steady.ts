/**
 * A list that does not jump while somebody reads it: the order shown is kept, what left is greyed, what
 * came is counted and waits for "Mostra". It starts anew when `scope` changes (another list, another
 * search, an act of the reader's own).
 */
import { useEffect, useState } from 'react';

export interface Steady<T> {
  rows: { item: T; gone: boolean }[];
  /** How many items wait to be shown. */
  arrived: number;
  show: () => void;
}

interface Kept<T> {
  scope: string;
  rows: T[];
}

/** Merges what is shown with what is true now. Pure, for the tests. */
export function merge<T extends { id: string }>(shown: T[], fresh: T[]): { rows: { item: T; gone: boolean }[]; arrived: number; tail: T[] } {
  const now = new Map(fresh.map((item) => [item.id, item]));
  const known = new Set(shown.map((item) => item.id));
  const last = shown.at(-1);
  const lastAt = last ? fresh.findIndex((item) => item.id === last.id) : -1;
  const added = fresh.filter((item) => !known.has(item.id));
  // What comes after the last row shown (another page) moves nothing, so it is simply appended.
  const tail = lastAt >= 0 ? added.filter((item) => fresh.indexOf(item) > lastAt) : [];
  return {
    rows: shown.map((item) => ({ item: now.get(item.id) ?? item, gone: !now.has(item.id) })),
    arrived: added.length - tail.length,
    tail,
  };
}

export function useSteady<T extends { id: string }>(fresh: T[] | undefined, scope: string): Steady<T> {
  const [kept, setKept] = useState<Kept<T>>();
  const current = kept?.scope === scope ? kept : undefined;
  useEffect(() => {
    if (!fresh) return;
    setKept((before) => {
      if (before?.scope !== scope || before.rows.length === 0) return { scope, rows: fresh };
      const { tail } = merge(before.rows, fresh);
      return tail.length ? { scope, rows: [...before.rows, ...tail] } : before;
    });
  }, [fresh, scope]);
  const merged = merge(current?.rows ?? fresh ?? [], fresh ?? current?.rows ?? []);
  return { rows: merged.rows, arrived: merged.arrived, show: () => fresh && setKept({ scope, rows: fresh }) };
}

/**
 * The rows of a list that stand while the pointer or the focus is in it, and are as they are now when nobody
 * is there. `hold` goes on the element around the rows.
 */
export function useHeld<T extends { id: string }>(fresh: T[] | undefined, scope: string): {
  rows: T[]; arrived: number; show: () => void;
  hold: { onPointerEnter: () => void; onPointerLeave: () => void; onFocus: () => void; onBlur: () => void };
} {
  const [reading, setReading] = useState(false);
  const steady = useSteady(fresh, `${scope} ${reading}`);
  const come = () => setReading(true);
  const go = () => setReading(false);
  return {
    rows: reading ? steady.rows.map((r) => r.item) : (fresh ?? []),
    arrived: reading ? steady.arrived : 0,
    show: steady.show,
    hold: { onPointerEnter: come, onPointerLeave: go, onFocus: come, onBlur: go },
  };
}
