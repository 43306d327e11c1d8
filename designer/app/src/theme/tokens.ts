/**
 * The colours of the app by meaning, light and dark. `tokens.test.ts` keeps every text pair at WCAG AA;
 * `theme.ts` writes them as CSS variables (`--st-<name>`), and the style sheets use no other colour.
 */

export interface Tone {
  /** Text and icons on `bg` and on the surfaces. */
  fg: string;
  /** Tint behind a mark or a notice. */
  bg: string;
  /** Line around it. */
  line: string;
}

export interface Scheme {
  /** Page behind everything. */
  ground: string;
  /** Panels, cards, lists. */
  surface: string;
  /** Set back areas inside a panel: heads of tables, quiet boxes. */
  sunken: string;
  hover: string;
  selected: string;
  ink: string;
  /** Secondary text; still AA on ground, surface, sunken, hover and selected. */
  quiet: string;
  line: string;
  /** Line of a control that must be seen as such (3:1). */
  edge: string;
  link: string;
  focus: string;
  /** The bar at the top and what is written on it. */
  bar: string;
  barInk: string;
  barQuiet: string;
  brand: Tone;
  good: Tone;
  warn: Tone;
  bad: Tone;
  neutral: Tone;
  /** The yellow of test and demo marks. */
  trial: Tone;
}

export const light: Scheme = {
  ground: '#f3f5f8',
  surface: '#ffffff',
  sunken: '#f6f8fa',
  hover: '#eef3f9',
  selected: '#e3eefa',
  ink: '#17202b',
  quiet: '#4d5a69',
  line: '#dde3ea',
  edge: '#7f8c9a',
  link: '#0059b3',
  focus: '#0066cc',
  bar: '#00478f',
  barInk: '#ffffff',
  barQuiet: '#cfe2f5',
  brand: { fg: '#004d99', bg: '#e3eefa', line: '#a9cbee' },
  good: { fg: '#0a5c36', bg: '#e1f3e8', line: '#9fd2b5' },
  warn: { fg: '#7a4300', bg: '#fdf0d9', line: '#e6bf7d' },
  bad: { fg: '#a3161f', bg: '#fde8e8', line: '#efabab' },
  neutral: { fg: '#435060', bg: '#e9edf2', line: '#c8d0da' },
  trial: { fg: '#3d2c00', bg: '#ffd84d', line: '#c79a00' },
};

export const dark: Scheme = {
  ground: '#10151b',
  surface: '#181f27',
  sunken: '#141a21',
  hover: '#212a34',
  selected: '#1b3350',
  ink: '#e8edf3',
  quiet: '#a9b6c4',
  line: '#2c3742',
  edge: '#768596',
  link: '#86bdf5',
  focus: '#7db8f5',
  bar: '#0b2440',
  barInk: '#ffffff',
  barQuiet: '#b9d2ec',
  brand: { fg: '#9ccbfa', bg: '#163152', line: '#2f5b8a' },
  good: { fg: '#86d9a8', bg: '#12351f', line: '#2b6b45' },
  warn: { fg: '#f4c478', bg: '#3b2a0d', line: '#7b5a1f' },
  bad: { fg: '#ff9f9f', bg: '#431a1d', line: '#8a3a3e' },
  neutral: { fg: '#c0cbd7', bg: '#27313c', line: '#445160' },
  trial: { fg: '#2b1f00', bg: '#f2c230', line: '#f2c230' },
};

export const TONES = ['brand', 'good', 'warn', 'bad', 'neutral', 'trial'] as const;
export type ToneName = (typeof TONES)[number];

/** White on it is 5.6:1 in both schemes: the filled button. */
export const PRIMARY = '#0066cc';

/** The palette of .italia from tint to shade; index 6 is {@link PRIMARY}. */
export const italia = [
  '#e6f0fa', '#cce0f5', '#99c2eb', '#66a3e0', '#3385d6', '#1a75d1', PRIMARY, '#0059b3', '#004d99', '#003366',
] as const;

/** `--st-…` names and values of one scheme. */
export function variables(scheme: Scheme): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(scheme) as [string, string | Tone][]) {
    const css = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    if (typeof value === 'string') out[`--st-${css}`] = value;
    else for (const part of ['fg', 'bg', 'line'] as const) out[`--st-${css}-${part}`] = value[part];
  }
  return out;
}
