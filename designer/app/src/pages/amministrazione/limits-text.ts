/** Texts of the limits of a mailbox's provider. */
import { dictionary } from '@/i18n/dictionary';

export const limitsText = dictionary(
  'limits',
  {
    title: 'Limiti del gestore per gli invii a molti',
    recipients: 'Destinatari per messaggio',
    megabytes: 'MB per destinatari',
    perMinute: 'Messaggi al minuto',
    perHour: 'Messaggi all’ora',
    perDay: 'Messaggi al giorno',
    none: 'nessun limite',
  },
  {
    title: 'Limits of the provider for messages to many',
    recipients: 'Recipients of a message',
    megabytes: 'MB times recipients',
    perMinute: 'Messages a minute',
    perHour: 'Messages an hour',
    perDay: 'Messages a day',
    none: 'no limit',
  },
);
