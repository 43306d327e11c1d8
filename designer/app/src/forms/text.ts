/** Texts of the form renderer. */
import { dictionary } from '@/i18n/dictionary';

export const formText = dictionary(
  'form',
  {
    required: 'Campo obbligatorio.',
    min: 'Il valore minimo è {{min}}.',
    max: 'Il valore massimo è {{max}}.',
    minLength_one: 'Serve almeno {{count}} carattere.',
    minLength_other: 'Servono almeno {{count}} caratteri.',
    maxLength_one: 'È ammesso al massimo {{count}} carattere.',
    maxLength_other: 'Sono ammessi al massimo {{count}} caratteri.',
    email: 'Indirizzo non riconosciuto.',
    pattern: 'Il formato non è quello richiesto.',
    choose: 'Scegli…',
    none: 'Questa attività non chiede dati: basta concluderla.',
    unknown: 'Questo campo ({{type}}) non si può compilare qui. Segnalalo a chi disegna il processo.',
    yes: 'Sì',
    no: 'No',
  },
  {
    required: 'This field is required.',
    min: 'The lowest value is {{min}}.',
    max: 'The highest value is {{max}}.',
    minLength_one: 'At least {{count}} character is needed.',
    minLength_other: 'At least {{count}} characters are needed.',
    maxLength_one: 'At most {{count}} character is allowed.',
    maxLength_other: 'At most {{count}} characters are allowed.',
    email: 'Address not recognised.',
    pattern: 'The format is not the one asked for.',
    choose: 'Choose…',
    none: 'This task asks for no data: just complete it.',
    unknown: 'This field ({{type}}) cannot be filled in here. Tell whoever designs the process.',
    yes: 'Yes',
    no: 'No',
  },
);
