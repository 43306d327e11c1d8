/** /amministrazione/credenziali: what other programs know us by. Secrets go in and never come out. */
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, Problem } from '@/api/http';
import type { Credential, Page } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { usePersonName } from '@/case/people';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Facts, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { credentialText } from './credentials-text';
import { Refusal } from './refusal';

const KEY = ['credentials'] as const;
const SCHEMES = ['bearer', 'basic', 'header'] as const;
type Scheme = (typeof SCHEMES)[number];

const known = (scheme: string): Scheme => SCHEMES.find((s) => s === scheme) ?? 'bearer';

/** New ones, or a change of those given: name and scheme stay then. */
function Form({ of, close }: { of?: Credential | undefined; close: () => void }) {
  const t = credentialText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [name, setName] = useState(of?.name ?? '');
  const [scheme, setScheme] = useState<Scheme>(known(of?.scheme ?? 'bearer'));
  const [address, setAddress] = useState(of?.address ?? '');
  const [account, setAccount] = useState(of?.account ?? '');
  const [secret, setSecret] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      if (of) await http.patch(`/credentials/${of.id}`, { address, account, ...(secret === '' ? {} : { secret }) });
      else await http.post('/credentials', { name, scheme, address, account, secret });
      await client.invalidateQueries({ queryKey: KEY });
      toast.done(t(of ? 'saved' : 'added'));
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const who = scheme === 'basic' ? t('user') : t('header');
  return (
    <Panel title={of ? t('changeOf', { name: of.name }) : t('add')} actions={<Button variant="subtle" onClick={close}>{s('cancel')}</Button>}>
      <form className={css.form} onSubmit={(event) => void submit(event)} autoComplete="off">
        {!of && (
          <div className={css.two}>
            <TextInput label={t('name')} description={t('nameHelp')} required value={name} error={said('name')} onChange={(e) => setName(e.currentTarget.value)} />
            <NativeSelect label={t('scheme')} description={t('schemeHelp')} value={scheme} error={said('scheme')} data={SCHEMES.map((value) => ({ value, label: t(value) }))} onChange={(e) => setScheme(known(e.currentTarget.value))} />
          </div>
        )}
        <TextInput label={t('address')} description={t('addressHelp')} type="url" required value={address} error={said('address')} onChange={(e) => setAddress(e.currentTarget.value)} />
        <div className={css.two}>
          {scheme !== 'bearer' && <TextInput label={who} required value={account} error={said('account')} autoComplete="off" onChange={(e) => setAccount(e.currentTarget.value)} />}
          <PasswordInput label={t(scheme === 'basic' ? 'password' : 'secret')} placeholder={of ? t('unchanged') : ''} required={!of} value={secret} error={said('secret')} autoComplete="new-password" onChange={(e) => setSecret(e.currentTarget.value)} />
        </div>
        <Refusal problem={problem} />
        <div className={css.buttons}><Button type="submit" size="sm" loading={busy}>{t(of ? 'save' : 'add')}</Button></div>
      </form>
    </Panel>
  );
}

function Item({ credential, change, remove }: { credential: Credential; change: () => void; remove: () => void }) {
  const t = credentialText.useText();
  const nameOf = usePersonName();
  const scheme = known(credential.scheme);
  return (
    <li className={css.box}>
      <div className={css.boxHead}>
        <div className={css.boxTitle}><h2>{credential.name}</h2><p>{credential.address}</p></div>
        <div className={css.acts}>
          <Button variant="default" onClick={change}>{t('change')}</Button>
          <Button variant="default" onClick={remove}>{t('remove')}</Button>
        </div>
      </div>
      <Facts inline facts={[
        [t('scheme'), t(scheme)],
        ...(scheme === 'bearer' ? [] : [[scheme === 'basic' ? t('user') : t('header'), credential.account] as [string, string]]),
        [t('changedAt'), dateTime(credential.changed_at)],
        ['', t('createdBy', { name: nameOf(credential.created_by), at: dateTime(credential.created_at) })],
      ]} />
    </li>
  );
}

export default function Credentials() {
  const t = credentialText.useText();
  const client = useQueryClient();
  const [form, setForm] = useState<'new' | Credential>();
  const [removing, setRemoving] = useState<Credential>();
  const list = useQuery({ queryKey: KEY, queryFn: async () => items(await http.get<Page<Credential>>('/credentials')) });
  const add = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setForm('new')}>{t('add')}</Button>;
  const remove = async () => {
    if (!removing) return;
    try {
      await http.delete(`/credentials/${removing.id}`);
      toast.done(t('removed'));
    } catch (error) {
      toast.failed(error);
    }
    setRemoving(undefined);
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>{form === undefined && (list.data?.length ?? 0) > 0 && add}</PageHead>
      {form !== undefined && <Form key={form === 'new' ? 'new' : form.id} of={form === 'new' ? undefined : form} close={() => setForm(undefined)} />}
      {list.isPending ? <Bars rows={3} height={90} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : list.data.length === 0 ? (form === undefined && <Panel><Empty icon={KeyRound} title={t('empty')} action={add}>{t('emptyHint')}</Empty></Panel>)
        : <ul className={css.boxes}>{list.data.map((c) => <Item key={c.id} credential={c} change={() => setForm(c)} remove={() => setRemoving(c)} />)}</ul>}
      <Ask isOpen={removing !== undefined} title={t('removeAsk', { name: removing?.name ?? '' })} yes={t('remove')} onYes={() => void remove()} onNo={() => setRemoving(undefined)}>{t('removeText')}</Ask>
    </Sheet>
  );
}
