import { expect, test } from 'vitest';
import { elementsOf, nameIn } from './elements';

const XML = `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:o="urn:altro">
<b:process id="p"><b:startEvent id="inizio"/><b:userTask id="scrivi" name="Scrivi
la risposta"/><b:sequenceFlow id="f" sourceRef="inizio" targetRef="scrivi"/><o:Task id="altrui"/>
<b:subProcess id="dentro"><b:exclusiveGateway id="scelta" name="Va bene?"/></b:subProcess></b:process></b:definitions>`;

test('elements are named as drawn, flows and what is not BPMN are left out', () => {
  expect(elementsOf(XML)).toEqual([
    { id: 'inizio', name: 'Inizio (inizio)' },
    { id: 'scrivi', name: 'Scrivi la risposta' },
    { id: 'dentro', name: 'Sottoprocesso (dentro)' },
    { id: 'scelta', name: 'Va bene?' },
  ]);
  expect(nameIn(elementsOf(XML), 'ignoto')).toBe('ignoto');
});
