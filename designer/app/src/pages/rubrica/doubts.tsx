/** The doubtful lines of a preview, decided one by one, and the same for all the rest. */
import { Button, NativeSelect } from '@mantine/core';
import type { DoubtDecided, ImportLine } from '@/api/types';
import { Mark } from '@/parts/parts';
import css from './book.module.css';
import { bookText } from './text';

const DOUBTS = ['skip', 'apart', 'merge'] as const;
export type Doubt = (typeof DOUBTS)[number];
/** What was chosen of a line, by [`keyOf`]: a doubt, with the contact after a colon where it is merged. */
export type Choices = Record<string, string>;

const keyOf = (line: ImportLine): string => `${line.line}:${line.place}`;

function read(choice: string): { doubt: Doubt; into?: string } {
  const [word, ...into] = choice.split('=');
  const doubt = DOUBTS.find((d) => d === word) ?? 'skip';
  return into.length > 0 ? { doubt, into: into.join('=') } : { doubt };
}

/** What an import is told of the lines decided one by one. */
export function decisions(choices: Choices): DoubtDecided[] {
  return Object.entries(choices).map(([key, choice]) => {
    const [line, place] = key.split(':').map(Number);
    return { line: line ?? 0, place: place ?? 0, ...read(choice) };
  });
}

/** Whether something doubtful comes into the book by these choices. */
export const brings = (lines: ImportLine[], choices: Choices, rest: Doubt): boolean =>
  lines.some((line) => (choices[keyOf(line)] ? read(choices[keyOf(line)] ?? '').doubt : rest) !== 'skip');

export function Doubts({ lines, choices, choose, rest, chooseRest }: {
  lines: ImportLine[]; choices: Choices; choose: (choices: Choices) => void; rest: Doubt; chooseRest: (rest: Doubt) => void;
}) {
  const t = bookText.useText();
  const set = (key: string, choice: string) => {
    const others = Object.entries(choices).filter(([k]) => k !== key);
    choose(Object.fromEntries(choice ? [...others, [key, choice]] : others));
  };
  const decided = lines.filter((line) => choices[keyOf(line)]).length;
  return (
    <div className={css.form}>
      <div className={css.two}>
        <NativeSelect maw={520} label={t('doubtRest')} description={t('doubtRestHelp')} value={rest} onChange={(e) => chooseRest(DOUBTS.find((d) => d === e.currentTarget.value) ?? 'skip')}
          data={DOUBTS.map((d) => ({ value: d, label: t(`doubt_${d}_all`) }))} />
      </div>
      <p className={css.quiet} role="status">{t('decided', { count: decided, all: lines.length })}</p>
      <div className="table-scroll">
        <table className="grid stack">
          <thead><tr><th>{t('line')}</th><th>{t('name')}</th><th>{t('reason')}</th><th>{t('doubtWhat')}</th></tr></thead>
          <tbody>
            {lines.map((l) => {
              const choice = choices[keyOf(l)] ?? '';
              return (
                <tr key={keyOf(l)}>
                  <td className="nowrap">{l.line}</td>
                  <td>
                    <span className={css.wrap}>{l.name || '—'}</span>
                    {l.addresses.map((a) => <span key={a.address} className={css.channel}><span className={css.quiet}>{a.address}</span>{a.certified && <Mark tone="brand">{t('pec')}</Mark>}</span>)}
                  </td>
                  <td className={css.wrap}>{l.reason}</td>
                  <td>
                    <div className={css.choice}>
                      <NativeSelect size="xs" aria-label={t('doubtOf', { line: l.line, name: l.name })} value={choice} onChange={(e) => set(keyOf(l), e.currentTarget.value)}
                        data={[
                          { value: '', label: t('doubtAsRest') },
                          ...l.like.map((p) => ({ value: `merge=${p.into}`, label: p.line ? t('doubtIntoLine', { name: p.name, line: p.line }) : t('doubtInto', { name: p.name, mark: p.mark }) })),
                          { value: 'apart', label: t('doubt_apart') },
                          { value: 'skip', label: t('doubt_skip') },
                        ]} />
                      {choice && <Button size="compact-xs" variant="subtle" onClick={() => chooseRest(read(choice).doubt)}>{t('doubtSame')}</Button>}
                    </div>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
