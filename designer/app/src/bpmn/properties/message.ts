/**
 * What an element that waits for a message says beside the message's name: mailbox, receipt, key.
 * Written on the `messageEventDefinition` (on the task itself for a receive task), where the engine looks
 * first; an attribute left on the event by another tool is read, and moved when it is changed.
 */
import { attribute, type DiagramElement, isA, list, type ModdleElement } from '../element';
import type { Field } from './field';
import type { PropertyWord } from './text';

/** Where the message attributes of `element` belong, undefined when it waits for no message. */
export function messageCarrier(element: DiagramElement): ModdleElement | undefined {
  const bo = element.businessObject;
  if (isA(bo, 'bpmn:ReceiveTask')) return bo;
  if (!isA(bo, 'bpmn:CatchEvent')) return undefined;
  return list(bo, 'eventDefinitions').find((d) => isA(d, 'bpmn:MessageEventDefinition'));
}

function carried(local: string, rest: Omit<Field, 'read' | 'write' | 'id'>): Field {
  const name = `staffetta:${local}`;
  return {
    ...rest,
    id: `staffetta-${local}`,
    read: (element) => attribute(messageCarrier(element), name) || attribute(element.businessObject, name),
    write: (value, { element, modeling }) => {
      const carrier = messageCarrier(element);
      if (!carrier) return;
      if (carrier !== element.businessObject && attribute(element.businessObject, name) !== '') {
        modeling.updateProperties(element, { [name]: undefined });
      }
      modeling.updateModdleProperties(element, carrier, { [name]: value });
    },
  };
}

const ACCEPTS: readonly (readonly [string, PropertyWord])[] = [
  ['', 'acceptsAny'], ['pec', 'acceptsPec'], ['mail', 'acceptsMail'], ['sdi', 'acceptsSdi'],
];
const RECEIPTS: readonly (readonly [string, PropertyWord])[] = [
  ['', 'receiptNone'], ['accettazione', 'receiptAccepted'], ['consegna', 'receiptDelivered'], ['esito', 'receiptOutcome'], ['rimedio', 'receiptRemedy'],
];

/** Fields of a start event: which mail starts the process. */
export function startMailFields(mailboxes: () => readonly string[]): Field[] {
  return [
    carried('mailbox', { label: 'mailbox', help: 'mailboxHelp', as: 'text', proposals: () => ['*', ...mailboxes()] }),
    carried('accepts', { label: 'accepts', as: 'choice', choices: ACCEPTS }),
    carried('when', { label: 'when', help: 'whenHelp', as: 'code' }),
  ];
}

/** Fields of an element that waits inside a running process. */
export function waitFields(element: DiagramElement): Field[] {
  const receipt = carried('receipt', { label: 'receipt', as: 'choice', choices: RECEIPTS });
  const awaited = receipt.read(element) !== '';
  return [
    receipt,
    carried('correlationKey', { label: 'key', help: awaited ? 'keyReceiptHelp' : 'keyHelp', as: 'text' }),
    ...(awaited ? [] : [carried('timeToLive', { label: 'timeToLive', help: 'timeToLiveHelp', as: 'text' })]),
  ];
}
