/** Hands a task to a colleague. */
import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { http } from '@/api/http';
import type { TaskDetail } from '@/api/types';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import { useColleagues } from './colleagues';
import { deskText } from './text';

export default function AssignDialog({ task, close, done, people }: { task: TaskDetail; close: () => void; done: () => void; people: boolean }) {
  const t = deskText.useText();
  const s = shellText.useText();
  const colleagues = useColleagues(people);
  const [login, setLogin] = useState('');
  const [busy, setBusy] = useState(false);
  const assign = async () => {
    setBusy(true);
    try {
      await http.post(`/tasks/${task.id}/assign`, { login });
      toast.done(t('assignDone', { name: colleagues.data?.find((p) => p.login === login)?.name ?? login }));
      close();
      done();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('assign')} closeButtonProps={{ 'aria-label': s('close') }}>
      {colleagues.data ? (
        <NativeSelect label={t('assignTo')} value={login} onChange={(e) => setLogin(e.currentTarget.value)}
          data={[{ value: '', label: '—' }, ...colleagues.data.map((p) => ({ value: p.login, label: p.name }))]} />
      ) : (
        <TextInput label={t('assignTo')} value={login} onChange={(e) => setLogin(e.currentTarget.value)} />
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('cancel')}</Button>
        <Button disabled={!login} loading={busy} onClick={() => void assign()}>{t('assign')}</Button>
      </Group>
    </Modal>
  );
}
