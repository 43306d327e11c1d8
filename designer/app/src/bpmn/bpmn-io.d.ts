/** The parts of bpmn.io that come without types, as far as this app uses them. */

declare module 'bpmn-auto-layout' {
  /** Gives the same BPMN with a diagram interchange for its first process. */
  export function layoutProcess(xml: string): Promise<string>;
}

declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: object;
  export const BpmnPropertiesProviderModule: object;
  export const CamundaPlatformPropertiesProviderModule: object;
  /** A service of the modeler, inside an entry. */
  export function useService<T>(name: string): T;
}

declare module 'bpmn-js-element-templates' {
  export const ElementTemplatesPropertiesProviderModule: object;
}

declare module 'bpmn-js-create-append-anything' {
  export const CreateAppendAnythingModule: object;
}

declare module '@bpmn-io/element-template-chooser' {
  const ElementTemplateChooserModule: object;
  export default ElementTemplateChooserModule;
}

declare module 'camunda-bpmn-js-behaviors/lib/camunda-platform' {
  const behaviors: object;
  export default behaviors;
}

declare module '@bpmn-io/properties-panel' {
  type Component = (props: Record<string, unknown>) => unknown;
  export const TextFieldEntry: Component;
  export const TextAreaEntry: Component;
  export const SelectEntry: Component;
  export const Group: Component;
  export function isTextFieldEntryEdited(node: HTMLElement): boolean;
  export function isTextAreaEntryEdited(node: HTMLElement): boolean;
  export function isSelectEntryEdited(node: HTMLElement): boolean;
}

declare module '@bpmn-io/properties-panel/preact' {
  export function h(type: unknown, props?: object | null, ...children: unknown[]): unknown;
}

declare module '@bpmn-io/properties-panel/preact/hooks' {
  export function useEffect(act: () => void | (() => void), inputs?: readonly unknown[]): void;
  export function useState<T>(initial: T): [T, (next: T) => void];
}

declare module 'diagram-js-minimap' {
  const MinimapModule: object;
  export default MinimapModule;
}

declare module 'bpmn-moddle' {
  /** Reads and writes BPMN without drawing it; the tests use it alone. */
  export class BpmnModdle {
    constructor(packages?: object);
    fromXML(xml: string): Promise<unknown>;
    toXML(element: unknown, options?: object): Promise<unknown>;
  }
}
