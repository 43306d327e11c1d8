/**
 * The groups of the properties panel: those of Camunda 7 that the engine reads, without the Java ones, and
 * ours for what `urn:staffetta:bpmn:1` adds. Runs after every other provider, so that it sees their groups.
 */
import { Group } from '@bpmn-io/properties-panel';
import { attribute, type DiagramElement, isA, list } from '../element';
import { formField, letterFields, mayHaveCondition, ruleFields, scriptFields, topicField } from './activity';
import { activationField, conditionalDefinition, conditionField, eventConditionField, loopFields, standardLoop } from './condition';
import { entryOf, type Field } from './field';
import { messageCarrier, startMailFields, waitFields } from './message';
import { propertiesText, type PropertyWord } from './text';

/** What the other files of the bundle and the server offer to choose from; read each time a field is drawn. */
export interface Names {
  mailboxes: readonly string[];
  forms: readonly string[];
  rules: readonly string[];
  /** Ids of the decision tables. */
  decisions: readonly string[];
  topics: readonly string[];
}

export interface PanelGroup {
  id: string;
  label?: string;
  entries?: { id: string }[];
  [field: string]: unknown;
}

/** Groups that are Java, that the engine ignores, or whose fields a group of ours shows more plainly. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'CamundaPlatform__Implementation', 'CamundaPlatform__FieldInjection', 'CamundaPlatform__ExecutionListener',
  'CamundaPlatform__TaskListener', 'CamundaPlatform__ConnectorInput', 'CamundaPlatform__ConnectorOutput',
  'CamundaPlatform__HistoryCleanup', 'CamundaPlatform__Tasklist', 'CamundaPlatform__StartInitiator',
  'CamundaPlatform__Form', 'CamundaPlatform__FormData', 'CamundaPlatform__Script', 'CamundaPlatform__Condition',
  'CamundaPlatform__ExtensionProperties', 'CamundaPlatform__ProcessVariables', 'CamundaPlatform__ExternalTask',
  'CamundaPlatform__Errors',
]);

/** Entries of the groups that stay, which the engine refuses or ignores. */
const ENTRIES_LEFT_OUT: ReadonlySet<string> = new Set([
  'candidateStarterUsers', 'jobPriority', 'exclusive', 'asynchronousContinuationExclusive', 'messageVariable',
]);

/** Groups that say what the element is for: open when it is chosen. */
const OPEN: ReadonlySet<string> = new Set(['timer', 'error', 'message', 'CamundaPlatform__UserAssignment']);

const isOpen = (id: string): boolean => OPEN.has(id) || id.startsWith('ElementTemplates__CustomProperties');

/** The groups of `groups` worth showing, without the fields the engine does not read. */
export function withoutJava(groups: readonly PanelGroup[]): PanelGroup[] {
  return groups
    .filter((group) => !LEFT_OUT.has(group.id))
    .map((group) => (isOpen(group.id) ? { ...group, shouldOpen: true } : group))
    .map((group) =>
      group.entries ? { ...group, entries: group.entries.filter((e) => !ENTRIES_LEFT_OUT.has(e.id)) } : group,
    )
    .filter((group) => !group.entries || group.entries.length > 0 || group.id.startsWith('ElementTemplates'));
}

interface OwnGroup {
  id: string;
  label: PropertyWord;
  fields: Field[];
}

const group = (id: string, label: PropertyWord, ...fields: Field[]): OwnGroup[] => [{ id: `Staffetta__${id}`, label, fields }];

/** Our groups for one element, in the order they are shown. */
export function ownGroups(element: DiagramElement, names: Names): OwnGroup[] {
  return [...groupsOfKind(element, names), ...(standardLoop(element) ? group('Loop', 'loop', ...loopFields) : [])];
}

function groupsOfKind(element: DiagramElement, names: Names): OwnGroup[] {
  const bo = element.businessObject;
  if (isA(bo, 'bpmn:UserTask')) {
    return [
      ...group('Form', 'form', formField('form', () => names.forms)),
      ...group('Letter', 'letter', ...letterFields),
    ];
  }
  if (isA(bo, 'bpmn:BusinessRuleTask') && !attribute(bo, 'camunda:topic')) {
    return group('Rule', 'rule', ...ruleFields(element, () => names.rules, () => names.decisions));
  }
  if (isA(bo, 'bpmn:ServiceTask') || isA(bo, 'bpmn:SendTask') || isA(bo, 'bpmn:BusinessRuleTask')) {
    if (attribute(bo, 'camunda:modelerTemplate')) return [];
    return group('Connector', 'connector', topicField(() => names.topics));
  }
  if (isA(bo, 'bpmn:ScriptTask')) return group('Script', 'script', ...scriptFields);
  if (isA(bo, 'bpmn:ComplexGateway')) return group('Activation', 'activationGroup', activationField);
  if (isA(bo, 'bpmn:SequenceFlow')) return mayHaveCondition(element) ? group('Condition', 'condition', conditionField) : [];
  if (isA(bo, 'bpmn:StartEvent') && list(bo, 'eventDefinitions').length === 0) {
    return group('Form', 'startForm', formField('startForm', () => names.forms));
  }
  if (conditionalDefinition(element)) return group('EventCondition', 'condition', eventConditionField);
  if (!messageCarrier(element)) return [];
  if (isA(bo, 'bpmn:StartEvent')) return group('Mail', 'mail', ...startMailFields(() => names.mailboxes));
  return group('Wait', 'wait', ...waitFields(element));
}

/** Only what a connector can do is offered one: a task for a person is not turned into a job by a click. */
function mayHaveConnector(element: DiagramElement): boolean {
  const bo = element.businessObject;
  if (attribute(bo, 'camunda:modelerTemplate')) return true;
  return isA(bo, 'bpmn:ServiceTask') || isA(bo, 'bpmn:SendTask') || bo.$type === 'bpmn:Task';
}

interface PropertiesPanel {
  registerProvider(priority: number, provider: object): void;
}

const AFTER_ALL_OTHERS = 100;
/** Our groups come right after these, before the technical ones. */
const FIRST = ['general', 'documentation', 'message', 'ElementTemplates__Template'];

class StaffettaProperties {
  static $inject = ['propertiesPanel', 'bundleNames'];
  private readonly names: Names;

  constructor(propertiesPanel: PropertiesPanel, names: Names) {
    this.names = names;
    propertiesPanel.registerProvider(AFTER_ALL_OTHERS, this);
  }

  getGroups(element: DiagramElement) {
    return (groups: PanelGroup[]): PanelGroup[] => {
      const kept = withoutJava(groups).filter((g) => g.id !== 'ElementTemplates__Template' || mayHaveConnector(element));
      const after = kept.reduce((last, g, i) => (FIRST.includes(g.id) ? i : last), -1);
      const own = ownGroups(element, this.names).map(({ id, label, fields }) => ({
        id,
        label: propertiesText.text(label),
        component: Group,
        shouldOpen: true,
        element,
        entries: fields.map((field) => entryOf(element, field)) as { id: string }[],
      }));
      return [...kept.slice(0, after + 1), ...own, ...kept.slice(after + 1)];
    };
  }
}

export const StaffettaPropertiesModule = {
  __init__: ['staffettaProperties'],
  staffettaProperties: ['type', StaffettaProperties],
};
