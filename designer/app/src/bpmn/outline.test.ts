import { BpmnModdle } from 'bpmn-moddle';
import { expect, it } from 'vitest';
import type { ModdleElement } from './element';
import { marksOf } from './marks';
import { newProcessXml, processKey } from './new-process';
import { outline } from './outline';

async function read(xml: string): Promise<ModdleElement> {
  const { rootElement } = (await new BpmnModdle().fromXML(xml)) as unknown as { rootElement: ModdleElement };
  return rootElement;
}
const process = (inside: string): string =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">${inside}</process></definitions>`;
const flow = (from: string, to: string): string => `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}"/>`;
const node = (tag: string, id: string, out: string[] = [], more = ''): string =>
  `<${tag} id="${id}" ${more}>${out.map((f) => `<outgoing>${f}</outgoing>`).join('')}</${tag}>`;

it('follows the flow, not the order of the file', async () => {
  const xml = process(node('endEvent', 'e') + node('userTask', 'u', ['u_e']) + node('startEvent', 's', ['s_u']) + flow('s', 'u') + flow('u', 'e'));
  expect(outline(await read(xml)).map((n) => n.id)).toEqual(['s', 'u', 'e']);
});

it('ends on a loop, puts boundary events after their activity and keeps what nothing reaches', async () => {
  const xml = process(
    node('startEvent', 's', ['s_u']) + node('userTask', 'u', ['u_x']) + node('exclusiveGateway', 'x', ['x_u', 'x_e']) +
      node('endEvent', 'e') + `<boundaryEvent id="b" attachedToRef="u"><outgoing>b_v</outgoing><timerEventDefinition id="t"/></boundaryEvent>` +
      node('task', 'v') + node('task', 'lost') +
      flow('s', 'u') + flow('u', 'x') + flow('x', 'u') + flow('x', 'e') + flow('b', 'v'),
  );
  const entries = outline(await read(xml));
  expect(entries.map((n) => n.id)).toEqual(['s', 'u', 'b', 'x', 'v', 'e', 'lost']);
  expect(entries[2]?.kind).toBe('BoundaryEvent:Timer');
});

it('goes into subprocesses one step deeper', async () => {
  const sub = `<subProcess id="sub">${node('startEvent', 'i', ['i_j'])}${node('task', 'j')}${flow('i', 'j')}</subProcess>`;
  expect(outline(await read(process(sub))).map((n) => [n.id, n.depth])).toEqual([['sub', 0], ['i', 1], ['j', 1]]);
});

it('reads a new process, whose key is a BPMN id', async () => {
  const key = processKey('Perché: «città» & <atti>');
  expect(key).toBe('perche-citta-atti');
  expect(processKey('30 giorni')).toBe('processo-30-giorni');
  expect(processKey('a'.repeat(63) + ' b')).toBe('a'.repeat(63));
  const xml = newProcessXml(key, 'Perché: «città» & <atti>', { start: 'Inizio', task: 'Uno', end: 'Fine' });
  expect(outline(await read(xml)).map((n) => n.name)).toEqual(['Inizio', 'Uno', 'Fine']);
});

it('adds up the tokens of an element, a stuck one winning', () => {
  const marks = marksOf(
    [{ element: 'a', count: 2, incident: false }, { element: 'a', count: 1, incident: true }],
    ['b'],
  );
  expect([...marks]).toEqual([['a', { count: 3, incident: true }], ['b', { count: 0, incident: true }]]);
});
