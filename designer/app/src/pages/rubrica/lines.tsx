/** Lines of a preview or of an import, of one outcome. */
import type { ImportLine } from '@/api/types';
import { Mark } from '@/parts/parts';
import { Link } from '@tanstack/react-router';
import css from './book.module.css';
import { bookText } from './text';

export function Lines({ lines }: { lines: ImportLine[] }) {
  const t = bookText.useText();
  if (lines.length === 0) return <p className={css.quiet}>{t('nothingHere')}</p>;
  const reasons = lines.some((l) => l.reason !== '');
  return (
    <div className="table-scroll">
      <table className="grid stack">
        <thead><tr><th>{t('line')}</th><th>{t('name')}</th>{reasons && <th>{t('reason')}</th>}</tr></thead>
        <tbody>
          {lines.map((l, i) => (
            <tr key={`${l.line} ${i}`}>
              <td className="nowrap">{l.line}</td>
              <td>
                {l.party && l.undo !== 'undone' ? <Link to="/rubrica/$party" params={{ party: l.party }} className={css.name}>{l.name}</Link> : <span className={css.wrap}>{l.name || '—'}</span>}
                {l.addresses.map((a) => <span key={a.address} className={css.channel}><span className={css.quiet}>{a.address}</span>{a.certified && <Mark tone="brand">{t('pec')}</Mark>}</span>)}
              </td>
              {reasons && <td className={css.wrap}>{l.reason}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
