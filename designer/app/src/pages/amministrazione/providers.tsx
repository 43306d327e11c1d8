/** The providers offered when a mailbox is connected: changed, added, hidden by administrators. */
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, Problem } from '@/api/http';
import type { Provider, ProviderSettings, Security } from '@/api/types';
import { Bars, Facts, Failure, Mark, Panel } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { useProviders } from './provider-field';
import { Refusal } from './refusal';
import { adminText } from './text';
import { upkeepText } from './upkeep-text';

const MEGABYTE = 1_000_000;
const NEW: ProviderSettings = {
  certified: true, imap: { host: '', port: 993, security: 'tls' }, smtp: { host: '', port: 465, security: 'tls' }, user_is_address: true,
  sent_folder: '', token_endpoint: '', scope: '', limits: {}, note: '',
};

function Form({ of, close }: { of?: Provider | undefined; close: () => void }) {
  const t = upkeepText.useText();
  const a = adminText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [key, setKey] = useState(of?.key ?? '');
  const [name, setName] = useState(of?.name ?? '');
  const [hidden, setHidden] = useState(of?.hidden ?? false);
  const [p, setP] = useState<ProviderSettings>(of?.settings ?? NEW);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const set = (patch: Partial<ProviderSettings>) => setP((before) => ({ ...before, ...patch }));
  const limits = p.limits ?? {};
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await http.put(`/providers/${encodeURIComponent(key)}`, { name, hidden, settings: p });
      toast.done(t('providerSaved'));
      await client.invalidateQueries({ queryKey: ['providers'] });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const server = (which: 'imap' | 'smtp') => (
    <fieldset className={css.part}>
      <legend>{t(which === 'imap' ? 'imapServer' : 'smtpServer')}</legend>
      <div className={css.three}>
        <TextInput label={a('host')} required value={p[which].host} error={said(`${which}_host`)} onChange={(e) => set({ [which]: { ...p[which], host: e.currentTarget.value } })} />
        <NumberInput label={a('port')} required value={p[which].port} min={1} max={65535} hideControls onChange={(v) => set({ [which]: { ...p[which], port: Number(v) } })} />
        <NativeSelect label={a('security')} value={p[which].security} onChange={(e) => set({ [which]: { ...p[which], security: e.currentTarget.value as Security } })}
          data={(['tls', 'start_tls'] as const).map((value) => ({ value, label: a(`sec_${value}`) }))} />
      </div>
    </fieldset>
  );
  const limit = (field: 'recipients' | 'per_hour' | 'bytes', unit = 1) => ({
    value: limits[field] ? limits[field] / unit : '', min: 1, hideControls: true, allowDecimal: false,
    onChange: (v: number | string) => set({ limits: { ...limits, [field]: v === '' ? undefined : Number(v) * unit } }),
  });
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)} aria-label={of ? t('editProvider', { name: of.name }) : t('addProvider')}>
      <div className={css.two}>
        {!of && <TextInput label={t('providerKey')} required value={key} error={said('key')} onChange={(e) => setKey(e.currentTarget.value)} />}
        <TextInput label={t('providerName')} required value={name} error={said('name')} onChange={(e) => setName(e.currentTarget.value)} />
      </div>
      <div className={css.checks}>
        <Checkbox label={t('providerCertified')} checked={p.certified} onChange={(e) => set({ certified: e.currentTarget.checked })} />
        <Checkbox label={t('providerAddress')} checked={p.user_is_address} onChange={(e) => set({ user_is_address: e.currentTarget.checked })} />
        <Checkbox label={t('providerHidden')} checked={hidden} onChange={(e) => setHidden(e.currentTarget.checked)} />
      </div>
      {server('imap')}
      {server('smtp')}
      <div className={css.two}>
        <TextInput label={t('tokenEndpoint')} value={p.token_endpoint ?? ''} error={said('token_endpoint')} placeholder="https://" onChange={(e) => set({ token_endpoint: e.currentTarget.value })} />
        <TextInput label={t('scope')} value={p.scope ?? ''} onChange={(e) => set({ scope: e.currentTarget.value })} />
      </div>
      <div className={css.three} role="group" aria-label={t('limits')}>
        <NumberInput label={t('recipientsMax')} description={t('limitHint')} {...limit('recipients')} />
        <NumberInput label={t('hourlyMax')} description={t('hourlyHint')} {...limit('per_hour')} />
        <NumberInput label={t('megabytesMax')} description={t('limitHint')} {...limit('bytes', MEGABYTE)} />
      </div>
      <Textarea label={t('providerNote')} autosize minRows={1} maxRows={4} value={p.note ?? ''} onChange={(e) => set({ note: e.currentTarget.value })} />
      <Refusal problem={problem} />
      <div className={css.buttons}>
        <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
        <Button type="submit" size="sm" loading={busy}>{s('save')}</Button>
      </div>
    </form>
  );
}

export function Providers({ close }: { close: () => void }) {
  const t = upkeepText.useText();
  const a = adminText.useText();
  const client = useQueryClient();
  const list = useProviders();
  const [form, setForm] = useState<string>();
  const [busy, setBusy] = useState<string>();
  const remove = async (key: string) => {
    setBusy(key);
    try {
      await http.delete(`/providers/${encodeURIComponent(key)}`);
      toast.done(t('wasReset'));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: ['providers'] });
    }
  };
  const shut = () => setForm(undefined);
  return (
    <Panel title={t('providers')} actions={<Button variant="subtle" onClick={close}>{t('close')}</Button>}>
      <p className={css.quiet}>{t('providersHint')}</p>
      {list.isPending ? <Bars rows={3} height={40} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : (
        <ul className={css.boxes}>
          {list.data.map((p) => (
            <li key={p.key} className={css.box}>
              <div className={css.boxHead}>
                <div className={css.boxTitle}><h3>{p.name}</h3><p>{p.key}</p></div>
                <div className={css.acts}>
                  {p.hidden && <Mark>{t('hidden')}</Mark>}
                  {p.of_the_house && <Mark tone={p.changed ? 'warn' : 'neutral'}>{t(p.changed ? 'changed' : 'house')}</Mark>}
                  <Button variant="default" aria-expanded={form === p.key} onClick={() => setForm(form === p.key ? undefined : p.key)}>{a('edit')}</Button>
                  {p.changed && <Button variant="default" loading={busy === p.key} onClick={() => void remove(p.key)}>{t(p.of_the_house ? 'reset' : 'remove')}</Button>}
                </div>
              </div>
              <Facts inline facts={[
                [t('imapServer'), `${p.settings.imap.host}:${p.settings.imap.port}`],
                [t('smtpServer'), `${p.settings.smtp.host}:${p.settings.smtp.port}`],
              ]} />
              {form === p.key && <Form of={p} close={shut} />}
            </li>
          ))}
        </ul>
      )}
      <div className={css.form}>
        {form === '' ? <Form close={shut} />
          : <div><Button variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => setForm('')}>{t('addProvider')}</Button></div>}
      </div>
    </Panel>
  );
}
