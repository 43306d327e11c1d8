/** How messages leave from a mailbox: what stands under them, and what it answers by itself. */
import { Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core';
import { writingText } from '@/writing/text';
import css from './admin.module.css';
import { type FieldsProps, textOf } from './mailbox-fields';
import { Problem } from '@/api/http';

/** The names a signature may use, as they are written there. */
const NAMES = { nome: '{{ nome }}', ufficio: '{{ ufficio }}', casella: '{{ casella }}', indirizzo: '{{ indirizzo }}' };

export function WritingFields(props: FieldsProps) {
  const t = writingText.useText();
  const { f, set, problem } = props;
  const text = textOf(props);
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((x) => x.field === `automatic.${field}`)?.message : undefined);
  return (
    <fieldset className={css.part}>
      <legend>{t('writing')}</legend>
      <Textarea label={t('signatureField')} description={t('signatureHint', NAMES)} autosize minRows={2} maxRows={6} {...text('signature')} />
      <Checkbox label={t('automatic')} description={t('automaticHint')} checked={f.automatic} onChange={(e) => set({ automatic: e.currentTarget.checked })} />
      {f.automatic && (
        <>
          <div className={css.two}>
            <TextInput label={t('automaticSubject')} placeholder={t('automaticSubjectPlain')} value={f.automatic_subject} error={said('subject')}
              onChange={(e) => set({ automatic_subject: e.currentTarget.value })} />
            <NumberInput label={t('hourlyMax')} description={t('hourlyMaxHint')} value={f.hourly_max} error={said('hourly_max')} min={1} max={200} hideControls
              onChange={(v) => set({ hourly_max: Number(v) })} />
          </div>
          <Textarea label={t('automaticBody')} required autosize minRows={3} maxRows={10} value={f.automatic_body} error={said('body')}
            onChange={(e) => set({ automatic_body: e.currentTarget.value })} />
        </>
      )}
    </fieldset>
  );
}
