/**
 * Two texts compared word by word: what stayed, what went, what came. Words are told apart by the space
 * between them, which is kept. Texts too long for that are compared line by line.
 */
export type Piece = { kind: 'same' | 'gone' | 'new'; text: string };

/** Comparing costs the product of the two lengths. */
const CELLS_MAX = 4_000_000;

export function compare(before: string, after: string): Piece[] {
  const words = (text: string): string[] => text.match(/\s+|\S+/g) ?? [];
  const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const [a, b] = [words(before), words(after)];
  return a.length * b.length <= CELLS_MAX ? pieces(a, b) : pieces(lines(before), lines(after));
}

/** What of two lists stayed in place; the longest common part is kept. */
function pieces(a: string[], b: string[]): Piece[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const [x, y] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const out: Piece[] = [];
  const put = (kind: Piece['kind'], text: string) => {
    const last = out[out.length - 1];
    if (last?.kind === kind) last.text += text;
    else if (text) out.push({ kind, text });
  };
  put('same', a.slice(0, head).join(''));
  if (x.length * y.length > CELLS_MAX) {
    put('gone', x.join(''));
    put('new', y.join(''));
  } else {
    // longest[i * width + j]: of what is left from i and j on.
    const width = y.length + 1;
    const longest = new Uint32Array((x.length + 1) * width);
    const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
    for (let i = x.length - 1; i >= 0; i -= 1) {
      for (let j = y.length - 1; j >= 0; j -= 1) {
        longest[i * width + j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      }
    }
    let [i, j] = [0, 0];
    while (i < x.length || j < y.length) {
      if (i < x.length && j < y.length && x[i] === y[j]) {
        put('same', x[i] ?? '');
        i += 1;
        j += 1;
      } else if (i < x.length && (j === y.length || at(i + 1, j) >= at(i, j + 1))) {
        put('gone', x[i] ?? '');
        i += 1;
      } else {
        put('new', y[j] ?? '');
        j += 1;
      }
    }
  }
  put('same', a.slice(a.length - tail).join(''));
  return out;
}

/** Two lists of lines in no order: what both have, what went, what came. */
export function compareLists(before: string[], after: string[]): Piece[] {
  return [
    ...after.map((text): Piece => ({ kind: before.includes(text) ? 'same' : 'new', text })),
    ...before.filter((text) => !after.includes(text)).map((text): Piece => ({ kind: 'gone', text })),
  ];
}
