/** /login: enters and goes on to the page that asked for it (`da`). */
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Mono } from '@/shell/mono';
import { LoginForm } from './login-form';
import css from './login.module.css';
import { useDemoPeople, useSessionQuery } from './session';
import { sessionText } from './text';

/** Only a path of this app: never another site. */
function safe(path: string | undefined): string {
  return path?.startsWith('/') && !path.startsWith('//') && !path.startsWith('/login') ? path : '/';
}

export function LoginPage() {
  const t = sessionText.useText();
  const { da } = useSearch({ from: '/login' });
  const { history } = useRouter();
  const people = useDemoPeople();
  const session = useSessionQuery();
  const inside = Boolean(session.data);
  useEffect(() => {
    if (inside) history.replace(safe(da));
  }, [inside, history, da]);
  if (inside) return null;
  return (
    <div className={css.page}>
      <header>{(people.data?.length ?? 0) > 0 && <div className={css.banner}>{t('demoBanner')}</div>}</header>
      <main className={css.centre}>
        <div className={css.card}>
          <div className={css.top}>
            <Mono size={40} />
            <div>
              <h1>Staffetta</h1>
              <p>{t('lead')}</p>
            </div>
          </div>
          <div className={css.body}>
            <LoginForm entered={() => undefined} />
          </div>
        </div>
      </main>
    </div>
  );
}
