/** The elements of a drawing by id, for choosing and naming them without drawing them. */
import { kindWord, bpmnText } from '@/bpmn/text';

export interface Element {
  id: string;
  /** Name in the drawing, else what it is and its id. */
  name: string;
}

const NODE = /(?:[tT]ask|Event|Gateway|[sS]ubProcess|callActivity|transaction)$/;

/** Tasks, events, gateways and subprocesses of a BPMN file, in the order of the file. */
export function elementsOf(xml: string): Element[] {
  const read = new DOMParser().parseFromString(xml, 'application/xml');
  return [...read.querySelectorAll('[id]')].flatMap((node) => {
    const id = node.getAttribute('id');
    if (!id || !NODE.test(node.localName) || node.namespaceURI !== 'http://www.omg.org/spec/BPMN/20100524/MODEL') return [];
    const named = node.getAttribute('name')?.replace(/\s+/g, ' ').trim();
    const kind = node.localName.charAt(0).toUpperCase() + node.localName.slice(1);
    const word = kindWord(kind);
    return [{ id, name: named || `${word ? bpmnText.text(word as never) : kind} (${id})` }];
  });
}

/** How `id` is called in the drawing. */
export function nameIn(elements: readonly Element[], id: string): string {
  return elements.find((e) => e.id === id)?.name ?? id;
}
