/** Beginning a message: new, or a mail passed on. The draft opens on the desk, where every message is written. */
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Forward, SquarePen } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { WritingBegun } from '@/api/types';
import { may, useSession } from '@/session/session';
import { toast } from '@/shell/toast';
import { writingText } from './text';

/** `forward`: the mail that is passed on; `to`: whom it is for. Nothing for who writes no messages. */
export function BeginMessage({ forward, to, size }: { forward?: string; to?: string; size?: string }) {
  const t = writingText.useText();
  const navigate = useNavigate();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  if (!may(session, 'tasks')) return null;
  const begin = async () => {
    setBusy(true);
    try {
      const begun = await http.post<WritingBegun>('/writings', forward ? { forward } : to ? { to: [to] } : {}, { idempotencyKey: crypto.randomUUID() });
      await navigate({ to: '/scrivania/$task', params: { task: begun.task }, search: { scheda: 'modulo' } });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const Icon = forward ? Forward : SquarePen;
  return (
    <Button variant={forward || to ? 'default' : 'filled'} {...(to ? { 'aria-label': t('writeTo', { address: to }) } : {})} {...(size ? { size } : {})} loading={busy} onClick={() => void begin()} leftSection={<Icon size={15} aria-hidden />}>
      {forward ? t('forward') : to ? t('write') : t('newMessage')}
    </Button>
  );
}
