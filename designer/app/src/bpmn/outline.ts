/**
 * The process as an ordered list of words, for readers who cannot use the drawing.
 *
 * Elements come in the order the flow reaches them (breadth first from the starts, a default flow after
 * the others), boundary events right after their activity, a subprocess before what is inside it.
 * What no flow reaches comes last: nothing that can hold a token is left out.
 */
import { isA, list, type ModdleElement } from './element';

export interface OutlineEntry {
  id: string;
  /** Name in the drawing; empty where it has none. */
  name: string;
  /** BPMN type without the prefix and with its event, for example `BoundaryEvent:Timer`. */
  kind: string;
  /** 0 for the process itself, one more for each subprocess around it. */
  depth: number;
}

const EVENT_DEFINITION = /^bpmn:(\w+)EventDefinition$/;

/** `StartEvent:Message`, `UserTask`, `SubProcess`: the key of the element's label. */
export function kindOf(element: ModdleElement): string {
  const type = element.$type.replace(/^bpmn:/, '');
  const event = list(element, 'eventDefinitions')[0]?.$type.match(EVENT_DEFINITION)?.[1];
  return event ? `${type}:${event}` : type;
}

function flowNodes(container: ModdleElement): ModdleElement[] {
  return list(container, 'flowElements').filter((e) => isA(e, 'bpmn:FlowNode'));
}

function targets(node: ModdleElement): ModdleElement[] {
  const flows = list(node, 'outgoing');
  const usual = flows.filter((f) => f !== node.default);
  const last = flows.filter((f) => f === node.default);
  return [...usual, ...last].flatMap((f) => (f.targetRef ? [f.targetRef as ModdleElement] : []));
}

function inFlowOrder(container: ModdleElement): ModdleElement[] {
  const nodes = flowNodes(container);
  const here = new Set(nodes);
  const attached = (host: ModdleElement): ModdleElement[] => nodes.filter((n) => n.attachedToRef === host);
  const starts = nodes.filter((n) => isA(n, 'bpmn:StartEvent'));
  const seen = new Set<ModdleElement>();
  const walk = (queue: ModdleElement[]): void => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (seen.has(next) || !here.has(next)) continue;
      seen.add(next);
      const boundaries = attached(next).filter((b) => !seen.has(b));
      for (const boundary of boundaries) seen.add(boundary);
      queue.push(...targets(next), ...boundaries.flatMap(targets));
    }
  };
  walk([...starts]);
  for (const node of nodes) if (!seen.has(node)) walk([node]);
  return [...seen];
}

function entriesOf(container: ModdleElement, depth: number): OutlineEntry[] {
  return inFlowOrder(container).flatMap((node) => [
    { id: node.id ?? '', name: (node.name ?? '').replace(/\s+/g, ' ').trim(), kind: kindOf(node), depth },
    ...(isA(node, 'bpmn:SubProcess') ? entriesOf(node, depth + 1) : []),
  ]);
}

/** All flow nodes of all processes of the file. */
export function outline(definitions: ModdleElement): OutlineEntry[] {
  return list(definitions, 'rootElements')
    .filter((root) => isA(root, 'bpmn:Process'))
    .flatMap((process) => entriesOf(process, 0));
}
