/**
 * What is drawn over what in a process: the drawing of the library the pages use, measured with its own texts and lines.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../designer/node_modules/bpmn-js/dist');
const VIEWER = readFileSync(join(dist, 'bpmn-navigated-viewer.production.min.js'), 'utf8');
const CSS = ['assets/diagram-js.css', 'assets/bpmn-js.css'].map((name) => readFileSync(join(dist, name), 'utf8')).join('\n');

/** An empty page that draws. */
export async function openPaper(browser) {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.setContent(`<!doctype html><style>${CSS} html, body, #paper { margin: 0; height: 100%; background: #fff }</style><div id="paper"></div>`);
  await page.addScriptTag({ content: VIEWER });
  await page.evaluate(() => { window.viewer = new window.BpmnJS({ container: '#paper' }); });
  return page;
}

/** Draws the file and answers where everything lies, in pixels of the drawing. */
export async function drawn(page, xml) {
  return page.evaluate(async (text) => {
    const { warnings } = await window.viewer.importXML(text);
    if (warnings.length) throw new Error(warnings.map((w) => w.message).join('; '));
    const registry = window.viewer.get('elementRegistry');
    window.viewer.get('canvas').zoom('fit-viewport');
    const found = { labels: [], shapes: [], ways: [] };
    const lines = (text) => [...text.querySelectorAll('tspan')].map((line) => line.textContent.trim()).join(' ');
    const plain = (name) => name.replace(/\s+/g, ' ').trim();
    for (const element of registry.getAll()) {
      const gfx = registry.getGraphics(element);
      const written = gfx.querySelector(':scope > .djs-visual > text');
      const measured = written?.textContent.trim() ? written.getBBox() : undefined;
      if (element.labelTarget) {
        if (!measured) continue;
        const { labelTarget: of } = element;
        found.labels.push({
          id: of.id, name: of.businessObject.name, way: Boolean(of.waypoints), broken: lines(written) !== plain(of.businessObject.name),
          x: element.x + measured.x, y: element.y + measured.y, w: measured.width, h: measured.height,
        });
      } else if (element.waypoints) {
        const { source, target } = element;
        found.ways.push({ id: element.id, source: source.id, target: target.id, points: element.waypoints.map(({ x, y }) => ({ x, y })) });
      } else if (element.parent) {
        const inside = [];
        for (let up = element.parent; up?.parent; up = up.parent) inside.push(up.id);
        found.shapes.push({
          id: element.id, x: element.x, y: element.y, w: element.width, h: element.height, inside, host: element.host?.id,
          holds: element.children?.some((child) => !child.labelTarget) ?? false, diamond: /Gateway$/.test(element.type), round: /Event$/.test(element.type),
          broken: Boolean(measured) && lines(written) !== plain(element.businessObject.name),
          text: measured && { x: element.x + measured.x, y: element.y + measured.y, w: measured.width, h: measured.height },
        });
      }
    }
    return found;
  }, xml);
}

/** Two texts nearer than this read as one. */
const NEAR = 4;

const shrunk = ({ x, y, w, h }, by) => ({ x: x + by, y: y + by, w: w - 2 * by, h: h - 2 * by });
export const meet = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Whether the line from `a` to `b` passes through the box. */
export function passes(a, b, box) {
  let [from, to] = [0, 1];
  for (const [start, way, low, high] of [[a.x, b.x - a.x, box.x, box.x + box.w], [a.y, b.y - a.y, box.y, box.y + box.h]]) {
    if (way === 0) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const [near, far] = [(low - start) / way, (high - start) / way].sort((p, q) => p - q);
    from = Math.max(from, near);
    to = Math.min(to, far);
    if (from >= to) return false;
  }
  return true;
}

const segments = (points) => points.slice(1).map((to, n) => [points[n], to]);
const sides = ({ x, y, w, h }) => segments([{ x, y }, { x: x + w, y }, { x: x + w, y: y + h }, { x, y: y + h }, { x, y }]);
const rhombus = ({ x, y, w, h }) => segments([{ x: x + w / 2, y }, { x: x + w, y: y + h / 2 }, { x: x + w / 2, y: y + h }, { x, y: y + h / 2 }, { x: x + w / 2, y }]);
/** Whether a text lies on a shape; a diamond leaves its corners free. */
function covers(text, shape) {
  if (!shape.diamond) return meet(text, shrunk(shape, shape.round ? 3 : 0));
  return rhombus(shape).some(([a, b]) => passes(a, b, text)) || meet(text, shrunk(shape, shape.w / 2 - 1));
}

/** What hides `box`, the text of `label`; `but` is left out of account. */
export function hidden(label, box, { labels, shapes, ways }) {
  const text = shrunk(box, 1);
  return [
    ...labels.filter((other) => other !== label && meet(text, shrunk(other, -NEAR))).map((other) => `the label of ${other.id}`),
    ...shapes.filter((shape) => !shape.holds && covers(text, shape)).map((shape) => `${shape.id}`),
    ...shapes.filter((shape) => shape.holds && sides(shape).some(([a, b]) => passes(a, b, text))).map((shape) => `the border of ${shape.id}`),
    ...ways.filter((way) => segments(way.points).some(([a, b]) => passes(a, b, text))).map((way) => `the way ${way.id}`),
  ];
}

/** A line for each thing that is drawn over another. */
export function overlaps(drawing) {
  const { labels, shapes, ways } = drawing;
  const found = [];
  for (const label of labels) {
    if (label.broken) found.push(`the label «${label.name}» of ${label.id} is too narrow for its words`);
    for (const other of hidden(label, label, drawing)) found.push(`the label «${label.name}» of ${label.id} lies on ${other}`);
  }
  for (const way of ways) {
    for (const shape of shapes) {
      if (shape.holds || [way.source, way.target].includes(shape.id)) continue;
      if (segments(way.points).some(([a, b]) => passes(a, b, shrunk(shape, 2)))) found.push(`the way ${way.id} passes through ${shape.id}`);
    }
  }
  shapes.forEach((shape, n) => {
    for (const other of shapes.slice(n + 1)) {
      const [event, around] = shape.host === other.id ? [shape, other] : [other, shape];
      if (event.host === around.id && around.text && covers(shrunk(around.text, 3), event)) found.push(`${event.id} lies on the text of ${around.id}`);
      const kin = shape.inside.includes(other.id) || other.inside.includes(shape.id) || shape.host === other.id || other.host === shape.id;
      if (!kin && meet(shrunk(shape, 1), shrunk(other, 1))) found.push(`${shape.id} lies on ${other.id}`);
    }
    if (shape.broken && !shape.holds) found.push(`${shape.id} is too narrow for its words`);
    if (shape.text && !shape.holds && (shape.text.h > shape.h || shape.text.w > shape.w)) found.push(`the text of ${shape.id} is larger than it`);
    for (const id of shape.inside) {
      const around = shapes.find((other) => other.id === id);
      if (around && !(shape.x >= around.x && shape.y >= around.y && shape.x + shape.w <= around.x + around.w && shape.y + shape.h <= around.y + around.h)) found.push(`${shape.id} sticks out of ${id}`);
    }
  });
  return found;
}
