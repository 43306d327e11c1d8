/** Our attributes on the elements they belong to survive a file that is read and written again. */
import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import type { ModdleElement } from '../element';
import { moddleExtensions, STAFFETTA_URI } from './extensions';
import staffetta from './staffetta.json';

interface Reading {
  rootElement: ModdleElement;
  elementsById: Record<string, ModdleElement>;
  warnings: { message: string }[];
}
interface Moddle {
  fromXML(xml: string): Promise<Reading>;
  toXML(root: ModdleElement, options: { format: boolean }): Promise<{ xml: string }>;
}
const moddle = (): Moddle => new BpmnModdle(moddleExtensions) as unknown as Moddle;

const file = (inside: string, prefix = 'staffetta'): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:${prefix}="urn:staffetta:bpmn:1" targetNamespace="urn:t">
${inside}</bpmn:definitions>`;

const ROWS: [name: string, id: string, xml: string, attributes: Record<string, string>][] = [
  ['message', 'm', '<bpmn:message id="m" name="pec" staffetta:correlationKey="${pratica}" staffetta:timeToLive="PT1H"/>',
    { correlationKey: '${pratica}', timeToLive: 'PT1H' }],
  ['start by mail', 'd', '<bpmn:process id="p"><bpmn:startEvent id="s"><bpmn:messageEventDefinition id="d" staffetta:mailbox="protocollo" staffetta:accepts="pec" staffetta:when="mail.subject.contains(&#34;tari&#34;)"/></bpmn:startEvent></bpmn:process>',
    { mailbox: 'protocollo', accepts: 'pec', when: 'mail.subject.contains("tari")' }],
  ['start, on the event', 's', '<bpmn:process id="p"><bpmn:startEvent id="s" staffetta:mailbox="*"/></bpmn:process>', { mailbox: '*' }],
  ['wait for a receipt', 'd', '<bpmn:process id="p"><bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition id="d" staffetta:receipt="consegna" staffetta:correlationKey="${spedizione}"/></bpmn:intermediateCatchEvent></bpmn:process>',
    { receipt: 'consegna', correlationKey: '${spedizione}' }],
  ['boundary event', 'b', '<bpmn:process id="p"><bpmn:userTask id="u"/><bpmn:boundaryEvent id="b" attachedToRef="u" staffetta:correlationKey="k"/></bpmn:process>', { correlationKey: 'k' }],
  ['receive task', 'r', '<bpmn:process id="p"><bpmn:receiveTask id="r" staffetta:correlationKey="${x}" staffetta:timeToLive="P1D"/></bpmn:process>',
    { correlationKey: '${x}', timeToLive: 'P1D' }],
  ['draft of a letter', 'u', '<bpmn:process id="p"><bpmn:userTask id="u" staffetta:drafts="risposta"/></bpmn:process>', { drafts: 'risposta' }],
  ['approval', 'u', '<bpmn:process id="p"><bpmn:userTask id="u" staffetta:approves="risposta"/></bpmn:process>', { approves: 'risposta' }],
  ['signature', 'u', '<bpmn:process id="p"><bpmn:userTask id="u" staffetta:signs="atto"/></bpmn:process>', { signs: 'atto' }],
  ['rule', 'g', '<bpmn:process id="p"><bpmn:businessRuleTask id="g" staffetta:rule="ufficio" camunda:resultVariable="u"/></bpmn:process>', { rule: 'ufficio' }],
];

describe('the staffetta vocabulary', () => {
  it.each(ROWS)('%s: attributes are read, and written back', async (_, id, xml, attributes) => {
    const read = await moddle().fromXML(file(xml));
    expect(read.warnings).toEqual([]);
    for (const [name, value] of Object.entries(attributes)) {
      expect(read.elementsById[id]?.get(`staffetta:${name}`)).toBe(value);
    }
    const { xml: written } = await moddle().toXML(read.rootElement, { format: true });
    const again = await moddle().fromXML(written);
    for (const [name, value] of Object.entries(attributes)) {
      expect(again.elementsById[id]?.get(`staffetta:${name}`)).toBe(value);
    }
  });

  it('is known by its URI, whatever the prefix of the file', async () => {
    const xml = file('<bpmn:process id="p"><bpmn:userTask id="u" corriere:drafts="lettera"/></bpmn:process>', 'corriere');
    const { elementsById } = await moddle().fromXML(xml);
    expect(elementsById.u?.get('staffetta:drafts')).toBe('lettera');
  });

  it('keeps attributes of other vendors that nobody here knows', async () => {
    const xml = file('<bpmn:process id="p" xmlns:altri="urn:altri"><bpmn:userTask id="u" altri:nota="resta"/></bpmn:process>');
    const { rootElement } = await moddle().fromXML(xml);
    expect((await moddle().toXML(rootElement, { format: true })).xml).toContain('altri:nota="resta"');
  });

  it('has the URI the engine reads', () => {
    expect(staffetta.uri).toBe(STAFFETTA_URI);
  });
});
