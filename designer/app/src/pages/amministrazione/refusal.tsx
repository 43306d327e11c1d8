/** The server's words on a form that is longer than the screen: the first field they name gets the focus, else the words do. */
import { useEffect, useRef } from 'react';
import { Problem, reason } from '@/api/http';
import { Notice } from '@/parts/parts';

export function Refusal({ problem }: { problem: unknown }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem === undefined) return;
    const words = place.current;
    const field = words?.closest('form')?.querySelector<HTMLElement>('[aria-invalid=true]');
    (field ?? words)?.focus({ preventScroll: true });
    (field ?? words)?.scrollIntoView({ block: 'center' });
  }, [problem]);
  if (problem === undefined) return null;
  return (
    <div ref={place} tabIndex={-1}>
      <Notice tone="bad" role="alert" title={problem instanceof Problem ? problem.title : undefined}>{reason(problem)}</Notice>
    </div>
  );
}
