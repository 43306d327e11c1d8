/** What came while a list is read: it lies over the end of the list, so that no row moves for it. */
import { Button } from '@mantine/core';
import { shellText } from '@/shell/text';
import css from './parts.module.css';

export function Arrived({ count, words, show }: { count: number; words: string; show: () => void }) {
  const t = shellText.useText();
  if (count === 0) return null;
  return (
    <div className={css.arrived} role="status">
      <span>{words}</span>
      <Button size="compact-xs" variant="white" onClick={show}>{t('show')}</Button>
    </div>
  );
}
