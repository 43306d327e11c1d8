/** /pratiche/nuova: starts a process that begins with a form. */
import { Button, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ClipboardList, FolderX } from 'lucide-react';
import { useState } from 'react';
import { http, items, Problem } from '@/api/http';
import type { Page, Startable, Values } from '@/api/types';
import { Form } from '@/forms/form';
import { answers, faults, startValues } from '@/forms/schema';
import { Bars, Empty, Failure, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './cases.module.css';
import { casesText } from './text';

function StartForm({ process, back }: { process: Startable; back: () => void }) {
  const t = casesText.useText();
  const navigate = useNavigate();
  const [values, setValues] = useState<Values>(() => startValues(process.form, {}));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const start = async () => {
    const wrong = faults(process.form, values);
    setErrors(wrong);
    setRefusal(undefined);
    if (Object.keys(wrong).length > 0) {
      toast.say(t('checkFields'));
      document.getElementById(`campo-${Object.keys(wrong)[0] ?? ''}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      const made = await http.post<{ id: string }>(`/processes/${encodeURIComponent(process.key)}/start-form`,
        { data: answers(process.form, values) }, { idempotencyKey: key });
      toast.done(t('startedToast'));
      await navigate({ to: '/pratiche/$instance', params: { instance: made.id }, search: {} });
    } catch (error) {
      if (error instanceof Problem) {
        setErrors(Object.fromEntries(error.fields.map((f) => [f.field, f.message])));
        setRefusal(error);
        document.getElementById(`campo-${error.fields[0]?.field ?? ''}`)?.focus();
      } else toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={process.name} actions={<Button variant="subtle" onClick={back}>{t('other')}</Button>}>
      {refusal && <Notice tone="bad" role="alert" title={refusal.title}>{refusal.detail}</Notice>}
      {process.form ? (
        <Form schema={process.form} values={values} errors={errors} change={(name, value) => {
          setValues((v) => ({ ...v, [name]: value }));
          if (errors[name]) setErrors(({ [name]: _, ...rest }) => rest);
        }} />
      ) : <p className={css.quiet}>{t('noForm')}</p>}
      <div className={css.buttons}><Button size="sm" loading={busy} onClick={() => void start()}>{t('start')}</Button></div>
    </Panel>
  );
}

export default function NewCase() {
  const t = casesText.useText();
  const navigate = useNavigate();
  const { processo } = useSearch({ from: '/shell/pratiche/nuova' });
  const query = useQuery({ queryKey: ['startable'], queryFn: async () => items(await http.get<Page<Startable> | Startable[]>('/processes/startable')) });
  const chosen = query.data?.find((p) => p.key === processo);
  const choose = (key: string | undefined) => void navigate({ to: '/pratiche/nuova', search: key ? { processo: key } : {} });
  return (
    <Sheet>
      <PageHead title={t('newTitle')} hint={t('newHint')} />
      {query.isPending ? <Bars rows={3} /> : query.isError ? <Failure error={query.error} retry={() => void query.refetch()} />
        : chosen ? <StartForm key={chosen.key} process={chosen} back={() => choose(undefined)} />
        : query.data.length === 0 ? <Panel><Empty icon={FolderX} title={t('noneStartable')}>{t('noneStartableHint')}</Empty></Panel>
        : (
          <ul className={css.choices} aria-label={t('choose')}>
            {query.data.map((p) => (
              <li key={p.key}><UnstyledButton className={css.choice} onClick={() => choose(p.key)}><ClipboardList size={20} strokeWidth={1.7} aria-hidden />{p.name}</UnstyledButton></li>
            ))}
          </ul>
        )}
    </Sheet>
  );
}
