/**
 * A read-only bpmn-js viewer with token marks. Knows bpmn-js, not React.
 *
 * The wheel moves the page, not the drawing, until the drawing has the focus: a reader who scrolls past it
 * must not be caught. A file without diagram interchange is laid out before it is shown.
 */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import type { DiagramElement, ModdleElement } from './element';
import type { Mark } from './marks';
import { moddleExtensions } from './moddle/extensions';

interface Canvas {
  zoom(level: number | 'fit-viewport', center?: 'auto'): number;
  resized(): void;
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
  scrollToElement(element: string): void;
  getContainer(): HTMLElement;
}
interface Registry {
  get(id: string): DiagramElement | undefined;
}
interface Overlays {
  add(element: string, type: string, overlay: { position: object; html: HTMLElement }): string;
  remove(filter: { type: string }): void;
}
interface EventBus {
  on(event: string, act: (event: { element: DiagramElement; focused?: boolean }) => void): void;
}
interface ZoomScroll {
  toggle(enabled?: boolean): boolean;
}
interface Services {
  canvas: Canvas;
  elementRegistry: Registry;
  overlays: Overlays;
  eventBus: EventBus;
  zoomScroll: ZoomScroll;
  zoomStep: unknown;
}

export interface Viewer {
  /** Shows `xml` and gives its definitions; rejects when the file cannot be read. */
  show(xml: string): Promise<ModdleElement>;
  mark(marks: ReadonlyMap<string, Mark>, label: (mark: Mark) => string): void;
  /** Draws the way that was gone: elements and flows. */
  trace(path: readonly string[]): void;
  choose(element: string | undefined): void;
  fit(): void;
  zoomBy(factor: number): void;
  destroy(): void;
}

const hasDiagram = (xml: string): boolean => /<(?:[\w.-]+:)?BPMNShape[\s>]/.test(xml);

async function withDiagram(xml: string): Promise<string> {
  if (hasDiagram(xml)) return xml;
  const { layoutProcess } = await import('bpmn-auto-layout');
  return layoutProcess(xml);
}

export function createViewer(container: HTMLElement, label: string, onSelect: (element: string) => void): Viewer {
  const viewer = new NavigatedViewer({ container, moddleExtensions });
  const service = <K extends keyof Services>(name: K): Services[K] => viewer.get(name) as unknown as Services[K];
  const canvas = service('canvas');
  const svg = canvas.getContainer().querySelector('svg');
  svg?.setAttribute('role', 'group');
  svg?.setAttribute('aria-label', label);

  let marked: string[] = [];
  let chosen: string | undefined;
  let gone: string[] = [];
  service('eventBus').on('canvas.focus.changed', (event) => service('zoomScroll').toggle(event.focused === true));
  service('eventBus').on('canvas.mouseover', () => service('zoomScroll').toggle(document.activeElement === svg));
  service('eventBus').on('element.click', ({ element }) => {
    const shape = element.labelTarget ?? element;
    onSelect(shape.businessObject.id ?? shape.id);
  });

  return {
    async show(xml) {
      marked = [];
      chosen = undefined;
      gone = [];
      await viewer.importXML(await withDiagram(xml));
      canvas.zoom('fit-viewport', 'auto');
      return viewer.getDefinitions() as unknown as ModdleElement;
    },
    mark(marks, text) {
      for (const id of marked) {
        canvas.removeMarker(id, 'token-here');
        canvas.removeMarker(id, 'token-stuck');
      }
      service('overlays').remove({ type: 'token' });
      marked = [...marks.keys()].filter((id) => service('elementRegistry').get(id));
      for (const id of marked) {
        const mark = marks.get(id);
        if (!mark) continue;
        canvas.addMarker(id, mark.incident ? 'token-stuck' : 'token-here');
        const badge = document.createElement('div');
        badge.className = 'diagram-token';
        badge.title = text(mark);
        badge.textContent = mark.incident ? `! ${mark.count || ''}`.trim() : String(mark.count);
        if (mark.incident) badge.dataset.incident = '';
        service('overlays').add(id, 'token', { position: { top: -12, right: 14 }, html: badge });
      }
    },
    trace(path) {
      for (const id of gone) canvas.removeMarker(id, 'path-gone');
      gone = [...new Set(path)].filter((id) => service('elementRegistry').get(id));
      for (const id of gone) canvas.addMarker(id, 'path-gone');
    },
    choose(element) {
      if (chosen) canvas.removeMarker(chosen, 'outline-chosen');
      chosen = element && service('elementRegistry').get(element) ? element : undefined;
      if (!chosen) return;
      canvas.addMarker(chosen, 'outline-chosen');
      canvas.scrollToElement(chosen);
    },
    fit() {
      canvas.resized();
      canvas.zoom('fit-viewport', 'auto');
    },
    zoomBy(factor) {
      canvas.zoom(canvas.zoom(undefined as never) * factor, 'auto');
    },
    destroy: () => viewer.destroy(),
  };
}
