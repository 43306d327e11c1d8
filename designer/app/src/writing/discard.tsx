/** Throws away a message that was begun and answers nobody. */
import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { http } from '@/api/http';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import { writingText } from './text';

export function Discard({ task, stop, done }: {
  task: string;
  /** Ends the saving of the draft first. */
  stop: () => Promise<void>;
  done: () => void;
}) {
  const t = writingText.useText();
  const s = shellText.useText();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const discard = async () => {
    setBusy(true);
    await stop();
    try {
      await http.delete(`/writings/${task}`);
      toast.done(t('discarded'));
      done();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="subtle" color="red" size="sm" onClick={() => setAsked(true)}>{t('discard')}</Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title={t('discardTitle')} closeButtonProps={{ 'aria-label': s('close') }}>
        <p>{t('discardHint')}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsked(false)}>{t('keep')}</Button>
          <Button color="red" loading={busy} onClick={() => void discard()}>{t('discardYes')}</Button>
        </Group>
      </Modal>
    </>
  );
}
