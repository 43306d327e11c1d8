/** Texts of failures that have no text of the server. */
import { dictionary } from '@/i18n/dictionary';

export const httpText = dictionary(
  'http',
  {
    failed: 'Il server ha risposto con l’errore {{status}}.',
    unreachable: 'Il server non risponde. Controlla la connessione e riprova.',
  },
  {
    failed: 'The server answered with error {{status}}.',
    unreachable: 'The server does not answer. Check the connection and try again.',
  },
);
