/** Two persons changed one draft: see both, then choose. Nothing is overwritten without a click. */
import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { dateTime } from '@/i18n/dates';
import { type Draft, type Files, personName } from './api';
import css from './processi.module.css';
import { processText } from './text';

type Line = { text: string; side: 'both' | 'theirs' | 'mine' };

/** Above this product of line counts a line-by-line comparison would stall the page. */
const LINES_PRODUCT_MAX = 4_000_000;

/** The lines of two texts, each marked with where it is: a longest common subsequence. */
export function compareLines(theirs: string, mine: string): Line[] {
  const a = theirs.split('\n');
  const b = mine.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const x = a.slice(start, a.length - end);
  const y = b.slice(start, b.length - end);
  const both = (text: string): Line => ({ text, side: 'both' });
  const middle: Line[] = [];
  if (x.length * y.length > LINES_PRODUCT_MAX) {
    middle.push(...x.map((text): Line => ({ text, side: 'theirs' })), ...y.map((text): Line => ({ text, side: 'mine' })));
  } else {
    const width = y.length + 1;
    const common = new Uint32Array((x.length + 1) * width);
    for (let i = x.length - 1; i >= 0; i -= 1) {
      for (let j = y.length - 1; j >= 0; j -= 1) {
        common[i * width + j] = x[i] === y[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
      }
    }
    let i = 0;
    let j = 0;
    while (i < x.length || j < y.length) {
      const left = x[i];
      const right = y[j];
      if (left !== undefined && left === right) {
        middle.push(both(left));
        i += 1;
        j += 1;
      } else if (right === undefined || (left !== undefined && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) {
        middle.push({ text: left ?? '', side: 'theirs' });
        i += 1;
      } else {
        middle.push({ text: right, side: 'mine' });
        j += 1;
      }
    }
  }
  return [...a.slice(0, start).map(both), ...middle, ...a.slice(a.length - end).map(both)];
}

/** Three lines around each difference; the rest is left out with a mark. */
function around(lines: Line[]): (Line | 'gap')[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - 3), i + 4).some((l) => l.side !== 'both'));
  return lines.flatMap((line, i): (Line | 'gap')[] => (near[i] ? [line] : near[i - 1] ? ['gap'] : []));
}

export interface ConflictProps {
  theirs: Draft;
  mine: Files;
  isOpen: boolean;
  onClose: () => void;
  onSettle: (how: 'theirs' | 'mine') => void;
}

export function Conflict({ theirs, mine, isOpen, onClose, onSettle }: ConflictProps) {
  const t = processText.useText();
  const [comparing, setComparing] = useState(false);
  const paths = useMemo(
    () =>
      [...new Set([...Object.keys(theirs.files), ...Object.keys(mine)])]
        .filter((p) => theirs.files[p] !== mine[p])
        .sort((a, b) => a.localeCompare(b)),
    [theirs, mine],
  );
  const [chosen, setChosen] = useState<string>();
  const path = chosen !== undefined && paths.includes(chosen) ? chosen : paths[0];
  const lines = useMemo(
    () => (path === undefined ? [] : around(compareLines(theirs.files[path] ?? '', mine[path] ?? ''))),
    [path, theirs, mine],
  );
  const stateOf = (p: string): string =>
    t(mine[p] === undefined ? 'onlyTheirs' : theirs.files[p] === undefined ? 'onlyMine' : 'differs');
  const who = personName(theirs.updated_by);
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('conflictTitle')} size={comparing ? 'xl' : 'md'} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        <Text>{t('conflictBy', { name: who, at: theirs.updated_at ? dateTime(theirs.updated_at) : '' })}</Text>
        {comparing && path !== undefined && (
          <>
            <NativeSelect
              label={t('file')}
              value={path}
              data={paths.map((p) => ({ value: p, label: `${p} (${stateOf(p)})` }))}
              onChange={(e) => setChosen(e.currentTarget.value)}
            />
            <div className={css.compare} role="region" aria-label={path} tabIndex={0}>
              {lines.length === 0 && <p>{t('noDifference')}</p>}
              {lines.map((line, i) =>
                line === 'gap' ? (
                  <div key={i} className={css.compareGap}>…</div>
                ) : (
                  <div key={i} className={css.compareLine} data-side={line.side}>
                    <span>{line.side === 'theirs' ? `− ${t('theirs')}` : line.side === 'mine' ? `+ ${t('mine')}` : ''}</span>
                    <code>{line.text || ' '}</code>
                  </div>
                ),
              )}
            </div>
          </>
        )}
        <Group justify="flex-end" gap="xs">
          {!comparing && <Button variant="default" data-autofocus onClick={() => setComparing(true)}>{t('compare')}</Button>}
          <Button variant="default" onClick={() => onSettle('theirs')} title={t('reloadText')}>{t('reload')}</Button>
          <Button onClick={() => onSettle('mine')} title={t('keepMineText')}>{t('keepMine')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
