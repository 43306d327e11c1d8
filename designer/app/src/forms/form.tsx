/**
 * Draws a `.form` schema (the JSON of form-js) with the app's own controls, so that every staff form
 * has one look and one accessibility bar. Field types: textfield, textarea, number, checkbox, radio,
 * select, checklist, datetime, text, group, separator, spacer.
 */
import { Checkbox, NativeSelect, NumberInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { FormField, FormSchema, Values } from '@/api/types';
import { Notice } from '@/parts/parts';
import { hidden } from './condition';
import css from './form.module.css';
import { formText } from './text';

interface FormProps {
  schema: FormSchema;
  values: Values;
  change: (key: string, value: unknown) => void;
  /** Messages at the fields, by key. */
  errors?: Record<string, string>;
  readOnly?: boolean;
  /** Keys drawn elsewhere (the outcome of an approval). */
  except?: string[];
}

/** Bold, links and line breaks of a text component; everything else stays text. */
function rich(text: string): ReactNode {
  return text.split(/\n/).map((line, i) => {
    const heading = /^#{1,4}\s+(.*)$/.exec(line);
    const parts = (heading?.[1] ?? line).split(/(\*\*[^*]+\*\*)/).map((part, j) =>
      part.startsWith('**') && part.endsWith('**') ? <strong key={j}>{part.slice(2, -2)}</strong> : <Fragment key={j}>{part}</Fragment>);
    return heading ? <p key={i} className={css.heading}>{parts}</p> : <p key={i}>{parts}</p>;
  });
}

const asText = (v: unknown): string => (typeof v === 'string' ? v : v === undefined || v === null ? '' : String(v));

function Field({ field, value, set, error, readOnly }: {
  field: FormField; value: unknown; set: (value: unknown) => void; error: string | undefined; readOnly: boolean;
}) {
  const t = formText.useText();
  const common = {
    label: field.label ?? field.key ?? '',
    description: field.description || undefined,
    error,
    required: field.validate?.required ?? false,
    name: field.key ?? '',
    id: `campo-${field.key ?? ''}`,
  };
  const locked = readOnly || field.disabled === true || field.readonly === true;
  const options = field.values ?? [];
  switch (field.type) {
    case 'textfield':
      return <TextInput {...common} readOnly={locked} value={asText(value)} onChange={(e) => set(e.currentTarget.value)}
        type={field.validate?.validationType === 'email' ? 'email' : 'text'} maxLength={field.validate?.maxLength ?? undefined} />;
    case 'textarea':
      return <Textarea {...common} readOnly={locked} value={asText(value)} autosize minRows={3} maxRows={14}
        onChange={(e) => set(e.currentTarget.value)} maxLength={field.validate?.maxLength ?? undefined} />;
    case 'number':
      return <NumberInput {...common} readOnly={locked} value={typeof value === 'number' ? value : ''} hideControls
        {...(field.decimalDigits !== undefined ? { decimalScale: field.decimalDigits } : {})} decimalSeparator="," allowedDecimalSeparators={[',', '.']}
        onChange={(v) => set(typeof v === 'number' ? v : undefined)} />;
    case 'checkbox':
      return <Checkbox label={common.label} description={common.description} error={error} name={common.name} id={common.id}
        required={common.required} disabled={locked} checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />;
    case 'radio':
      return (
        <Radio.Group {...common} value={asText(value)} onChange={set} readOnly={locked}>
          <Stack gap={6} mt={4}>{options.map((o) => <Radio key={o.value} value={o.value} label={o.label} disabled={locked} />)}</Stack>
        </Radio.Group>
      );
    case 'select':
      return <NativeSelect {...common} disabled={locked} value={asText(value)} onChange={(e) => set(e.currentTarget.value || undefined)}
        data={[{ value: '', label: t('choose') }, ...options]} />;
    case 'checklist':
      return (
        <Checkbox.Group {...common} value={Array.isArray(value) ? value.map(asText) : []} onChange={set} readOnly={locked}>
          <Stack gap={6} mt={4}>{options.map((o) => <Checkbox key={o.value} value={o.value} label={o.label} disabled={locked} />)}</Stack>
        </Checkbox.Group>
      );
    case 'datetime': {
      const type = field.subtype === 'time' ? 'time' : field.subtype === 'datetime' ? 'datetime-local' : 'date';
      return <TextInput {...common} label={field.dateLabel ?? field.timeLabel ?? common.label} type={type} readOnly={locked}
        value={asText(value)} onChange={(e) => set(e.currentTarget.value || undefined)} className={css.date} />;
    }
    default:
      return <Notice tone="warn">{t('unknown', { type: field.type })}</Notice>;
  }
}

function Fields({ fields, form }: { fields: FormField[]; form: FormProps }) {
  return (
    <Stack gap="sm">
      {fields.map((field, i) => {
        const key = field.id ?? field.key ?? String(i);
        if (hidden(field.conditional?.hide, form.values) || (field.key && form.except?.includes(field.key))) return null;
        if (field.components) {
          return (
            <fieldset key={key} className={css.group}>
              {field.label && <legend>{field.label}</legend>}
              <Fields fields={field.components} form={form} />
            </fieldset>
          );
        }
        if (field.type === 'text') return <div key={key} className={css.text}>{rich(field.text ?? '')}</div>;
        if (field.type === 'separator') return <hr key={key} className={css.separator} />;
        if (field.type === 'spacer' || field.type === 'button') return null;
        return (
          <Field key={key} field={field} value={field.key ? form.values[field.key] : undefined} readOnly={form.readOnly ?? false}
            error={field.key ? form.errors?.[field.key] : undefined}
            set={(value) => field.key && form.change(field.key, value)} />
        );
      })}
    </Stack>
  );
}

export function Form(props: FormProps) {
  return <div className={css.form}><Fields fields={props.schema.components} form={props} /></div>;
}
