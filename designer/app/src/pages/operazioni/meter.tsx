/** How far a batch is: a bar, and the same in words. */
import type { Batch } from '@/api/types';
import css from './batches.module.css';
import { batchText } from './text';

export function Meter({ batch }: { batch: Batch }) {
  const t = batchText.useText();
  const over = batch.done + batch.failed;
  const all = over + batch.waiting;
  const words = t('doneOf', { done: over, all });
  return (
    <div className={css.meter}>
      <progress value={over} max={Math.max(all, 1)} aria-label={words} />
      <span>{words}{batch.failed > 0 && <span className={css.bad}> · {t('failed', { count: batch.failed })}</span>}</span>
    </div>
  );
}
