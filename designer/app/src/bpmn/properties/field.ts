/**
 * One entry of the properties panel from a plain description: where its text is read and written, and what
 * may be proposed. bpmn.io draws entries with preact; this is the only file that knows it.
 */
import {
  isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited, SelectEntry, TextAreaEntry, TextFieldEntry,
} from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useEffect } from '@bpmn-io/properties-panel/preact/hooks';
import { useService } from 'bpmn-js-properties-panel';
import type { DiagramElement, ModdleElement } from '../element';
import { propertiesText, type PropertyWord } from './text';

export interface Modeling {
  updateProperties(element: DiagramElement, properties: Record<string, unknown>): void;
  updateModdleProperties(element: DiagramElement, moddle: ModdleElement, properties: Record<string, unknown>): void;
}

export interface Factory {
  create(type: string, properties?: Record<string, unknown>): ModdleElement;
}

export interface Edit {
  element: DiagramElement;
  modeling: Modeling;
  factory: Factory;
}

/** What an entry shows and how it is written; an empty text takes the attribute away. */
export interface Field {
  id: string;
  label: PropertyWord;
  help?: PropertyWord;
  as: 'text' | 'code' | 'choice';
  read: (element: DiagramElement) => string;
  write: (value: string | undefined, edit: Edit) => void;
  /** The closed list of a choice. */
  choices?: readonly (readonly [value: string, label: PropertyWord])[];
  /** Proposals of a text that may be something else too. */
  proposals?: () => readonly string[];
}

/** Gives the text input of an entry a list of proposals; bpmn.io's entry has no place for one. */
function useProposals(id: string, proposals: readonly string[]): void {
  useEffect(() => {
    const input = document.getElementById(`bio-properties-panel-${id}`);
    if (!(input instanceof HTMLInputElement) || proposals.length === 0) return undefined;
    const options = document.createElement('datalist');
    options.id = `proposals-${id}`;
    options.append(...proposals.map((value) => Object.assign(document.createElement('option'), { value })));
    input.after(options);
    input.setAttribute('list', options.id);
    return () => {
      input.removeAttribute('list');
      options.remove();
    };
  }, [id, proposals.join('\n')]);
}

function FieldEntry(props: { element: DiagramElement; field: Field }): unknown {
  const { element, field } = props;
  const modeling = useService<Modeling>('modeling');
  const factory = useService<Factory>('bpmnFactory');
  const debounce = useService<unknown>('debounceInput');
  useProposals(field.id, field.proposals?.() ?? []);
  const shared = {
    id: field.id,
    element,
    label: propertiesText.text(field.label),
    ...(field.help ? { description: propertiesText.text(field.help) } : {}),
    getValue: () => field.read(element),
    setValue: (value: string | undefined) => {
      field.write(value === '' ? undefined : value, { element, modeling, factory });
    },
  };
  if (field.as === 'choice') {
    const options = (field.choices ?? []).map(([value, label]) => ({ value, label: propertiesText.text(label) }));
    const current = field.read(element);
    if (!options.some((o) => o.value === current)) options.push({ value: current, label: current });
    return h(SelectEntry, { ...shared, getOptions: () => options });
  }
  if (field.as === 'code') return h(TextAreaEntry, { ...shared, debounce, monospace: true, rows: 2 });
  return h(TextFieldEntry, { ...shared, debounce });
}

const EDITED = { text: isTextFieldEntryEdited, code: isTextAreaEntryEdited, choice: isSelectEntryEdited };

/** The entry the panel draws for `field`. */
export function entryOf(element: DiagramElement, field: Field): object {
  return { id: field.id, element, field, component: FieldEntry, isEdited: EDITED[field.as] };
}

/** A field that is an attribute of the element itself. */
export function attributeField(name: string, rest: Omit<Field, 'read' | 'write'>): Field {
  return {
    ...rest,
    read: (element) => String(element.businessObject.get(name) ?? ''),
    write: (value, { element, modeling }) => modeling.updateProperties(element, { [name]: value }),
  };
}
