/**
 * The drawings of the processes that come with Staffetta: no text lies on a shape, a line or another text, and no line passes
 * through a shape it does not join. A picture of each is kept in `out/`.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawn, openPaper, overlaps } from './drawing.mjs';
import { out } from './house.mjs';
import { openBrowser } from './people.mjs';

const processes = join(dirname(fileURLToPath(import.meta.url)), '../../processes');
const bundles = readdirSync(processes, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
let browser;
let paper;

before(async () => {
  mkdirSync(out, { recursive: true });
  browser = await openBrowser();
  paper = await openPaper(browser);
});
after(() => browser?.close());

test('nothing of a drawing hides anything else', async () => {
  assert.ok(bundles.length >= 12, bundles.join());
  const wrong = [];
  for (const bundle of bundles) {
    const drawing = await drawn(paper, readFileSync(join(processes, bundle, 'process.bpmn'), 'utf8'));
    assert.ok(drawing.shapes.length >= 4, bundle);
    wrong.push(...overlaps(drawing).map((line) => `${bundle}: ${line}`));
    await paper.screenshot({ path: join(out, `drawing-${bundle}.png`) });
  }
  assert.equal(wrong.length, 0, `\n${wrong.join('\n')}`);
});

/** Two tasks and a way between them, with its label where the row says. */
const sample = ({ label, points = [[200, 140], [300, 140]], second = [300, 100] }) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:dd="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="urn:prova">
<process id="p"><task id="a" name="Uno"/><task id="b" name="Due"/><task id="c" name="Tre"/><sequenceFlow id="f" name="rimandata" sourceRef="a" targetRef="b"/></process>
<di:BPMNDiagram><di:BPMNPlane bpmnElement="p">
<di:BPMNShape bpmnElement="a"><dc:Bounds x="100" y="100" width="100" height="80"/></di:BPMNShape>
<di:BPMNShape bpmnElement="b"><dc:Bounds x="${second[0]}" y="${second[1]}" width="100" height="80"/></di:BPMNShape>
<di:BPMNShape bpmnElement="c"><dc:Bounds x="100" y="300" width="100" height="80"/></di:BPMNShape>
<di:BPMNEdge bpmnElement="f">${points.map(([x, y]) => `<dd:waypoint x="${x}" y="${y}"/>`).join('')}<di:BPMNLabel><dc:Bounds x="${label[0]}" y="${label[1]}" width="80" height="14"/></di:BPMNLabel></di:BPMNEdge>
</di:BPMNPlane></di:BPMNDiagram></definitions>`;

test('what hides something is named', async () => {
  const rows = [
    [{ label: [210, 120] }, []],
    [{ label: [210, 132] }, ['the label «rimandata» of f lies on the way f']],
    [{ label: [160, 105] }, ['the label «rimandata» of f lies on a']],
    [{ label: [210, 120], points: [[150, 180], [150, 420], [350, 420], [350, 180]] }, ['the way f passes through c']],
    [{ label: [210, 120], second: [150, 150], points: [[200, 140], [220, 150]] }, ['a lies on b']],
  ];
  for (const [given, named] of rows) assert.deepEqual(overlaps(await drawn(paper, sample(given))), named);
});
