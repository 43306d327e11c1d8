import { expect, test } from 'vitest';
import { evaluate, hidden } from './condition';

const values = { esito: 'rimandata', giorni: 12, urgente: true, richiedente: { pec: 'a@b.example' } };

test.each([
  ['=esito = "rimandata"', true],
  ['=esito != "approvata"', true],
  ['esito = "approvata"', false],
  ['=giorni > 10 and urgente', true],
  ['=giorni > 10 and not(urgente)', false],
  ['=giorni <= 12 or mancante = "x"', true],
  ['=mancante = null', true],
  ['=richiedente.pec = "a@b.example"', true],
  ['=richiedente.altro.ancora = null', true],
  ['=(giorni < 5 or urgente) and esito = "rimandata"', true],
  ['=giorni > "10"', false],
])('%s', (expression, expected) => expect(evaluate(expression, values)).toBe(expected));

test('only a condition that is plainly true hides a field', () => {
  expect(hidden('=esito = "rimandata"', values)).toBe(true);
  expect(hidden('=giorni', values)).toBe(false);
  expect(hidden(undefined, values)).toBe(false);
});

test.each(['=today() > date("2026-01-01")', '=some x in y satisfies x', '=a +', '=constructor("x")'])('%s is left to the server', (expression) => {
  expect(() => evaluate(expression, values)).toThrow();
  expect(hidden(expression, values)).toBe(false);
});
