/** Fields of the activities: letter and form of a user task, rule or decision table, connector, script. */
import { attribute, type DiagramElement, isA, type ModdleElement } from '../element';
import { attributeField, type Field } from './field';

/** `camunda:formRef`; a `formKey` of another tool is shown and replaced when it is changed. */
export function formField(label: 'form' | 'startForm', forms: () => readonly string[]): Field {
  return {
    id: 'staffetta-form',
    label,
    help: 'formHelp',
    as: 'text',
    proposals: forms,
    read: ({ businessObject: bo }) => attribute(bo, 'camunda:formRef') || attribute(bo, 'camunda:formKey'),
    write: (value, { element, modeling }) =>
      // A `formKey` goes away by itself (UserTaskFormsBehavior); naming it here would take the formRef away.
      modeling.updateProperties(element, {
        'camunda:formRef': value,
        'camunda:formRefBinding': value ? 'deployment' : undefined,
      }),
  };
}

export const letterFields: Field[] = [
  attributeField('staffetta:drafts', { id: 'staffetta-drafts', label: 'drafts', help: 'draftsHelp', as: 'text' }),
  attributeField('staffetta:approves', { id: 'staffetta-approves', label: 'approves', help: 'approvesHelp', as: 'text' }),
  attributeField('staffetta:signs', { id: 'staffetta-signs', label: 'signs', help: 'signsHelp', as: 'text' }),
];

const resultField = attributeField('camunda:resultVariable', { id: 'staffetta-result', label: 'result', as: 'text' });

/** The forms in which the rows of a decision table come out (`camunda:mapDecisionResult`). */
const SHAPES = [
  ['', 'shapeResultList'], ['singleResult', 'shapeSingleResult'], ['singleEntry', 'shapeSingleEntry'], ['collectEntries', 'shapeCollectEntries'],
] as const satisfies Field['choices'];

/** A rule is a function or a decision table: writing one takes the other away. */
export function ruleFields(element: DiagramElement, rules: () => readonly string[], decisions: () => readonly string[]): Field[] {
  const decides = attribute(element.businessObject, 'camunda:decisionRef') !== '';
  return [
    {
      ...attributeField('staffetta:rule', { id: 'staffetta-rule', label: 'ruleName', help: 'ruleHelp', as: 'text', proposals: rules }),
      write: (value, { element: at, modeling }) =>
        modeling.updateProperties(at, { 'staffetta:rule': value, ...(value ? { 'camunda:decisionRef': undefined, 'camunda:mapDecisionResult': undefined } : {}) }),
    },
    {
      ...attributeField('camunda:decisionRef', { id: 'staffetta-decision', label: 'decision', help: 'decisionHelp', as: 'text', proposals: decisions }),
      write: (value, { element: at, modeling }) =>
        modeling.updateProperties(at, value
          ? { 'camunda:decisionRef': value, 'staffetta:rule': undefined }
          : { 'camunda:decisionRef': undefined, 'camunda:mapDecisionResult': undefined }),
    },
    ...(decides ? [attributeField('camunda:mapDecisionResult', { id: 'staffetta-shape', label: 'shape', as: 'choice', choices: SHAPES })] : []),
    resultField,
  ];
}

/** A topic is always an external task: the type is written with it and taken away with it. */
export function topicField(topics: () => readonly string[]): Field {
  return {
    id: 'staffetta-topic',
    label: 'topic',
    help: 'topicHelp',
    as: 'text',
    proposals: topics,
    read: ({ businessObject }) => attribute(businessObject, 'camunda:topic'),
    write: (value, { element, modeling }) =>
      modeling.updateProperties(element, { 'camunda:type': value ? 'external' : undefined, 'camunda:topic': value }),
  };
}

export const scriptFields: Field[] = [
  {
    id: 'staffetta-script',
    label: 'scriptText',
    as: 'code',
    read: ({ businessObject }) => attribute(businessObject, 'script'),
    write: (value, { element, modeling }) => modeling.updateProperties(element, { script: value, scriptFormat: 'rhai' }),
  },
  resultField,
];

const choiceOf = (flow: DiagramElement): ModdleElement | undefined => flow.businessObject.sourceRef as ModdleElement | undefined;

/** Whether a flow may have a condition: it leaves a choice or an activity and is not the default way. */
export function mayHaveCondition(flow: DiagramElement): boolean {
  const source = choiceOf(flow);
  if (!isA(flow.businessObject, 'bpmn:SequenceFlow') || !source || source.default === flow.businessObject) return false;
  return isA(source, 'bpmn:ExclusiveGateway') || isA(source, 'bpmn:InclusiveGateway') || isA(source, 'bpmn:ComplexGateway') || isA(source, 'bpmn:Activity');
}
