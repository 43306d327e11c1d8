/** What a new process begins with: a start, a task for a person, an end, and the bundle's own file. */

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** The longest name of a draft the server takes. */
const KEY_LENGTH_MAX = 64;

/** A key made of a name: lower case letters, digits and `-`, beginning with a letter; a BPMN id as it is. */
export function processKey(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const key = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const whole = /^[a-z]/.test(key) ? key : `processo${key ? `-${key}` : ''}`;
  return whole.slice(0, KEY_LENGTH_MAX).replace(/-+$/, '');
}

export interface NewProcessWords {
  start: string;
  task: string;
  end: string;
}

/** A drawn, executable process of three elements. */
export function newProcessXml(key: string, name: string, words: NewProcessWords): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="definitions" targetNamespace="urn:staffetta:process">
  <bpmn:process id="${escape(key)}" name="${escape(name)}" isExecutable="true">
    <bpmn:startEvent id="inizio" name="${escape(words.start)}">
      <bpmn:outgoing>flusso_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="attivita" name="${escape(words.task)}">
      <bpmn:incoming>flusso_1</bpmn:incoming>
      <bpmn:outgoing>flusso_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="fine" name="${escape(words.end)}">
      <bpmn:incoming>flusso_2</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="flusso_1" sourceRef="inizio" targetRef="attivita" />
    <bpmn:sequenceFlow id="flusso_2" sourceRef="attivita" targetRef="fine" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="disegno">
    <bpmndi:BPMNPlane id="piano" bpmnElement="${escape(key)}">
      <bpmndi:BPMNShape id="inizio_di" bpmnElement="inizio">
        <dc:Bounds x="180" y="122" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="168" y="165" width="60" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="attivita_di" bpmnElement="attivita">
        <dc:Bounds x="280" y="100" width="120" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="fine_di" bpmnElement="fine">
        <dc:Bounds x="464" y="122" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="452" y="165" width="60" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flusso_1_di" bpmnElement="flusso_1">
        <di:waypoint x="216" y="140" /><di:waypoint x="280" y="140" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="flusso_2_di" bpmnElement="flusso_2">
        <di:waypoint x="400" y="140" /><di:waypoint x="464" y="140" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
}
