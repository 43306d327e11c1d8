/** The session ended while a page was open: asks for the login over it, so that nothing typed is lost. */
import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { whenUnauthenticated } from '@/api/http';
import type { Session } from '@/api/types';
import { LoginForm } from './login-form';
import css from './login.module.css';
import { sessionText } from './text';

export function Expired({ session }: { session: Session }) {
  const t = sessionText.useText();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    whenUnauthenticated(() => setOpen(true));
    return () => whenUnauthenticated(() => undefined);
  }, []);
  return (
    <Modal opened={open} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('expired')}>
      <div className={css.dialog}>
        <p>{t('expiredHint')}</p>
        <LoginForm login={session.person.login} entered={() => {
          setOpen(false);
          void client.invalidateQueries();
        }} />
      </div>
    </Modal>
  );
}
