/**
 * The bpmn-js modeler of the process designer: modules, dialect, Italian words, marks of findings.
 * Knows bpmn-js, not React and not the API; the page gives it the file and listens to its changes.
 */
import ElementTemplateChooserModule from '@bpmn-io/element-template-chooser';
import Modeler from 'bpmn-js/lib/Modeler';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import { ElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import {
  BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import CamundaBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-platform';
import MinimapModule from 'diagram-js-minimap';
import type { ElementTemplate } from '@/api/types';
import type { Language } from '@/i18n/dictionary';
import type { DiagramElement, ModdleElement } from './element';
import type { FindingMark } from './findings';
import { moddleExtensions } from './moddle/extensions';
import { type Names, StaffettaPropertiesModule } from './properties/provider';
import { OfferSupportedModule } from './supported';
import { bpmnText } from './text';
import { type Box, fitted } from './view';
import { translator } from './words/translate';

/** An element template of the Camunda 7 dialect, as the server writes it. */
export interface DesignerOptions {
  canvas: HTMLElement;
  panel: HTMLElement;
  language: Language;
  templates: readonly ElementTemplate[];
  names: Names;
  /** After each change that can be undone; not for the import. */
  onChange: () => void;
  onSelect: (element: DiagramElement | undefined) => void;
  /** Connectors of the server that the designer cannot use, with the reason. */
  onTemplateErrors: (messages: string[]) => void;
}

export interface Designer {
  /** Opens a file. The warnings are what bpmn-js could not read but left in place. */
  open(xml: string): Promise<{ warnings: string[] }>;
  xml(): Promise<string>;
  definitions(): ModdleElement;
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  select(element: string): boolean;
  isOnCanvas(element: string): boolean;
  mark(marks: ReadonlyMap<string, FindingMark>): void;
  fit(): void;
  /** To be called when the canvas was hidden and is shown again. */
  resized(): void;
  destroy(): void;
}

interface Services {
  canvas: {
    viewbox(): { inner: Box; outer: { width: number; height: number } };
    viewbox(box: Box): unknown;
    resized(): void;
    addMarker(element: string, marker: string): void;
    removeMarker(element: string, marker: string): void;
    scrollToElement(element: DiagramElement): void;
    getRootElements(): DiagramElement[];
    setRootElement(root: DiagramElement): void;
    findRoot(element: DiagramElement): DiagramElement | undefined;
    focus(): void;
  };
  elementRegistry: { get(id: string): DiagramElement | undefined };
  selection: { select(element: DiagramElement | null): void };
  overlays: {
    add(element: string, type: string, overlay: { position: object; scale: object; html: HTMLElement }): string;
    remove(filter: { type: string }): void;
  };
  eventBus: { on(event: string, act: (event: never) => void): void };
  commandStack: { undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean };
  elementTemplatesLoader: { setTemplates(templates: readonly ElementTemplate[]): void };
}

const MARKERS = { error: 'finding-error', warning: 'finding-warning' } as const;

function badge(mark: FindingMark, select: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'finding-badge';
  button.dataset.severity = mark.severity;
  button.textContent = mark.severity === 'error' ? '✖' : '▲';
  button.title = mark.messages.join('\n\n');
  button.setAttribute('aria-label', mark.messages.join(' '));
  button.addEventListener('click', select);
  return button;
}

/** Every text of the connectors: the server wrote them in the language of the page. */
function textsOf(templates: readonly ElementTemplate[]): Set<string> {
  const texts = new Set<string>();
  const gather = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (value && typeof value === 'object') Object.values(value).forEach(gather);
  };
  gather(templates);
  return texts;
}

export function createDesigner(options: DesignerOptions): Designer {
  const modeler = new Modeler({
    container: options.canvas,
    propertiesPanel: { parent: options.panel },
    moddleExtensions,
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule,
      ElementTemplatesPropertiesProviderModule, ElementTemplateChooserModule, CreateAppendAnythingModule,
      CamundaBehaviors, MinimapModule, StaffettaPropertiesModule, OfferSupportedModule,
      { translate: ['value', translator(options.language, textsOf(options.templates))], bundleNames: ['value', options.names] },
    ],
  } as ConstructorParameters<typeof Modeler>[0]);
  const service = <K extends keyof Services>(name: K): Services[K] => modeler.get(name) as unknown as Services[K];

  service('eventBus').on('elementTemplates.errors', ({ errors }: { errors: { message: string }[] }) =>
    options.onTemplateErrors(errors.map((e) => e.message)),
  );
  service('elementTemplatesLoader').setTemplates(options.templates);
  service('eventBus').on('commandStack.changed', ({ trigger }: { trigger?: string }) => {
    if (trigger !== 'clear') options.onChange();
  });
  service('eventBus').on('selection.changed', ({ newSelection }: { newSelection: DiagramElement[] }) =>
    options.onSelect(newSelection.length === 1 ? newSelection[0] : undefined),
  );

  // On a low screen the tools scroll, so the keyboard must reach them.
  const tools = options.canvas.querySelector('.djs-palette');
  tools?.setAttribute('tabindex', '0');
  tools?.setAttribute('role', 'group');
  tools?.setAttribute('aria-label', bpmnText.text('tools'));

  let marked: [string, string][] = [];
  const select = (id: string): boolean => {
    const element = service('elementRegistry').get(id);
    if (!element) return false;
    const root = service('canvas').findRoot(element);
    if (root) service('canvas').setRootElement(root);
    if (element !== root) service('canvas').scrollToElement(element);
    service('selection').select(element === root ? null : element);
    return true;
  };

  const fit = (): void => {
    const { inner, outer } = service('canvas').viewbox();
    const box = fitted(inner, outer);
    if (box) service('canvas').viewbox(box);
  };

  return {
    async open(xml) {
      marked = [];
      const { warnings } = (await modeler.importXML(xml)) as { warnings: (string | { message: string })[] };
      fit();
      return { warnings: warnings.map((w) => (typeof w === 'string' ? w : w.message)) };
    },
    async xml() {
      const { xml, error } = (await modeler.saveXML({ format: true })) as { xml?: string; error?: Error };
      if (xml === undefined) throw error ?? new Error('bpmn-js wrote no file');
      return xml;
    },
    definitions: () => modeler.getDefinitions() as unknown as ModdleElement,
    undo: () => service('commandStack').undo(),
    redo: () => service('commandStack').redo(),
    canUndo: () => service('commandStack').canUndo(),
    canRedo: () => service('commandStack').canRedo(),
    select,
    isOnCanvas: (id) => service('elementRegistry').get(id) !== undefined,
    mark(marks) {
      const registry = service('elementRegistry');
      for (const [id, marker] of marked) if (registry.get(id)) service('canvas').removeMarker(id, marker);
      service('overlays').remove({ type: 'finding' });
      marked = [];
      for (const [id, mark] of marks) {
        const element = registry.get(id);
        if (!element || service('canvas').getRootElements().includes(element)) continue;
        service('canvas').addMarker(id, MARKERS[mark.severity]);
        marked.push([id, MARKERS[mark.severity]]);
        service('overlays').add(id, 'finding', {
          position: { top: 0, left: 0 },
          // Still a target for finger and eye when the whole of a large drawing is shown.
          scale: { min: 1, max: 1.2 },
          html: badge(mark, () => select(id)),
        });
      }
    },
    fit,
    resized: () => service('canvas').resized(),
    destroy: () => modeler.destroy(),
  };
}
