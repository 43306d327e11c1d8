/** One act on many tasks of the list; each counts for itself, and says how it went. */
import { Button, Checkbox, Group, Modal, NativeSelect, ScrollArea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { http } from '@/api/http';
import type { BulkDone, Task } from '@/api/types';
import { useOffices } from '@/case/offices';
import { Mark } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import { useColleagues } from './colleagues';
import css from './desk.module.css';
import { handText } from './hand-text';

const ACTS = ['claim', 'release', 'assign', 'distribute', 'snooze', 'tag'] as const;
type Act = (typeof ACTS)[number];

export default function Many({ tasks: listed, close, done }: { tasks: Task[]; close: () => void; done: () => void }) {
  const t = handText.useText();
  const s = shellText.useText();
  // What is done moves the list behind; what was chosen from stays, with how it went.
  const [tasks] = useState(listed);
  const [chosen, setChosen] = useState<string[]>([]);
  const [act, setAct] = useState<Act>('claim');
  const [given, setGiven] = useState('');
  const [busy, setBusy] = useState(false);
  const [results, setResults] = useState<BulkDone['results']>([]);
  const offices = useOffices(act === 'distribute');
  const people = useColleagues(act === 'assign');
  const needs = act !== 'claim' && act !== 'release';
  /** Tags are of the cases; what came of a case is said at each of its tasks. */
  const tagged = async (): Promise<BulkDone['results']> => {
    const those = tasks.filter((task) => chosen.includes(task.id));
    const { results: cases } = await http.post<BulkDone>('/tags', { kind: 'instance', ids: [...new Set(those.map((task) => task.instance))], add: [given.trim().toLowerCase()] });
    return those.flatMap((task) => cases.filter((r) => r.id === task.instance).map((r) => ({ ...r, id: task.id })));
  };
  const apply = async () => {
    setBusy(true);
    try {
      const came = act === 'tag' ? await tagged() : (await http.post<BulkDone>('/tasks/bulk', {
        ids: chosen,
        act,
        ...(act === 'assign' ? { login: given } : act === 'distribute' ? { office: given } : act === 'snooze' ? { until: new Date(given).toISOString() } : {}),
      })).results;
      setResults(came);
      setChosen(came.filter((r) => !r.done).map((r) => r.id));
      done();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const options = act === 'distribute'
    ? (offices.data ?? []).map((o) => ({ value: o.key, label: o.name }))
    : (people.data ?? []).map((p) => ({ value: p.login, label: p.name }));
  return (
    <Modal opened onClose={close} title={t('many')} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <p>{t('manyHint')}</p>
      <Checkbox label={t('all')} checked={chosen.length === tasks.length} indeterminate={chosen.length > 0 && chosen.length < tasks.length}
        onChange={(e) => setChosen(e.currentTarget.checked ? tasks.map((x) => x.id) : [])} mb="xs" />
      <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0 }}>
        <ul className={css.many}>
          {tasks.map((task) => {
            const result = results.find((r) => r.id === task.id);
            return (
              <li key={task.id}>
                <Checkbox label={`${task.title} · ${task.name}`} checked={chosen.includes(task.id)}
                  onChange={(e) => setChosen(e.currentTarget.checked ? [...chosen, task.id] : chosen.filter((id) => id !== task.id))} />
                {result && <Mark wrap tone={result.done ? 'good' : 'bad'}>{result.done ? t('ok') : (result.detail ?? result.code)}</Mark>}
              </li>
            );
          })}
        </ul>
      </ScrollArea.Autosize>
      <Group align="flex-end" mt="md" gap="sm">
        <NativeSelect label={t('manyAct')} value={act} onChange={(e) => { setAct(ACTS.find((a) => a === e.currentTarget.value) ?? 'claim'); setGiven(''); }}
          data={ACTS.map((value) => ({ value, label: t(`act_${value}`) }))} />
        {(act === 'assign' || act === 'distribute') && (
          <NativeSelect label={t(act === 'assign' ? 'colleague' : 'competence')} value={given} onChange={(e) => setGiven(e.currentTarget.value)}
            data={[{ value: '', label: '—' }, ...options]} />
        )}
        {act === 'tag' && <TextInput label={t('tag')} value={given} onChange={(e) => setGiven(e.currentTarget.value)} />}
        {act === 'snooze' && <TextInput type="datetime-local" label={t('until')} value={given} onChange={(e) => setGiven(e.currentTarget.value)} />}
      </Group>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('close')}</Button>
        <Button disabled={chosen.length === 0 || (needs && !given.trim())} loading={busy} onClick={() => void apply()}>{t('apply', { count: chosen.length })}</Button>
      </Group>
    </Modal>
  );
}
