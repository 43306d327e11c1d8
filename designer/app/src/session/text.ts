/** Texts of the login. */
import { dictionary } from '@/i18n/dictionary';

export const sessionText = dictionary(
  'session',
  {
    title: 'Accedi',
    lead: 'Ogni messaggio arriva a chi deve rispondere.',
    login: 'Nome di accesso',
    password: 'Password',
    enter: 'Accedi',
    wrong: 'Nome di accesso o password non riconosciuti.',
    demoTitle: 'Scegli chi essere',
    demoHint: 'Persone inventate: un clic per entrare, puoi cambiare quando vuoi.',
    demoOr: 'Oppure con nome e password',
    demoBanner: 'DEMO · dati inventati · nessun messaggio esce da questo computer · tutto si cancella alla chiusura',
    expired: 'La sessione è scaduta',
    expiredHint: 'Rientra per continuare da dove eri: quello che hai scritto è ancora qui sotto.',
    enterAs: 'Entra come {{name}}',
  },
  {
    title: 'Log in',
    lead: 'Every message reaches the person who must answer.',
    login: 'Login name',
    password: 'Password',
    enter: 'Log in',
    wrong: 'Login name or password not recognised.',
    demoTitle: 'Choose who to be',
    demoHint: 'Invented people: one click to enter, change whenever you like.',
    demoOr: 'Or with name and password',
    demoBanner: 'DEMO · invented data · no message leaves this computer · everything is erased on exit',
    expired: 'Your session has expired',
    expiredHint: 'Log in again to go on from here: what you wrote is still below.',
    enterAs: 'Enter as {{name}}',
  },
);
