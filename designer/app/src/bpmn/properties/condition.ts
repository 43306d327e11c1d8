/** Fields that are an expression inside the element: conditions of flows and events, ends of loops, complex gateways. */
import { attribute, type DiagramElement, isA, list, type ModdleElement } from '../element';
import type { Field } from './field';

/** An expression kept as a child of `carrier`; the child goes away with its text. */
function expressionField(property: string, carrier: (element: DiagramElement) => ModdleElement | undefined, rest: Omit<Field, 'read' | 'write' | 'as'>): Field {
  const expression = (element: DiagramElement): ModdleElement | undefined => carrier(element)?.[property] as ModdleElement | undefined;
  return {
    ...rest,
    as: 'code',
    read: (element) => attribute(expression(element), 'body'),
    write: (value, { element, modeling, factory }) => {
      const at = carrier(element);
      if (!at) return;
      const there = expression(element);
      if (there && value !== undefined) return modeling.updateModdleProperties(element, there, { body: value });
      const made = value === undefined ? undefined : factory.create('bpmn:FormalExpression', { body: value });
      if (made) made.$parent = at;
      return modeling.updateModdleProperties(element, at, { [property]: made });
    },
  };
}

const itself = (element: DiagramElement): ModdleElement => element.businessObject;

export const conditionField = expressionField('conditionExpression', itself, { id: 'staffetta-condition', label: 'conditionText', help: 'conditionHelp' });

/** The definition of an event that waits for a condition, undefined for others. */
export function conditionalDefinition(element: DiagramElement): ModdleElement | undefined {
  return list(element.businessObject, 'eventDefinitions').find((d) => isA(d, 'bpmn:ConditionalEventDefinition'));
}

export const eventConditionField = expressionField('condition', conditionalDefinition, { id: 'staffetta-event-condition', label: 'eventCondition', help: 'eventConditionHelp' });

/** The standard loop of an activity, undefined where there is none. */
export function standardLoop(element: DiagramElement): ModdleElement | undefined {
  const loop = element.businessObject.loopCharacteristics as ModdleElement | undefined;
  return isA(loop, 'bpmn:StandardLoopCharacteristics') ? loop : undefined;
}

function loopAttribute(name: string, rest: Omit<Field, 'read' | 'write'>, fromText: (value: string | undefined) => unknown): Field {
  return {
    ...rest,
    read: (element) => attribute(standardLoop(element), name),
    write: (value, { element, modeling }) => {
      const loop = standardLoop(element);
      if (loop) modeling.updateModdleProperties(element, loop, { [name]: fromText(value) });
    },
  };
}

export const loopFields: Field[] = [
  expressionField('loopCondition', standardLoop, { id: 'staffetta-loop', label: 'loopCondition', help: 'loopConditionHelp' }),
  loopAttribute('loopMaximum', { id: 'staffetta-loop-maximum', label: 'loopMaximum', as: 'text' }, (value) => {
    const number = Number(value);
    // What is no number stays as it is: the server says so.
    return value === undefined || !Number.isInteger(number) ? value : number;
  }),
  {
    ...loopAttribute('testBefore', { id: 'staffetta-loop-before', label: 'testBefore', as: 'choice', choices: [['false', 'testAfterwards'], ['true', 'testFirst']] }, (value) => value === 'true'),
    read: (element) => String(standardLoop(element)?.testBefore === true),
  },
];

export const activationField = expressionField('activationCondition', itself, { id: 'staffetta-activation', label: 'activation', help: 'activationHelp' });
