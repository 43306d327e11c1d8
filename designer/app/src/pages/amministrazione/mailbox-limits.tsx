/** What the provider of a mailbox takes at once, in an hour and in a day. */
import { NumberInput } from '@mantine/core';
import { Problem } from '@/api/http';
import { limitsText } from './limits-text';
import css from './admin.module.css';
import type { FieldsProps } from './mailbox-fields';

export function LimitFields({ f, set, problem }: FieldsProps) {
  const t = limitsText.useText();
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((x) => x.field === `limits.${field}`)?.message : undefined);
  return (
    <fieldset className={css.part}>
      <legend>{t('title')}</legend>
      <div className={css.three}>
        <NumberInput label={t('recipients')} value={f.limit_recipients} error={said('recipients')} min={1} max={1000} hideControls onChange={(v) => set({ limit_recipients: Number(v) })} />
        <NumberInput label={t('megabytes')} value={f.limit_megabytes} error={said('bytes')} min={1} max={200} hideControls onChange={(v) => set({ limit_megabytes: Number(v) })} />
        <NumberInput label={t('perMinute')} value={f.per_minute} error={said('per_minute')} min={1} max={600} hideControls onChange={(v) => set({ per_minute: Number(v) })} />
      </div>
      <div className={css.two}>
        <NumberInput label={t('perHour')} placeholder={t('none')} value={f.per_hour} error={said('per_hour')} min={1} hideControls onChange={(v) => set({ per_hour: v === '' ? '' : Number(v) })} />
        <NumberInput label={t('perDay')} placeholder={t('none')} value={f.per_day} error={said('per_day')} min={1} hideControls onChange={(v) => set({ per_day: v === '' ? '' : Number(v) })} />
      </div>
    </fieldset>
  );
}
