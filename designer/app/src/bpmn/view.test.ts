import { describe, expect, it } from 'vitest';
import { type Box, fitted } from './view';

const outer = { width: 1000, height: 600 };

/** Where a point of the plane lands on the paper, in pixels. */
const onPaper = (box: Box, x: number, y: number): [number, number] => {
  const scale = outer.width / box.width;
  return [(x - box.x) * scale, (y - box.y) * scale];
};

describe('the part of the plane that is shown', () => {
  it.each<[string, Box]>([
    ['small', { x: 50, y: 80, width: 300, height: 100 }],
    ['wide', { x: -200, y: 0, width: 5000, height: 300 }],
    ['high', { x: 0, y: -900, width: 200, height: 4000 }],
  ])('%s: whole, clear of the palette and never magnified', (_, inner) => {
    const box = fitted(inner, outer);
    if (!box) throw new Error('nothing to show');
    const [left, top] = onPaper(box, inner.x, inner.y);
    const [right, bottom] = onPaper(box, inner.x + inner.width, inner.y + inner.height);
    expect(left).toBeGreaterThanOrEqual(131.9);
    expect(right).toBeLessThanOrEqual(968.1);
    expect(top).toBeGreaterThanOrEqual(31.9);
    expect(bottom).toBeLessThanOrEqual(544.1);
    expect(right - left).toBeLessThanOrEqual(inner.width + 0.1);
  });

  it('leaves the view alone when there is nothing to fit, or no room', () => {
    expect(fitted({ x: 0, y: 0, width: 0, height: 0 }, outer)).toBeUndefined();
    expect(fitted({ x: 0, y: 0, width: 10, height: 10 }, { width: 100, height: 50 })).toBeUndefined();
  });
});
