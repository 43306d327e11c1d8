/** Links by which a person sets a password: made, shown once, taken back. */
import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { Page, PasswordLink, PasswordLinkMade, Person } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Failure } from '@/parts/parts';
import { passwordText } from '@/session/password-text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';

/** The whole address of a page of this server. */
export const addressOf = (path: string): string => new URL(path, window.location.origin).href;

export function PasswordLinks({ person }: { person: Person }) {
  const t = passwordText.useText();
  const client = useQueryClient();
  const key = ['password-links', person.id];
  const list = useQuery({ queryKey: key, queryFn: async () => items(await http.get<Page<PasswordLink>>(`/people/${person.id}/password-links`)) });
  const [made, setMade] = useState<PasswordLinkMade>();
  const [busy, setBusy] = useState(false);
  const act = async (doing: () => Promise<void>) => {
    setBusy(true);
    try {
      await doing();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
    await client.invalidateQueries({ queryKey: key });
  };
  const make = () => act(async () => setMade(await http.post<PasswordLinkMade>(`/people/${person.id}/password-links`, {})));
  const revoke = (link: PasswordLink) => act(async () => {
    await http.delete(`/password-links/${link.id}`);
    if (made?.id === link.id) setMade(undefined);
    toast.done(t('revokedDone'));
  });
  const copy = async (address: string) => {
    await navigator.clipboard.writeText(address);
    toast.done(t('copied'));
  };
  const words = (link: PasswordLink) => {
    if (link.state === 'open') return t('open', { until: dateTime(link.expires_at), by: link.created_by });
    if (link.state === 'expired') return t('expired', { at: dateTime(link.expires_at) });
    if (link.state === 'used') return t('used', { at: dateTime(link.closed_at) });
    return t('revoked', { by: link.closed_by ?? '', at: dateTime(link.closed_at) });
  };
  // What is older says nothing more: the record has it.
  const last = list.data?.[0];
  const address = made && addressOf(made.path);
  return (
    <fieldset className={css.part}>
      <legend>{t('links')}</legend>
      <p className={css.quiet}>{person.active ? t('linksHint') : t('inactive')}</p>
      {list.isPending ? <Bars rows={1} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : last && (
        <ul className={css.tree}>
          <li className={css.office}>
            <div>{words(last)}</div>
            {last.state === 'open' && <span className={css.acts}><Button variant="default" loading={busy} onClick={() => void revoke(last)}>{t('revoke')}</Button></span>}
          </li>
        </ul>
      )}
      {made && address && (
        <>
          <p role="status">{t('made', { until: dateTime(made.expires_at) })}</p>
          <div className={css.link}>
            <TextInput label={t('address')} value={address} readOnly onFocus={(e) => e.currentTarget.select()} />
            <Button variant="default" onClick={() => void copy(address)}>{t('copy')}</Button>
          </div>
        </>
      )}
      {person.active && (
        <div><Button variant="default" loading={busy} leftSection={<Link2 size={16} aria-hidden />} onClick={() => void make()}>{t(last?.state === 'open' ? 'makeOther' : 'make')}</Button></div>
      )}
    </fieldset>
  );
}
