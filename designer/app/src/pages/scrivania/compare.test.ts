import { describe, expect, it } from 'vitest';
import { compare, compareLists, type Piece } from './compare';

const side = (pieces: Piece[], not: Piece['kind']) => pieces.filter((p) => p.kind !== not).map((p) => p.text).join('');

describe('comparing two versions', () => {
  it('tells what went and what came, and both texts come back whole', () => {
    const before = 'Si accoglie la richiesta.\n\nIl termine è di trenta giorni.';
    const after = 'Si accoglie in parte la richiesta.\n\nIl termine è di sessanta giorni.';
    const found = compare(before, after);
    expect(found.filter((p) => p.kind === 'gone').map((p) => p.text)).toEqual(['trenta']);
    expect(found.filter((p) => p.kind === 'new').map((p) => p.text)).toEqual(['in parte ', 'sessanta']);
    expect(side(found, 'new')).toBe(before);
    expect(side(found, 'gone')).toBe(after);
  });

  it.each([
    ['', ''], ['', 'a'], ['a', ''], ['a b', 'b a'], ['a\r\nb', 'a\nb'], [' a', 'a '],
  ])('gives back %j and %j', (before, after) => {
    const found = compare(before, after);
    expect(side(found, 'new')).toBe(before);
    expect(side(found, 'gone')).toBe(after);
  });

  it('compares long texts in a moment', () => {
    const long = Array.from({ length: 20_000 }, (_, n) => `riga ${n}\n`);
    const other = long.map((line, n) => (n % 3 ? line : `altra ${n}\n`));
    const found = compare(long.join(''), other.join(''));
    expect(side(found, 'gone')).toBe(other.join(''));
  }, 10_000);

  it('compares recipients without their order', () => {
    expect(compareLists(['a', 'b'], ['b', 'c'])).toEqual([
      { kind: 'same', text: 'b' }, { kind: 'new', text: 'c' }, { kind: 'gone', text: 'a' },
    ]);
  });
});
