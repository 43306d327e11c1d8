/**
 * Reads the `conditional.hide` expressions of a form well enough to show or hide a field while typing:
 * comparison, and, or, not(), paths, literals. Only a hint: the server decides on the same form, and an
 * expression that is not understood here hides nothing.
 */
import type { Values } from '@/api/types';

type Token = { kind: 'number' | 'text' | 'name' | 'sign' | 'end'; value: string };

function tokens(source: string): Token[] {
  const out: Token[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)|(!=|<=|>=|[=<>(),])|(\S))/uy;
  for (;;) {
    const start = pattern.lastIndex;
    const m = pattern.exec(source);
    if (!m) {
      if (source.slice(start).trim() !== '') throw new SyntaxError('unreadable');
      break;
    }
    if (m[1] !== undefined) out.push({ kind: 'number', value: m[1] });
    else if (m[2] !== undefined) out.push({ kind: 'text', value: m[2].replace(/\\(.)/g, '$1') });
    else if (m[3] !== undefined) out.push({ kind: 'name', value: m[3] });
    else if (m[4] !== undefined) out.push({ kind: 'sign', value: m[4] });
    else throw new SyntaxError(`unexpected ${m[5]}`);
  }
  out.push({ kind: 'end', value: '' });
  return out;
}

function lookup(path: string, values: Values): unknown {
  return path.split('.').reduce<unknown>((at, step) => (at && typeof at === 'object' ? (at as Values)[step] : undefined), values) ?? null;
}

function compare(sign: string, a: unknown, b: unknown): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (sign === '=') return left === right;
  if (sign === '!=') return left !== right;
  if (typeof left !== typeof right || left === null || (typeof left !== 'number' && typeof left !== 'string')) return false;
  const r = right as typeof left;
  if (sign === '<') return left < r;
  if (sign === '<=') return left <= r;
  if (sign === '>') return left > r;
  return left >= r;
}

/** The value of `expression` (with or without a leading `=`) over `values`; throws when unreadable. */
export function evaluate(expression: string, values: Values): unknown {
  const list = tokens(expression.trim().replace(/^=/, ''));
  let at = 0;
  const peek = (): Token => list[at] ?? { kind: 'end', value: '' };
  const is = (kind: Token['kind'], value: string): boolean => peek().kind === kind && peek().value === value;
  const expect = (value: string): void => {
    if (!is('sign', value)) throw new SyntaxError(`expected ${value}`);
    at += 1;
  };

  const primary = (): unknown => {
    const token = peek();
    at += 1;
    if (token.kind === 'number') return Number(token.value);
    if (token.kind === 'text') return token.value;
    if (token.kind === 'sign' && token.value === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token.kind !== 'name') throw new SyntaxError('value expected');
    if (token.value === 'true' || token.value === 'false') return token.value === 'true';
    if (token.value === 'null') return null;
    if (token.value === 'not' && is('sign', '(')) {
      at += 1;
      const inner = either();
      expect(')');
      return inner !== true;
    }
    if (is('sign', '(')) throw new SyntaxError('no functions here');
    return lookup(token.value, values);
  };
  const comparison = (): unknown => {
    const left = primary();
    const sign = peek();
    if (sign.kind !== 'sign' || !['=', '!=', '<', '<=', '>', '>='].includes(sign.value)) return left;
    at += 1;
    return compare(sign.value, left, primary());
  };
  const both = (): unknown => {
    let left = comparison();
    while (is('name', 'and')) {
      at += 1;
      const right = comparison();
      left = left === true && right === true;
    }
    return left;
  };
  const either = (): unknown => {
    let left = both();
    while (is('name', 'or')) {
      at += 1;
      const right = both();
      left = left === true || right === true;
    }
    return left;
  };
  const result = either();
  if (peek().kind !== 'end') throw new SyntaxError('end expected');
  return result;
}

/** Whether a field with this condition is hidden now. */
export function hidden(hide: string | undefined, values: Values): boolean {
  if (!hide?.trim()) return false;
  try {
    return evaluate(hide, values) === true;
  } catch {
    return false;
  }
}
