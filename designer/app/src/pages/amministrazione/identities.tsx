/** By what a person logs in: several, open or closed, beside the person. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { http, items, Problem, reason } from '@/api/http';
import type { Identity, Page, Person } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { usePersonName } from '@/case/people';
import { Bars, Failure, Mark, Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { identityText } from './identities-text';

/** Not a form: it stands inside the person's. */
function Fields({ of, save, close }: { of: Identity | undefined; save: (body: { name: string; password?: string }) => Promise<void>; close: () => void }) {
  const t = identityText.useText();
  const s = shellText.useText();
  const [name, setName] = useState(of?.name ?? '');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await save({ name: name.trim(), ...(password ? { password } : {}) });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.form} role="group" aria-label={of ? t('changeWord', { name: of.name }) : t('add')}>
      {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
      <div className={css.two}>
        <TextInput label={t('name')} value={name} error={said('name')} autoComplete="off" onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
        <PasswordInput label={of ? t('password') : t('newPassword')} placeholder={of ? t('keep') : ''} value={password} error={said('password')} autoComplete="new-password" onChange={(e) => setPassword(e.currentTarget.value)} />
      </div>
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>{s('cancel')}</Button>
        <Button loading={busy} onClick={() => void submit()}>{s('save')}</Button>
      </div>
    </div>
  );
}

export function Identities({ person }: { person: Person }) {
  const t = identityText.useText();
  const nameOf = usePersonName();
  const client = useQueryClient();
  const key = ['identities', person.id];
  const list = useQuery({ queryKey: key, queryFn: async () => items(await http.get<Page<Identity>>(`/people/${person.id}/identities`)) });
  const [form, setForm] = useState<'new' | Identity>();
  const again = () => client.invalidateQueries({ queryKey: key });
  const save = async (body: { name: string; password?: string }) => {
    if (form === 'new') await http.post(`/people/${person.id}/identities`, body);
    else if (form) await http.patch(`/identities/${form.id}`, body, { ifMatch: form.revision });
    toast.done(t('saved'));
    await again();
  };
  const turn = async (identity: Identity, open: boolean) => {
    try {
      await http.patch(`/identities/${identity.id}`, { open }, { ifMatch: identity.revision });
      toast.done(t(open ? 'saved' : 'closedDone'));
    } catch (error) {
      toast.failed(error);
    }
    await again();
  };
  return (
    <fieldset className={css.part}>
      <legend>{t('title')}</legend>
      <p className={css.quiet}>{t('hint')}</p>
      {list.isPending ? <Bars rows={1} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : list.data.length === 0 ? <p>{t('none')}</p>
        : (
          <ul className={css.tree}>
            {list.data.map((i) => (
              <li key={i.id} className={css.office}>
                <div>
                  <strong>{i.name}</strong>
                  <small>{i.open ? t('since', { at: dateTime(i.created_at) }) : t('closed', { name: nameOf(i.closed_by), at: dateTime(i.closed_at) })}</small>
                </div>
                {!i.open && <Mark>{t('shut')}</Mark>}
                <span className={css.acts}>
                  {i.open && <Button variant="default" aria-label={t('changeWord', { name: i.name })} onClick={() => setForm(i)}>{t('change')}</Button>}
                  <Button variant="default" aria-label={t(i.open ? 'closeWord' : 'openWord', { name: i.name })} onClick={() => void turn(i, !i.open)}>{t(i.open ? 'close' : 'open')}</Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      {form !== undefined ? <Fields key={form === 'new' ? 'new' : form.id} of={form === 'new' ? undefined : form} save={save} close={() => setForm(undefined)} />
        : <div><Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setForm('new')}>{t('add')}</Button></div>}
    </fieldset>
  );
}
