/** The fields of a `.form` schema: which are shown now, what they start with, what is plainly missing. */
import type { FormField, FormSchema, Values } from '@/api/types';
import { hidden } from './condition';
import { formText } from './text';

/** Fields that hold a value, groups opened, in the order of the form; hidden ones left out. */
export function shownInputs(schema: FormSchema | null | undefined, values: Values): FormField[] {
  const walk = (fields: FormField[]): FormField[] =>
    fields.flatMap((field) => {
      if (hidden(field.conditional?.hide, values)) return [];
      if (field.components) return walk(field.components);
      return field.key ? [field] : [];
    });
  return walk(schema?.components ?? []);
}

/**
 * The values to begin with: what is known, else what the form proposes. `anew`: what a person fills in is
 * asked afresh, whatever an earlier round of the same question left.
 */
export function startValues(schema: FormSchema | null | undefined, known: Values, anew = false): Values {
  const out: Values = {};
  const walk = (fields: FormField[]): void => {
    for (const field of fields) {
      if (field.components) walk(field.components);
      else if (field.key) {
        const isAsked = !field.readonly && !field.disabled;
        const value = (anew && isAsked ? undefined : known[field.key]) ?? field.defaultValue;
        if (value !== undefined && value !== null) out[field.key] = value;
        else if (field.type === 'checkbox') out[field.key] = false;
      }
    }
  };
  walk(schema?.components ?? []);
  return out;
}

/** Only what the form asks for and shows, empty texts left out: what `complete` sends. */
export function answers(schema: FormSchema | null | undefined, values: Values): Values {
  const out: Values = {};
  for (const field of shownInputs(schema, values)) {
    if (!field.key || field.disabled || field.readonly) continue;
    const value = values[field.key];
    if (value !== undefined && value !== null && value !== '') out[field.key] = value;
  }
  return out;
}

function missing(value: unknown): boolean {
  return value === undefined || value === null || value === false || (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0);
}

function fault(field: FormField, value: unknown): string | undefined {
  const t = formText.text;
  const rule = field.validate ?? {};
  if (missing(value)) return rule.required ? t('required') : undefined;
  if (typeof value === 'number') {
    if (rule.min !== undefined && value < rule.min) return t('min', { min: rule.min });
    if (rule.max !== undefined && value > rule.max) return t('max', { max: rule.max });
  }
  if (typeof value === 'string') {
    if (rule.minLength !== undefined && value.length < rule.minLength) return t('minLength', { count: rule.minLength });
    if (rule.maxLength !== undefined && value.length > rule.maxLength) return t('maxLength', { count: rule.maxLength });
    if (rule.validationType === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return t('email');
    if (rule.pattern) {
      try {
        if (!new RegExp(`^(?:${rule.pattern})$`, 'u').test(value)) return t('pattern');
      } catch {
        // A pattern this browser cannot read is left to the server.
      }
    }
  }
  return undefined;
}

/** Problems to show before asking the server, by field key. The server checks again and has the last word. */
export function faults(schema: FormSchema | null | undefined, values: Values): Record<string, string> {
  const out: Record<string, string> = {};
  for (const field of shownInputs(schema, values)) {
    const problem = field.key ? fault(field, values[field.key]) : undefined;
    if (problem && field.key) out[field.key] = problem;
  }
  return out;
}
