/** The tabs of a narrow screen scroll: the one that is shown is in sight, also after the screen was turned. */
import { type RefObject, useEffect, useRef } from 'react';

/** For the list of the tabs; `there`: the list is drawn. */
export function useTabInSight(tab: string, there = true): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const look = () => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest', inline: 'center' });
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, [tab, there]);
  return list;
}
