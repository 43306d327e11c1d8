/** The ordered list of the elements of a process with what happens at each: the drawing in words. */
import type { Mark } from './marks';
import type { OutlineEntry } from './outline';
import { bpmnText, kindWord } from './text';

export interface OutlineListProps {
  entries: readonly OutlineEntry[];
  marks?: ReadonlyMap<string, Mark>;
  onChoose: (element: string) => void;
  open?: boolean;
}

export function OutlineList({ entries, marks, onChoose, open }: OutlineListProps) {
  const t = bpmnText.useText();
  const stateOf = (mark: Mark): string =>
    [mark.count > 0 ? t('here', { count: mark.count }) : '', mark.incident ? t('stuck') : '']
      .filter(Boolean)
      .join(', ');
  return (
    <details className="diagram-outline" {...(open ? { open: true } : {})}>
      <summary>
        {t('outline')} ({entries.length})
      </summary>
      {entries.length === 0 ? <p>{t('empty')}</p> : null}
      <ol>
        {entries.map((entry) => {
          const word = kindWord(entry.kind);
          const kind = word ? t(word as never) : entry.kind;
          const mark = marks?.get(entry.id);
          return (
            <li key={entry.id} style={{ marginInlineStart: `${entry.depth * 1.5}em` }}>
              <button type="button" onClick={() => onChoose(entry.id)} {...(mark ? { 'aria-current': 'step' } : {})}>
                <span className="diagram-name">{entry.name || kind}</span>
                {entry.name ? <span className="diagram-kind"> · {kind}</span> : null}
                {mark ? (
                  <span className="diagram-mark" {...(mark.incident ? { 'data-incident': '' } : {})}>
                    {' '}
                    — {stateOf(mark)}
                  </span>
                ) : null}
              </button>
            </li>
          );
        })}
      </ol>
    </details>
  );
}
