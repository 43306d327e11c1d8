/** Leads from what is kept to the request that it be withheld or disposed of; nothing for whoever may not ask. */
import { ActionIcon, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import type { RemovalKind } from '@/router';
import { may, useSession } from '@/session/session';
import { removalText } from './removals-text';

export function RemovalMenu({ kind, object }: { kind: RemovalKind; object: string }) {
  const t = removalText.useText();
  if (!may(useSession(), 'removals')) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon size={34} variant="default" aria-label={t('menu')}><Ellipsis size={17} aria-hidden /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/amministrazione/scarti?tipo=${kind}&oggetto=${object}`}>{t('start')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
