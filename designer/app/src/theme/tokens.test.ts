import { describe, expect, test } from 'vitest';
import { dark, light, PRIMARY, TONES, type Scheme } from './tokens';

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

const TEXT = 4.5;
const SHAPE = 3;

test('the contrast formula agrees with the known ends of its scale', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 2);
});

describe.each([['light', light], ['dark', dark]] as [string, Scheme][])('%s scheme', (_, s) => {
  const papers = { ground: s.ground, surface: s.surface, sunken: s.sunken, hover: s.hover, selected: s.selected };
  for (const [paper, bg] of Object.entries(papers)) {
    for (const ink of ['ink', 'quiet', 'link'] as const) {
      test(`${ink} can be read on ${paper}`, () => expect(contrast(s[ink], bg)).toBeGreaterThanOrEqual(TEXT));
    }
    for (const tone of TONES.filter((t) => t !== 'trial')) {
      test(`${tone} text can be read on ${paper}`, () => expect(contrast(s[tone].fg, bg)).toBeGreaterThanOrEqual(TEXT));
    }
  }
  for (const tone of TONES) {
    test(`${tone} text can be read on its own tint`, () => expect(contrast(s[tone].fg, s[tone].bg)).toBeGreaterThanOrEqual(TEXT));
  }
  test('the bar can be read', () => {
    expect(contrast(s.barInk, s.bar)).toBeGreaterThanOrEqual(TEXT);
    expect(contrast(s.barQuiet, s.bar)).toBeGreaterThanOrEqual(TEXT);
  });
  test('the edge of a control and the focus ring are seen', () => {
    for (const bg of [s.surface, s.ground]) {
      expect(contrast(s.edge, bg)).toBeGreaterThanOrEqual(SHAPE);
      expect(contrast(s.focus, bg)).toBeGreaterThanOrEqual(SHAPE);
    }
  });
  test('white on the filled button can be read', () => expect(contrast('#ffffff', PRIMARY)).toBeGreaterThanOrEqual(TEXT));
});
