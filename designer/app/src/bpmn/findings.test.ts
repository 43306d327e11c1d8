import { describe, expect, it } from 'vitest';
import type { Finding } from '@/api/types';
import { countOf, findingMarks, inOrder } from './findings';

const finding = (over: Partial<Finding>): Finding => ({
  code: 'X', severity: 'error', file: 'process.bpmn', message: 'Manca qualcosa.', expected: '', fix: 'Aggiungerlo.', ...over,
});
const drawn = (id: string): boolean => ['a', 'b'].includes(id);

describe('findings as marks', () => {
  it('marks the element a finding names', () => {
    const marks = findingMarks([finding({ element: 'a' })], 'process.bpmn', drawn);
    expect([...marks]).toEqual([['a', { severity: 'error', messages: ['Manca qualcosa. Aggiungerlo.'] }]]);
  });

  it('lets an error win over a warning, whichever comes first', () => {
    const warning = finding({ element: 'a', severity: 'warning', message: 'Avviso.', fix: undefined as never });
    for (const both of [[warning, finding({ element: 'a' })], [finding({ element: 'a' }), warning]]) {
      expect(findingMarks(both, 'process.bpmn', drawn).get('a')).toEqual({
        severity: 'error',
        messages: ['Manca qualcosa. Aggiungerlo.', 'Avviso.'],
      });
    }
  });

  it('leaves out other files, findings without element, and elements that are not drawn', () => {
    const none = [finding({ element: 'a', file: 'altro.bpmn' }), finding({}), finding({ element: 'messaggio_1' })];
    expect(findingMarks(none, 'process.bpmn', drawn).size).toBe(0);
  });

  it('lists errors first, then by file and line', () => {
    const rows = [
      finding({ code: 'w', severity: 'warning', file: 'a.bpmn' }), finding({ code: 'e2', file: 'b.bpmn', line: 2 }),
      finding({ code: 'e1', file: 'b.bpmn', line: 1 }), finding({ code: 'e0', file: 'a.bpmn', line: 9 }),
    ];
    expect(inOrder(rows).map((f) => f.code)).toEqual(['e0', 'e1', 'e2', 'w']);
    expect(countOf(rows)).toEqual({ errors: 3, warnings: 1 });
  });
});
