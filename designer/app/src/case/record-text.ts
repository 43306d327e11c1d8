/** Texts of the record of a message or a case. */
import { dictionary } from '@/i18n/dictionary';

export const recordText = dictionary(
  'record',
  {
    title: 'Registro',
    hint: 'Chi ha visto, preso, risposto, inoltrato o cambiato, e quando. Lo legge chiunque possa vedere qui; non si può cancellare.',
    first: 'prima lettura',
    none: 'Ancora nessuna riga.',
    partial: 'La pratica ha più attività o messaggi di quanti se ne seguono qui: il resto è nel registro di ciascun messaggio.',
    csv: 'Esporta CSV',
    json: 'Esporta JSON con le prove',
    author: 'scritto da {{name}}',
    more: 'Righe precedenti',
    on_mail: 'messaggio',
    on_despatch: 'spedizione',
    on_instance: 'pratica',
    on_task: 'attività',
  },
  {
    title: 'Record',
    hint: 'Who saw, took, answered, passed on or changed it, and when. Whoever may see this may read it; nobody can delete it.',
    first: 'first view',
    none: 'No line yet.',
    partial: 'The case has more tasks or messages than are followed here: the rest is in the record of each message.',
    csv: 'Export CSV',
    json: 'Export JSON with proofs',
    author: 'written by {{name}}',
    more: 'Earlier lines',
    on_mail: 'message',
    on_despatch: 'despatch',
    on_instance: 'case',
    on_task: 'task',
  },
);
