/** Texts of what stays where a message was. */
import { dictionary } from '@/i18n/dictionary';

export const traceText = dictionary(
  'removalTrace',
  {
    withhold: 'Sottratto alla vista',
    dispose: 'Scartato: il messaggio non c’è più',
    line: '{{when}} · {{reference}} · chiesto da {{asked}}, confermato da {{confirmed}}',
  },
  {
    withhold: 'Withheld from view',
    dispose: 'Disposed of: the message is gone',
    line: '{{when}} · {{reference}} · asked for by {{asked}}, confirmed by {{confirmed}}',
  },
);
