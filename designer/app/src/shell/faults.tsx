/** What is shown where a page does not exist, may not be seen, or broke. */
import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Bug, Compass, Lock } from 'lucide-react';
import { reason } from '@/api/http';
import type { Permission } from '@/api/types';
import { language } from '@/i18n/dictionary';
import { Empty } from '@/parts/parts';
import { roleWord } from '@/session/roles';
import { useSession } from '@/session/session';
import { shellText } from './text';

export function NotFound() {
  const t = shellText.useText();
  return (
    <main>
      <h1 className="visually-hidden">{t('notFound')}</h1>
      <Empty icon={Compass} title={t('notFound')} action={<Button component={Link} to="/" variant="default">{t('toOwn')}</Button>}>
        {t('notFoundHint')}
      </Empty>
    </main>
  );
}

/** A page the person's roles do not open: said calmly, with whom it is open to. */
export function Forbidden({ part }: { part: Permission }) {
  const t = shellText.useText();
  const { parts, roles } = useSession();
  const list = new Intl.ListFormat(language(), { type: 'disjunction' });
  const words = (keys: readonly string[]) => list.format([...new Set(keys)].map(roleWord));
  const open = parts.find((p) => p.permission === part)?.roles ?? [];
  return (
    <>
      <h1 className="visually-hidden">{t('forbidden')}</h1>
      <Empty icon={Lock} title={t('forbidden')} action={<Button component={Link} to="/" variant="default">{t('toOwn')}</Button>}>
        {t('forbiddenOpen', { roles: words(open) })}{' '}
        {roles.length > 0 ? t('forbiddenYours', { roles: words(roles.map((r) => r.role)) }) : t('forbiddenNone')}
      </Empty>
    </>
  );
}

export function Broken({ error }: ErrorComponentProps) {
  const t = shellText.useText();
  return (
    <Empty icon={Bug} title={t('broken')} action={<Button variant="default" onClick={() => location.reload()}>{t('reload')}</Button>}>
      {t('brokenHint')} <code>{reason(error)}</code>
    </Empty>
  );
}
