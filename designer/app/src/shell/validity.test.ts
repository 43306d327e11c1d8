import { expect, test } from 'vitest';
import { speakOfFields } from './validity';

speakOfFields();

function field(html: string): HTMLInputElement {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.querySelector('input') as HTMLInputElement;
}

test.each([
  ['<input required />', '', 'Compila questo campo.'],
  ['<input type="email" />', 'senza chiocciola', 'Scrivi un indirizzo e-mail, per esempio ufficio@comune.example.'],
  ['<input pattern="[a-z]+" />', 'ABC', 'Quello che hai scritto non ha la forma richiesta.'],
])('%s with «%s»', (html, value, said) => {
  const input = field(html);
  input.value = value;
  expect(input.checkValidity()).toBe(false);
  expect(input.validationMessage).toBe(said);
});

test('a field that was corrected is no longer complained of', () => {
  const input = field('<input required />');
  input.checkValidity();
  input.value = 'scritto';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  expect(input.checkValidity()).toBe(true);
});
