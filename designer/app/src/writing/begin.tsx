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

/** `forward`: the mail that is passed on. Nothing for who writes no messages. */
export function BeginMessage({ forward, size }: { forward?: string; size?: string }) {
  const t = writingText.useText();
  const navigate = useNavigate();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  if (!may(session, 'tasks')) return null;
  const begin = async () => {
    setBusy(true);
    try {
      const begun = await http.post<WritingBegun>('/writings', forward ? { forward } : {}, { idempotencyKey: crypto.randomUUID() });
      await navigate({ to: '/scrivania/$task', params: { task: begun.task }, search: { scheda: 'modulo' } });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const Icon = forward ? Forward : SquarePen;
  return (
    <Button variant={forward ? 'default' : 'filled'} {...(size ? { size } : {})} loading={busy} onClick={() => void begin()} leftSection={<Icon size={15} aria-hidden />}>
      {forward ? t('forward') : t('newMessage')}
    </Button>
  );
}
