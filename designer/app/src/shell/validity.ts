/**
 * What a browser says of a field left empty or written wrong, in the language of the page: left alone it speaks
 * the language the browser was installed in.
 */
import { shellText } from './text';

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function words(field: Field): string {
  const { validity } = field;
  if (validity.valueMissing) return shellText.text(field instanceof HTMLSelectElement ? 'chooseOne' : 'fillIn');
  if (validity.typeMismatch && field.type === 'email') return shellText.text('notAnAddress');
  if (validity.typeMismatch && field.type === 'url') return shellText.text('notAUrl');
  return shellText.text('notThisForm');
}

/** To be called once, before the first page. */
export function speakOfFields(): void {
  document.addEventListener('invalid', (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) return;
    // What was said before would itself be a fault.
    field.setCustomValidity('');
    if (field.validity.valid) return;
    field.setCustomValidity(words(field));
    field.addEventListener('input', () => field.setCustomValidity(''), { once: true });
  }, true);
}
