/** Name and password, and in the demo a card for each person. */
import { Button, PasswordInput, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Problem, reason } from '@/api/http';
import type { Session } from '@/api/types';
import { Notice } from '@/parts/parts';
import css from './login.module.css';
import { useDemoPeople, useEnter } from './session';
import { sessionText } from './text';

export function LoginForm({ entered, login: known }: { entered: (session: Session) => void; login?: string }) {
  const t = sessionText.useText();
  const enter = useEnter();
  const people = useDemoPeople();
  const [login, setLogin] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<unknown>();

  const attempt = async (name: string, open: () => Promise<Session>) => {
    setBusy(name);
    setError(undefined);
    try {
      entered(await open());
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(undefined);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt('', () => enter.withPassword(login.trim(), password));
  };
  // Over a page whose session ended, only its own person comes back to it.
  const demo = (people.data ?? []).filter((person) => !known || person.login === known);
  return (
    <>
      {error !== undefined && (
        <Notice tone="bad" role="alert">
          {error instanceof Problem && error.status === 401 ? (error.detail ?? t('wrong')) : reason(error)}
        </Notice>
      )}
      {demo.length > 0 && (
        <section>
          {!known && <h2 className={css.subtitle}>{t('demoTitle')}</h2>}
          {!known && <p className={css.hint}>{t('demoHint')}</p>}
          <ul className={css.people}>
            {demo.map((person) => (
              <li key={person.login}>
                <UnstyledButton className={css.person} aria-label={t('enterAs', { name: person.name })} disabled={busy !== undefined}
                  data-busy={busy === person.login || undefined}
                  onClick={() => void attempt(person.login, () => enter.asDemoPerson(person.login))}>
                  <strong>{person.name}</strong>
                  <span>{person.title}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          <h2 className={css.or}>{t('demoOr')}</h2>
        </section>
      )}
      <form onSubmit={submit} className={css.form}>
        <TextInput label={t('login')} value={login} onChange={(e) => setLogin(e.currentTarget.value)} autoComplete="username"
          autoCapitalize="none" spellCheck={false} required withAsterisk={false} autoFocus={demo.length === 0 && !known} />
        <PasswordInput label={t('password')} value={password} onChange={(e) => setPassword(e.currentTarget.value)}
          autoComplete="current-password" required withAsterisk={false} autoFocus={Boolean(known)} />
        <Button type="submit" size="sm" loading={busy === ''}>{t('enter')}</Button>
      </form>
    </>
  );
}
