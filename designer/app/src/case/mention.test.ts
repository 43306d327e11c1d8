import { expect, test } from 'vitest';
import { named } from './mention';

test('a name is being written after @ at the beginning of a word, and nowhere else', () => {
  const rows: [string, ReturnType<typeof named>][] = [
    ['@', { from: 0, part: '' }],
    ['Chiedi a @gior', { from: 9, part: 'gior' }],
    ['(@anna.ne', { from: 1, part: 'anna.ne' }],
    ['@anna.neri ', undefined],
    ['scrivi a rossi@pec', undefined],
    ['niente', undefined],
  ];
  for (const [text, expected] of rows) expect(named(text, text.length), text).toEqual(expected);
  expect(named('@an e poi', 3)).toEqual({ from: 0, part: 'an' });
});
