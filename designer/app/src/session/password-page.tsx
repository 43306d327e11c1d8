/** /parola#…: whoever has a link sets a password. The secret is sent in a body, never in an address. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { LinkOpened } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Failure, Notice } from '@/parts/parts';
import { Mono } from '@/shell/mono';
import css from './login.module.css';
import { passwordText } from './password-text';

function Choose({ secret, opened }: { secret: string; opened: LinkOpened }) {
  const t = passwordText.useText();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const weak = problem instanceof Problem ? problem.fields.find((f) => f.field === 'password')?.message : undefined;
  const differ = again !== '' && again !== password;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (again !== password) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await http.post('/password-links/use', { secret, password });
      setDone(true);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (done) {
    return (
      <>
        <Notice tone="good" role="status">{t('done', { login: opened.login })}</Notice>
        <div><Button component={Link} to="/login" size="sm">{t('enter')}</Button></div>
      </>
    );
  }
  return (
    <form onSubmit={(e) => void submit(e)} className={css.form}>
      <p className={css.words}>{t('hello', { name: opened.name, login: opened.login, until: dateTime(opened.expires_at) })}</p>
      {problem !== undefined && weak === undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
      <TextInput label={t('login')} value={opened.login} readOnly autoComplete="username" />
      <PasswordInput label={t('password')} description={t('rules', { min: opened.characters_min })} value={password} error={weak}
        onChange={(e) => setPassword(e.currentTarget.value)} autoComplete="new-password" required withAsterisk={false} autoFocus />
      <PasswordInput label={t('again')} value={again} error={differ ? t('differ') : undefined}
        onChange={(e) => setAgain(e.currentTarget.value)} autoComplete="new-password" required withAsterisk={false} />
      <Button type="submit" size="sm" loading={busy} disabled={differ}>{t('save')}</Button>
    </form>
  );
}

export default function PasswordPage() {
  const t = passwordText.useText();
  const secret = useRouterState({ select: (state) => state.location.hash });
  const look = useQuery({
    queryKey: ['password-link', secret],
    enabled: secret !== '',
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    queryFn: () => http.post<LinkOpened>('/password-links/look', { secret }),
  });
  const spent = look.error instanceof Problem && look.error.status === 409;
  return (
    <div className={css.page}>
      <header />
      <main className={css.centre}>
        <div className={css.card}>
          <div className={css.top}>
            <Mono size={40} />
            <div>
              <h1>Staffetta</h1>
              <p>{spent ? t('spent') : t('title')}</p>
            </div>
          </div>
          <div className={css.body}>
            {secret === '' ? <Notice tone="warn" role="alert">{t('none')}</Notice>
              : look.isPending ? <Bars rows={3} height={40} />
              : spent ? <Notice tone="warn" role="alert">{reason(look.error)}</Notice>
              : look.isError ? <Failure error={look.error} retry={() => void look.refetch()} />
              : <Choose secret={secret} opened={look.data} />}
          </div>
        </div>
      </main>
    </div>
  );
}
