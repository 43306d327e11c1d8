import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { merge, useSteady } from './steady';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));

test('what arrives above is counted, not shown; what left is greyed in its place', () => {
  const m = merge(rows('b', 'c', 'd'), rows('a', 'b', 'd'));
  expect(m.rows.map((r) => [r.item.id, r.gone])).toEqual([['b', false], ['c', true], ['d', false]]);
  expect(m.arrived).toBe(1);
  expect(m.tail).toEqual([]);
});

test('another page is appended, since it moves nothing', () => {
  const m = merge(rows('a', 'b'), rows('a', 'b', 'c'));
  expect(m.arrived).toBe(0);
  expect(m.tail.map((r) => r.id)).toEqual(['c']);
});

test('the list stays while others work, and begins anew when asked or when its scope changes', () => {
  const hook = renderHook(({ fresh, scope }) => useSteady(fresh, scope), { initialProps: { fresh: rows('b', 'c'), scope: '1' } });
  hook.rerender({ fresh: rows('a', 'b', 'c'), scope: '1' });
  expect(hook.result.current.rows.map((r) => r.item.id)).toEqual(['b', 'c']);
  expect(hook.result.current.arrived).toBe(1);
  act(() => hook.result.current.show());
  expect(hook.result.current.rows.map((r) => r.item.id)).toEqual(['a', 'b', 'c']);
  hook.rerender({ fresh: rows('c'), scope: '2' });
  expect(hook.result.current.rows.map((r) => r.item.id)).toEqual(['c']);
});
