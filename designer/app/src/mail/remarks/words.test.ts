import { expect, test } from 'vitest';
import { remark } from './words';

test('a remark is words, its details stand behind; a code of a newer server stays as it came', () => {
  expect(remark('unsigned_claim: it claims to be certified and carries no signature')).toEqual({
    text: 'Si dichiara PEC ma non porta nessuna firma: potrebbe essere falso.', detail: 'it claims to be certified and carries no signature',
  });
  expect(remark('unknown_issuer').text).toBe('chi ha emesso il certificato non è nell’elenco importato');
  expect(remark('sender_differs: daticert names a@b, the original: c@d').detail).toBe('daticert names a@b, the original: c@d');
  expect(remark('toString')).toEqual({ text: 'toString', detail: '' });
});
