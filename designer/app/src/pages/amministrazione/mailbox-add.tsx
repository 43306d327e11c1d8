/**
 * Connects a mailbox in three steps: what it is, where it is, and from which message on it may start
 * processes — chosen after the server has counted what lies there, year by year.
 */
import { Button, Checkbox, MultiSelect, NativeSelect, NumberInput, PasswordInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { MailboxSettings, MailboxSurvey, Security, StartingPoint } from '@/api/types';
import { useOffices } from '@/case/offices';
import { Bars, Notice } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { adminText } from './text';

interface Fields {
  key: string;
  address: string;
  display_name: string;
  certified: boolean;
  offices: string[];
  source: 'imap' | 'maildir';
  path: string;
  host: string;
  port: number;
  security: Security;
  user: string;
  password: string;
  folder: string;
  sent_folder: string;
  smtp_host: string;
  smtp_port: number;
  smtp_security: Security;
  smtp_user: string;
  smtp_password: string;
  ca_pem: string;
  disposition: 'nothing' | 'mark_seen' | 'move';
  move_to: string;
}

const START: Fields = {
  key: '', address: '', display_name: '', certified: true, offices: [], source: 'imap', path: '', host: '', port: 993, security: 'tls',
  user: '', password: '', folder: 'INBOX', sent_folder: '', smtp_host: '', smtp_port: 465, smtp_security: 'tls', smtp_user: '',
  smtp_password: '', ca_pem: '', disposition: 'nothing', move_to: '',
};

function settings(f: Fields): MailboxSettings {
  const ca = f.ca_pem.trim() ? { ca_pem: f.ca_pem.trim() } : {};
  return {
    source: f.source === 'imap'
      ? { kind: 'imap', host: f.host, port: f.port, security: f.security, user: f.user, folder: f.folder, ...(f.sent_folder ? { sent_folder: f.sent_folder } : {}), ...ca }
      : { kind: 'maildir', path: f.path },
    smtp: { host: f.smtp_host, port: f.smtp_port, security: f.smtp_security, user: f.smtp_user || f.user, ...ca },
    disposition: { do: f.disposition, ...(f.disposition === 'move' ? { folder: f.move_to } : {}) },
  };
}

export function AddMailbox({ done }: { done: () => void }) {
  const t = adminText.useText();
  const client = useQueryClient();
  const offices = useOffices();
  const [step, setStep] = useState(1);
  const [f, setF] = useState(START);
  const [survey, setSurvey] = useState<MailboxSurvey>();
  const [point, setPoint] = useState<StartingPoint['kind']>('now');
  const [date, setDate] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const set = (patch: Partial<Fields>) => setF((before) => ({ ...before, ...patch }));
  const text = (name: keyof Fields) => ({
    value: String(f[name]),
    onChange: (e: { currentTarget: { value: string } }) => set({ [name]: e.currentTarget.value } as Partial<Fields>),
    error: problem instanceof Problem ? problem.fields.find((x) => x.field.split('.').at(-1) === name)?.message : undefined,
  });
  const security = (name: 'security' | 'smtp_security') => (
    <NativeSelect label={t('security')} value={f[name]} onChange={(e) => set({ [name]: e.currentTarget.value as Security })}
      data={(['tls', 'start_tls', 'plain'] as const).map((value) => ({ value, label: t(`sec_${value}`) }))} />
  );
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
        setSurvey(await http.post<MailboxSurvey>('/mailboxes/survey', { settings: settings(f), password: f.password }));
        setStep(3);
      });
    } else {
      void run(async () => {
        await http.post('/mailboxes', {
          key: f.key, address: f.address, display_name: f.display_name, certified: f.certified, offices: f.offices,
          settings: settings(f), password: f.password, ...(f.smtp_password ? { smtp_password: f.smtp_password } : {}),
          starting_point: { kind: point, ...(point === 'date' ? { date } : {}) },
        });
        toast.done(t('connected'));
        await client.invalidateQueries({ queryKey: ['mailboxes'] });
        done();
      });
    }
  };
  const officeKeys = (offices.data ?? []).map((o) => ({ value: o.key, label: o.name }));
  return (
    <form onSubmit={submit} className={css.form}>
      <ol className={css.steps}>
        {([1, 2, 3] as const).map((n) => <li key={n} aria-current={n === step ? 'step' : undefined}>{n}. {t(`step${n}`)}</li>)}
      </ol>
      {problem !== undefined && <Notice tone="bad" role="alert" title={problem instanceof Problem ? problem.title : undefined}>{reason(problem)}</Notice>}
      {step === 1 && (
        <>
          <div className={css.two}>
            <TextInput label={t('address')} type="email" required {...text('address')} />
            <TextInput label={t('key')} description={t('keyHint')} required pattern="[a-z][a-z0-9-]*" {...text('key')} />
          </div>
          <TextInput label={t('displayName')} {...text('display_name')} />
          <Checkbox label={t('isCertified')} checked={f.certified} onChange={(e) => set({ certified: e.currentTarget.checked })} />
          <MultiSelect label={t('offices')} data={officeKeys} value={f.offices} onChange={(v) => set({ offices: v })} size="sm" />
        </>
      )}
      {step === 2 && (
        <>
          <fieldset className={css.part}>
            <legend>{t('incoming')}</legend>
            <Radio.Group label={t('sourceKind')} value={f.source} onChange={(v) => set({ source: v as Fields['source'] })}>
              <Stack gap={6} mt={4}><Radio value="imap" label={t('imap')} /><Radio value="maildir" label={t('maildir')} /></Stack>
            </Radio.Group>
            {f.source === 'imap' ? (
              <>
                <div className={css.three}>
                  <TextInput label={t('host')} required {...text('host')} />
                  <NumberInput label={t('port')} required value={f.port} onChange={(v) => set({ port: Number(v) })} hideControls min={1} max={65535} />
                  {security('security')}
                </div>
                <div className={css.two}>
                  <TextInput label={t('folder')} required {...text('folder')} />
                  <TextInput label={t('sentFolder')} {...text('sent_folder')} />
                </div>
              </>
            ) : <TextInput label={t('path')} required {...text('path')} />}
            <div className={css.two}>
              <TextInput label={t('user')} required={f.source === 'imap'} autoComplete="off" {...text('user')} />
              <PasswordInput label={t('password')} required={f.source === 'imap'} autoComplete="new-password" {...text('password')} />
            </div>
            <NativeSelect label={t('onServer')} value={f.disposition} onChange={(e) => set({ disposition: e.currentTarget.value as Fields['disposition'] })}
              data={[{ value: 'nothing', label: t('do_nothing') }, { value: 'mark_seen', label: t('do_mark_seen') }, { value: 'move', label: t('do_move', { folder: '…' }) }]} />
            {f.disposition === 'move' && <TextInput label={t('folder')} required {...text('move_to')} />}
          </fieldset>
          <fieldset className={css.part}>
            <legend>{t('outgoing')}</legend>
            <div className={css.three}>
              <TextInput label={t('host')} required {...text('smtp_host')} />
              <NumberInput label={t('port')} required value={f.smtp_port} onChange={(v) => set({ smtp_port: Number(v) })} hideControls min={1} max={65535} />
              {security('smtp_security')}
            </div>
            <div className={css.two}>
              <TextInput label={t('user')} placeholder={f.user} autoComplete="off" {...text('smtp_user')} />
              <PasswordInput label={t('smtpPassword')} autoComplete="new-password" {...text('smtp_password')} />
            </div>
          </fieldset>
          <Textarea label={t('ca')} autosize minRows={2} maxRows={6} spellCheck={false} {...text('ca_pem')} />
        </>
      )}
      {step === 3 && survey && (
        <>
          <strong>{t('surveyTitle', { count: survey.total })}</strong>
          <ul className={css.years}>
            {Object.entries(survey.per_year).sort().map(([year, count]) => <li key={year}><b>{count.toLocaleString('it-IT')}</b><span>{year}</span></li>)}
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
      <div className={css.buttons}>
        {step > 1 && <Button variant="default" size="sm" disabled={busy} onClick={() => setStep(step - 1)}>{t('previous')}</Button>}
        <Button type="submit" size="sm" loading={busy} title={step === 2 ? t('lookHint') : undefined}>{step === 1 ? t('next') : step === 2 ? t('look') : t('connect')}</Button>
      </div>
    </form>
  );
}
