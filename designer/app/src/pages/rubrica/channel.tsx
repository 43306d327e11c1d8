/** An address of somebody: PEC or not, how old what is known of it is. */
import type { PartyAddress } from '@/api/types';
import { Mark } from '@/parts/parts';
import css from './book.module.css';
import { bookText } from './text';

export function Channel({ of }: { of: PartyAddress }) {
  const t = bookText.useText();
  return (
    <span className={css.channel}>
      <span>{of.address}</span>
      {of.certified && <Mark tone="brand">{t('pec')}</Mark>}
      {of.old && <Mark tone="warn">{t('old')}</Mark>}
    </span>
  );
}
