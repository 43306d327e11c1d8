/**
 * What the app needs to know of a bpmn-js element: a few fields of the shape and of the moddle object
 * behind it. bpmn-js types its model loosely; this is the one place that says so.
 */

/** A moddle object: typed attributes by `get`, the rest as plain fields. */
export interface ModdleElement {
  $type: string;
  $parent?: ModdleElement;
  $attrs?: Record<string, unknown>;
  id?: string;
  name?: string;
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  [field: string]: unknown;
}

/** A shape, connection or label on the canvas. */
export interface DiagramElement {
  id: string;
  type: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  parent?: DiagramElement;
  labelTarget?: DiagramElement;
  source?: DiagramElement;
  target?: DiagramElement;
  businessObject: ModdleElement;
}

/** `true` when the moddle object is a `type` or derives from it. */
export function isA(element: ModdleElement | undefined, type: string): boolean {
  const typed = element as (ModdleElement & { $instanceOf?: (t: string) => boolean }) | undefined;
  return typed?.$instanceOf?.(type) ?? element?.$type === type;
}

/** A list-valued field, empty where the object has none. */
export function list(element: ModdleElement | undefined, field: string): ModdleElement[] {
  const found = element?.[field];
  return Array.isArray(found) ? (found as ModdleElement[]) : [];
}

/** A text attribute, empty where it is not set. */
export function attribute(element: ModdleElement | undefined, name: string): string {
  const found = element?.get(name);
  return typeof found === 'string' ? found : found === undefined || found === null ? '' : String(found);
}
