/**
 * Connects a mailbox in three steps: what it is, where it is, and from which message on it may start
 * processes — chosen after the server has counted what lies there, year by year.
 */
import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { http } from '@/api/http';
import type { MailboxTried, StartingPoint } from '@/api/types';
import { Bars } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { Checks } from './mailbox-checks';
import { BelongsFields, CertifiedField, ConnectionFields, type Fields, secrets, settings, START, textOf } from './mailbox-fields';
import { ProviderField } from './provider-field';
import { Refusal } from './refusal';
import { adminText } from './text';
import { upkeepText } from './upkeep-text';

export function AddMailbox({ done }: { done: () => void }) {
  const t = adminText.useText();
  const client = useQueryClient();
  const [step, setStep] = useState(1);
  const [f, setF] = useState(START);
  const u = upkeepText.useText();
  const [tried, setTried] = useState<MailboxTried>();
  const [point, setPoint] = useState<StartingPoint['kind']>('now');
  const [date, setDate] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const set = (patch: Partial<Fields>) => setF((before) => ({ ...before, ...patch }));
  const fields = { f, set, problem };
  const text = textOf(fields);
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step === 1) setStep(2);
    else if (step === 2) {
      void run(async () => {
        setTried(undefined);
        const found = await http.post<MailboxTried>('/mailboxes/try', { settings: settings(f), ...secrets(f) });
        setTried(found);
        if (found.ok) setStep(3);
      });
    } else {
      void run(async () => {
        await http.post('/mailboxes', {
          key: f.key, address: f.address, display_name: f.display_name, certified: f.certified, offices: f.offices, area: f.area,
          settings: settings(f), ...secrets(f),
          starting_point: { kind: point, ...(point === 'date' ? { date } : {}) },
        });
        toast.done(t('connected'));
        await client.invalidateQueries({ queryKey: ['mailboxes'] });
        done();
      });
    }
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <ol className={css.steps}>
        {([1, 2, 3] as const).map((n) => <li key={n} aria-current={n === step ? 'step' : undefined}>{n}. {t(`step${n}`)}</li>)}
      </ol>
      {step === 1 && (
        <>
          <div className={css.two}>
            <TextInput label={t('address')} type="email" required {...text('address')} />
            <TextInput label={t('key')} description={t('keyHint')} required pattern="[a-z][a-z0-9\-]*" {...text('key')} />
          </div>
          <CertifiedField f={f} set={set} />
          <BelongsFields {...fields} />
        </>
      )}
      {step === 2 && <><ProviderField {...fields} /><ConnectionFields {...fields} /></>}
      {step === 2 && tried && !tried.ok && !busy && (
        <Checks tried={tried}>
          {tried.total !== null && tried.total !== undefined && <Button variant="default" onClick={() => setStep(3)}>{u('goOn')}</Button>}
        </Checks>
      )}
      {step === 3 && tried && (
        <>
          <Checks tried={tried} />
          <strong>{t('surveyTitle', { count: tried.total ?? 0 })}</strong>
          <ul className={css.years}>
            {Object.entries(tried.per_year).sort().map(([year, count]) => <li key={year}><b>{count.toLocaleString('it-IT')}</b><span>{year}</span></li>)}
          </ul>
          <Radio.Group label={t('startWhich')} value={point} onChange={(v) => setPoint(v as StartingPoint['kind'])}>
            <Stack gap={8} mt={6}>
              <Radio value="now" label={t('startNow')} description={t('startNowHint')} />
              <Radio value="date" label={t('startDate')} description={t('startDateHint')} />
              {point === 'date' && <TextInput type="date" label={t('date')} required value={date} onChange={(e) => setDate(e.currentTarget.value)} maw={200} ml={28} />}
              <Radio value="all" label={t('startAll')} description={t('startAllHint')} />
            </Stack>
          </Radio.Group>
        </>
      )}
      {step === 2 && busy && <><span className={css.quiet} role="status">{t('looking')}</span><Bars rows={1} height={18} /></>}
      <Refusal problem={problem} />
      <div className={css.buttons}>
        {step > 1 && <Button variant="default" size="sm" disabled={busy} onClick={() => setStep(step - 1)}>{t('previous')}</Button>}
        <Button type="submit" size="sm" loading={busy} title={step === 2 ? t('lookHint') : undefined}>{step === 1 ? t('next') : step === 2 ? t('look') : t('connect')}</Button>
      </div>
    </form>
  );
}
