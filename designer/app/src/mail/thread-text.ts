/** Texts of a conversation. */
import { dictionary } from '@/i18n/dictionary';

export const threadText = dictionary(
  'thread',
  {
    title: 'Conversazione',
    alone: 'Nessun altro messaggio ne fa parte.',
    here: 'questo messaggio',
    received: 'ricevuto da {{name}}',
    sent: 'inviato a {{names}}',
    sentNobody: 'inviato',
    hidden_one: 'Un altro messaggio ne fa parte, ma non puoi vederlo.',
    hidden_other: 'Altri {{count}} messaggi ne fanno parte, ma non puoi vederli.',
    partial: 'La conversazione è più lunga: qui non è tutta.',
  },
  {
    title: 'Conversation',
    alone: 'No other message belongs to it.',
    here: 'this message',
    received: 'received from {{name}}',
    sent: 'sent to {{names}}',
    sentNobody: 'sent',
    hidden_one: 'One more message belongs to it that you may not see.',
    hidden_other: '{{count}} more messages belong to it that you may not see.',
    partial: 'The conversation is longer: not all of it is here.',
  },
);
