/** What is shown where a page does not exist, may not be seen, or broke. */
import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Bug, Compass, Lock } from 'lucide-react';
import { reason } from '@/api/http';
import { Empty } from '@/parts/parts';
import { shellText } from './text';

export function NotFound() {
  const t = shellText.useText();
  return (
    <main>
      <h1 className="visually-hidden">{t('notFound')}</h1>
      <Empty icon={Compass} title={t('notFound')} action={<Button component={Link} to="/scrivania" variant="default">{t('toDesk')}</Button>}>
        {t('notFoundHint')}
      </Empty>
    </main>
  );
}

export function Forbidden() {
  const t = shellText.useText();
  return <Empty icon={Lock} title={t('forbidden')}>{t('forbiddenHint')}</Empty>;
}

export function Broken({ error }: ErrorComponentProps) {
  const t = shellText.useText();
  return (
    <Empty icon={Bug} title={t('broken')} action={<Button variant="default" onClick={() => location.reload()}>{t('reload')}</Button>}>
      {t('brokenHint')} <code>{reason(error)}</code>
    </Empty>
  );
}
