/** A model with one element of every kind the designer can select, drawn on a grid: for looking at them, not for running. */

const event = (tag, definition, attributes = '') => [tag, `<bpmn:${definition}EventDefinition id="${definition}_${tag}_${attributes.length}" ${
  { link: 'name="qui"', message: 'messageRef="M"', signal: 'signalRef="S"', error: 'errorRef="E"', escalation: 'escalationRef="X"' }[definition] ?? ''
}>${{ timer: '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>', conditional: '<bpmn:condition xsi:type="bpmn:tFormalExpression">x == 1</bpmn:condition>' }[definition] ?? ''}</bpmn:${definition}EventDefinition>`, attributes];
const LOOPS = [
  '<bpmn:multiInstanceLoopCharacteristics />', '<bpmn:multiInstanceLoopCharacteristics isSequential="true" />', '<bpmn:standardLoopCharacteristics />',
];

/** [tag, what is inside, attributes]. */
const PLAIN = [
  ...['startEvent', 'endEvent', 'intermediateThrowEvent', 'task', 'userTask', 'serviceTask', 'sendTask', 'receiveTask', 'scriptTask', 'manualTask', 'businessRuleTask',
    'callActivity', 'exclusiveGateway', 'parallelGateway', 'inclusiveGateway', 'eventBasedGateway', 'complexGateway', 'subProcess', 'transaction', 'adHocSubProcess'].map((tag) => [tag, '', '']),
  ...LOOPS.map((loop) => ['userTask', loop, '']),
  ['serviceTask', '', 'camunda:type="external" camunda:topic="pec.send" camunda:modelerTemplate="TEMPLATE" camunda:modelerTemplateVersion="1"'],
  ...['message', 'timer', 'signal', 'conditional'].map((d) => event('startEvent', d)),
  ...['message', 'timer', 'signal', 'conditional', 'link'].map((d) => event('intermediateCatchEvent', d)),
  ...['message', 'signal', 'escalation', 'link', 'compensate'].map((d) => event('intermediateThrowEvent', d)),
  ...['message', 'signal', 'error', 'escalation', 'compensate', 'terminate'].map((d) => event('endEvent', d)),
];
const BOUNDARY = ['message', 'timer', 'signal', 'conditional', 'error', 'escalation', 'compensate'].map((d) => event('boundaryEvent', d))
  .concat(['message', 'timer', 'signal', 'conditional', 'escalation'].map((d) => event('boundaryEvent', d, 'cancelActivity="false"')));
const INSIDE = ['error', 'escalation', 'message', 'timer', 'signal', 'conditional', 'compensate'].map((d) => event('startEvent', d))
  .concat(['escalation', 'message', 'timer', 'signal', 'conditional'].map((d) => event('startEvent', d, 'isInterrupting="false"')));

const size = (tag) => (/Event$/.test(tag) ? [36, 36] : /Gateway$/.test(tag) ? [50, 50] : /[sS]ubProcess|transaction/.test(tag) ? [120, 100] : [100, 80]);

/** The XML, and the ids of all its elements. `template`: the id of a connector's template. */
export function everyElement(template) {
  const ids = [];
  const shapes = [];
  const body = [];
  const place = (id, x, y, [w, h], more = '') => {
    ids.push(id);
    shapes.push(`<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}" ${more}><dc:Bounds x="${x}" y="${y}" width="${w}" height="${h}" /></bpmndi:BPMNShape>`);
  };
  const at = (i) => [i % 10 * 160 + 60, Math.floor(i / 10) * 140 + 60];
  const element = (id, [tag, inside, attributes]) => `<bpmn:${tag} id="${id}" name="${id}" ${attributes}>${inside}</bpmn:${tag}>`;
  PLAIN.forEach((one, i) => {
    const id = `Uno_${i}`;
    body.push(element(id, [one[0], one[1], one[2].replace('TEMPLATE', template)]));
    place(id, ...at(i), size(one[0]), /[sS]ubProcess|transaction/.test(one[0]) ? 'isExpanded="true"' : '');
  });
  const second = Math.ceil(PLAIN.length / 10) * 10;
  BOUNDARY.forEach(([tag, inside, attributes], i) => {
    const [x, y] = at(second + i);
    body.push(`<bpmn:task id="Ospite_${i}" name="Ospite_${i}" />`, element(`Bordo_${i}`, [tag, inside, `attachedToRef="Ospite_${i}" ${attributes}`]));
    place(`Ospite_${i}`, x, y, [100, 80]);
    place(`Bordo_${i}`, x + 32, y + 62, [36, 36]);
  });
  const third = second + Math.ceil(BOUNDARY.length / 10) * 10;
  INSIDE.forEach((one, i) => {
    const [x, y] = at(third + i);
    body.push(`<bpmn:subProcess id="Evento_${i}" name="Evento_${i}" triggeredByEvent="true">${element(`Dentro_${i}`, one)}</bpmn:subProcess>`);
    place(`Evento_${i}`, x, y, [120, 100], 'isExpanded="true"');
    place(`Dentro_${i}`, x + 40, y + 30, [36, 36]);
  });
  const [x, y] = at(third + Math.ceil(INSIDE.length / 10) * 10);
  body.push('<bpmn:dataObjectReference id="Dato" dataObjectRef="Dato_o" name="Dato" /><bpmn:dataObject id="Dato_o" />', '<bpmn:dataStoreReference id="Archivio" name="Archivio" />', '<bpmn:textAnnotation id="Nota"><bpmn:text>Nota</bpmn:text></bpmn:textAnnotation>', '<bpmn:group id="Gruppo" />');
  place('Dato', x, y, [36, 50]);
  place('Archivio', x + 160, y, [50, 50]);
  place('Nota', x + 320, y, [100, 30]);
  place('Gruppo', x + 480, y, [120, 90]);
  // Flows: plain, with a condition, default.
  const flows = [['Passa', 'Uno_0', 'Uno_3', ''], ['Scelta', 'Uno_12', 'Uno_13', '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">x</bpmn:conditionExpression>']];
  const edges = flows.map(([id, from, to]) => {
    ids.push(id);
    const [a, b] = [at(Number(from.slice(4))), at(Number(to.slice(4)))];
    return `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${a[0] + 20}" y="${a[1] - 20}" /><di:waypoint x="${b[0]}" y="${b[1] - 20}" /></bpmndi:BPMNEdge>`;
  });
  body.push(...flows.map(([id, from, to, inside]) => `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${inside}</bpmn:sequenceFlow>`));
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="Definitions_1" targetNamespace="urn:prova">
<bpmn:message id="M" name="messaggio" /><bpmn:signal id="S" name="segnale" /><bpmn:error id="E" name="errore" errorCode="E1" /><bpmn:escalation id="X" name="escalation" escalationCode="X1" />
<bpmn:process id="ogni_elemento" name="Ogni elemento" isExecutable="true">${body.join('\n')}</bpmn:process>
<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="P" bpmnElement="ogni_elemento">${shapes.join('\n')}${edges.join('\n')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>`;
  return { xml, ids };
}
