/** One's own access tokens: what a program uses to act as the person. A new one is shown once. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { http, items, Problem, reason } from '@/api/http';
import type { Page, Token, TokenMade } from '@/api/types';
import { day } from '@/i18n/dates';
import { Bars, Failure, Notice } from '@/parts/parts';
import css from './profile.module.css';
import { profileText } from './text';

const DAYS = ['30', '90', '365', ''] as const;

export function Tokens() {
  const t = profileText.useText();
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['tokens'], queryFn: async () => items(await http.get<Page<Token> | Token[]>('/profile/tokens')) });
  const [name, setName] = useState('');
  const [days, setDays] = useState<string>('90');
  const [made, setMade] = useState<TokenMade>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      setMade(await http.post<TokenMade>('/profile/tokens', { name: name.trim(), ...(days ? { days: Number(days) } : {}) }));
      setName('');
      await client.invalidateQueries({ queryKey: ['tokens'] });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const field = problem instanceof Problem ? problem.fields.find((f) => f.field === 'name')?.message : undefined;
  return (
    <>
      <p className={css.hint}>{t('tokensHint')}</p>
      {list.isPending ? <Bars rows={1} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : (
        <ul className={css.tokens}>
          {list.data.length === 0 && <li className={css.hint}>{t('noTokens')}</li>}
          {list.data.map((token) => (
            <li key={`${token.name} ${token.created_at}`}>
              <strong>{token.name}</strong>
              <span className={css.hint}>{t('tokenMade', { day: day(token.created_at) })} · {token.expires_at ? t('tokenUntil', { day: day(token.expires_at) }) : t('tokenForever')}</span>
            </li>
          ))}
        </ul>
      )}
      {made && (
        <Notice tone="good" role="status" title={t('tokenOnce')}>
          <code className={css.secret}>{made.token}</code>
        </Notice>
      )}
      {problem !== undefined && !field && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
      <form onSubmit={(e) => void submit(e)} className={css.form}>
        <TextInput label={t('tokenName')} required withAsterisk={false} maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} error={field} />
        <NativeSelect label={t('tokenDays')} value={days} onChange={(e) => setDays(e.currentTarget.value)}
          data={DAYS.map((value) => ({ value, label: value ? t('tokenDaysCount', { n: value }) : t('tokenForever') }))} />
        <div><Button type="submit" variant="default" size="sm" loading={busy} disabled={!name.trim()}>{t('makeToken')}</Button></div>
      </form>
    </>
  );
}
