import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { FormSchema, Values } from '@/api/types';
import { Form } from './form';
import { answers, faults, startValues } from './schema';

const schema: FormSchema = {
  components: [
    { type: 'text', text: '**Leggi** prima' },
    { type: 'group', label: 'Chi', components: [{ type: 'textfield', key: 'nome', label: 'Nome', validate: { required: true, maxLength: 20 } }] },
    { type: 'textarea', key: 'testo', label: 'Testo' },
    { type: 'number', key: 'importo', label: 'Importo', validate: { min: 1 } },
    { type: 'checkbox', key: 'urgente', label: 'Urgente' },
    { type: 'radio', key: 'esito', label: 'Esito', values: [{ label: 'Approva', value: 'si' }, { label: 'Rimanda', value: 'no' }] },
    { type: 'textarea', key: 'osservazioni', label: 'Osservazioni', conditional: { hide: '=esito != "no"' }, validate: { required: true } },
    { type: 'select', key: 'ufficio', label: 'Ufficio', values: [{ label: 'Tributi', value: 'tributi' }] },
    { type: 'checklist', key: 'documenti', label: 'Documenti', values: [{ label: 'Delega', value: 'delega' }, { label: 'Ricevuta', value: 'ricevuta' }] },
    { type: 'datetime', key: 'dal', subtype: 'date', label: 'Dal' },
    { type: 'textfield', key: 'protocollo', label: 'Protocollo', readonly: true },
  ],
};

let last: Values = {};

function Holder({ start = {}, errors, readOnly }: { start?: Values; errors?: Record<string, string>; readOnly?: boolean }) {
  const [values, setValues] = useState<Values>(() => startValues(schema, start));
  last = values;
  return (
    <MantineProvider>
      <Form schema={schema} values={values} change={(k, v) => setValues((x) => ({ ...x, [k]: v }))} {...(errors ? { errors } : {})} {...(readOnly ? { readOnly } : {})} />
    </MantineProvider>
  );
}

test('every field type is drawn, and what is typed comes back typed', async () => {
  render(<Holder />);
  const user = userEvent.setup();
  expect(screen.getByText('Leggi').tagName).toBe('STRONG');
  await user.type(screen.getByRole('textbox', { name: /Nome/ }), 'Mario');
  await user.type(screen.getByRole('textbox', { name: 'Importo' }), '148');
  await user.click(screen.getByRole('checkbox', { name: 'Urgente' }));
  await user.click(screen.getByRole('radio', { name: 'Approva' }));
  await user.selectOptions(screen.getByRole('combobox', { name: 'Ufficio' }), 'tributi');
  await user.click(screen.getByRole('checkbox', { name: 'Delega' }));
  expect(answers(schema, last)).toEqual({ nome: 'Mario', importo: 148, urgente: true, esito: 'si', ufficio: 'tributi', documenti: ['delega'] });
});

test('a field appears and goes with its condition, and a hidden one is not sent', async () => {
  render(<Holder start={{ osservazioni: 'da prima' }} />);
  const user = userEvent.setup();
  expect(screen.queryByRole('textbox', { name: /Osservazioni/ })).toBeNull();
  await user.click(screen.getByRole('radio', { name: 'Rimanda' }));
  expect(screen.getByRole('textbox', { name: /Osservazioni/ })).toBeVisible();
  expect(answers(schema, last)).toHaveProperty('osservazioni', 'da prima');
  await user.click(screen.getByRole('radio', { name: 'Approva' }));
  expect(answers(schema, last)).not.toHaveProperty('osservazioni');
});

test('what is plainly missing is told at the field; hidden fields are not asked for', () => {
  expect(faults(schema, {})).toEqual({ nome: 'Campo obbligatorio.' });
  expect(faults(schema, { nome: 'x'.repeat(21), importo: 0, esito: 'no' })).toEqual({
    nome: 'Sono ammessi al massimo 20 caratteri.',
    importo: 'Il valore minimo è 1.',
    osservazioni: 'Campo obbligatorio.',
  });
});

test('an error of the server stands at its field and is tied to it', () => {
  render(<Holder errors={{ nome: 'Nome già usato.' }} />);
  expect(screen.getByRole('textbox', { name: /Nome/ })).toHaveAccessibleDescription(/Nome già usato\./);
  expect(screen.getByRole('textbox', { name: /Nome/ })).toBeInvalid();
});

test('a form that is only read takes no input, and read-only fields are never sent', async () => {
  render(<Holder start={{ nome: 'Mario', protocollo: '12/2026' }} readOnly />);
  await userEvent.setup().type(screen.getByRole('textbox', { name: /Nome/ }), 'X');
  expect(last.nome).toBe('Mario');
  expect(answers(schema, { nome: 'Mario', protocollo: '12/2026' })).toEqual({ nome: 'Mario' });
});

test('a field type nobody can fill in here is said, not dropped', () => {
  render(<MantineProvider><Form schema={{ components: [{ type: 'iframe', key: 'x' }] }} values={{}} change={() => undefined} /></MantineProvider>);
  expect(screen.getByText(/iframe/)).toBeVisible();
});

test('a question asked again does not begin with the earlier answer', () => {
  const again: FormSchema = { components: [
    { type: 'radio', key: 'esito', values: [{ label: 'Approva', value: 'approva' }, { label: 'Rimanda', value: 'rimanda' }] },
    { type: 'textarea', key: 'richiesta', readonly: true },
  ] };
  const known = { esito: 'rimanda', richiesta: 'Copia degli atti' };
  expect(startValues(again, known)).toEqual(known);
  expect(startValues(again, known, true)).toEqual({ richiesta: 'Copia degli atti' });
});
