/** Giving a task around: to an office, an opinion of a colleague, back to who sorted it, later. */
import { Button, Group, Modal, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { http } from '@/api/http';
import type { TaskDetail } from '@/api/types';
import { useOffices } from '@/case/offices';
import { useSession } from '@/session/session';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import { useColleagues } from './colleagues';
import { handText } from './hand-text';

export type HandAct = 'distribute' | 'opinion' | 'snooze' | 'refuse';

/** Tomorrow at eight, as a field of date and time writes it. */
function tomorrow(): string {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export default function HandDialog({ task, act, close, done }: { task: TaskDetail; act: HandAct; close: () => void; done: () => void }) {
  const t = handText.useText();
  const s = shellText.useText();
  const me = useSession().person.login;
  const offices = useOffices(act === 'distribute');
  const colleagues = useColleagues(act === 'opinion');
  const [who, setWho] = useState('');
  const [copies, setCopies] = useState<string[]>([]);
  const [text, setText] = useState('');
  const [until, setUntil] = useState(tomorrow);
  const [busy, setBusy] = useState(false);
  const ready = { distribute: who !== '', opinion: who !== '' && text.trim() !== '', snooze: until !== '', refuse: text.trim() !== '' }[act];
  const send = async () => {
    setBusy(true);
    try {
      if (act === 'distribute') await http.post(`/tasks/${task.id}/distribute`, { office: who, copies: copies.filter((c) => c !== who) });
      if (act === 'opinion') await http.post(`/tasks/${task.id}/opinion`, { login: who, question: text.trim() });
      if (act === 'snooze') await http.post(`/tasks/${task.id}/snooze`, { until: new Date(until).toISOString() });
      if (act === 'refuse') await http.post(`/tasks/${task.id}/refuse`, { reason: text.trim() });
      toast.done(t(`done_${act}`));
      close();
      done();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const names = (offices.data ?? []).map((o) => ({ value: o.key, label: o.name }));
  return (
    <Modal opened onClose={close} title={t(act)} closeButtonProps={{ 'aria-label': s('close') }}>
      <p>{t(`hint_${act}`)}</p>
      {act === 'distribute' && (
        <>
          <NativeSelect label={t('competence')} value={who} onChange={(e) => setWho(e.currentTarget.value)} data={[{ value: '', label: '—' }, ...names]} data-autofocus />
          <MultiSelect mt="sm" label={t('copies')} value={copies} onChange={setCopies} data={names.filter((n) => n.value !== who)} />
        </>
      )}
      {act === 'opinion' && (
        <>
          <NativeSelect label={t('colleague')} value={who} onChange={(e) => setWho(e.currentTarget.value)} data-autofocus
            data={[{ value: '', label: '—' }, ...(colleagues.data ?? []).filter((p) => p.login !== me).map((p) => ({ value: p.login, label: p.name }))]} />
          <Textarea mt="sm" label={t('question')} required value={text} onChange={(e) => setText(e.currentTarget.value)} autosize minRows={3} />
        </>
      )}
      {act === 'snooze' && <TextInput type="datetime-local" label={t('until')} value={until} onChange={(e) => setUntil(e.currentTarget.value)} data-autofocus />}
      {act === 'refuse' && <Textarea label={t('reason')} required value={text} onChange={(e) => setText(e.currentTarget.value)} autosize minRows={2} data-autofocus />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('cancel')}</Button>
        <Button disabled={!ready} loading={busy} onClick={() => void send()}>{t(`verb_${act}`)}</Button>
      </Group>
    </Modal>
  );
}
