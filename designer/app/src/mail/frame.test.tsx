import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import MailFrame from './frame';

const show = (html: string) => render(<MantineProvider><MailFrame html={html} /></MantineProvider>);

test('the frame is sandboxed without scripts and without the origin of the app', () => {
  show('<b>x</b>');
  const frame = screen.getByTitle('Testo del messaggio');
  expect(frame.getAttribute('sandbox')).not.toMatch(/allow-scripts|allow-same-origin|allow-forms|allow-top-navigation/);
  expect(frame.getAttribute('referrerpolicy')).toBe('no-referrer');
});

test('a blocked image is told, and shown only after a person asks', async () => {
  show('<p>a</p><img src="https://tracker.example/p.gif">');
  expect(screen.getByText('1 immagine remota bloccata')).toBeVisible();
  expect(screen.getByTitle('Testo del messaggio').getAttribute('srcdoc')).not.toContain('tracker.example');
  await userEvent.click(screen.getByRole('button', { name: 'Mostra' }));
  expect(screen.getByTitle('Testo del messaggio').getAttribute('srcdoc')).toContain('https://tracker.example/p.gif');
  expect(screen.queryByText('1 immagine remota bloccata')).toBeNull();
});

test('images the server left out are counted too, without a button that could not bring them back', () => {
  render(<MantineProvider><MailFrame html="<p>a</p>" left={2} /></MantineProvider>);
  expect(screen.getByText('2 immagini remote bloccate')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Mostra' })).toBeNull();
});
