import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Problem } from '@/api/http';
import { Failure } from './parts';

function show(error: unknown) {
  render(<MantineProvider><Failure error={error} retry={() => undefined} /></MantineProvider>);
}

test('what the role does not allow is said without a retry', () => {
  show(new Problem(403, { code: 'role_missing', title: 'Non permesso.', detail: 'Il tuo ruolo non permette questa operazione.' }));
  expect(screen.getByText('Il tuo ruolo non permette questa operazione')).toBeVisible();
  expect(screen.queryByRole('button')).toBeNull();
});

test('what is not there is not asked for again', () => {
  show(new Problem(404, { code: 'not_found', title: 'Non trovato.', detail: 'Non esiste, o non è visibile con il tuo ruolo.' }));
  expect(screen.getByText('Non esiste, o non è visibile con il tuo ruolo.')).toBeVisible();
  expect(screen.queryByRole('button')).toBeNull();
});

test('what failed can be tried again', () => {
  show(new Problem(0, { code: 'unreachable', title: 'Il server non risponde.' }));
  expect(screen.getByRole('alert')).toHaveTextContent('Il server non risponde.');
  expect(screen.getByRole('button', { name: 'Riprova' })).toBeVisible();
});
