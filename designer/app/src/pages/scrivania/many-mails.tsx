/** One act on many messages; each counts for itself, and says how it went. */
import { Button, Checkbox, Group, Modal, NativeSelect, ScrollArea, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/http';
import type { BulkDone, Instance, MailSummary, Page } from '@/api/types';
import { useOffices } from '@/case/offices';
import { useOpenings } from '@/mail/openings';
import { mailText } from '@/mail/text';
import { Mark } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { unsortedText } from './unsorted-text';

const ACTS = ['start', 'link', 'archive', 'tag'] as const;
type Act = (typeof ACTS)[number];

export default function ManyMails({ mails: listed, close }: { mails: MailSummary[]; close: () => void }) {
  const t = unsortedText.useText();
  const m = mailText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  // What is done empties the list behind; what was chosen from stays, with how it went.
  const [mails] = useState(listed);
  const [chosen, setChosen] = useState<string[]>([]);
  const [act, setAct] = useState<Act>('start');
  const [process, setProcess] = useState('');
  const [office, setOffice] = useState('');
  const [text, setText] = useState('');
  const [find] = useDebouncedValue(text, 300);
  const [instance, setInstance] = useState('');
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [results, setResults] = useState<BulkDone['results']>([]);
  const offices = useOffices(act === 'start');
  const openings = useOpenings(act === 'start' ? chosen : []);
  const cases = useQuery({
    queryKey: ['instances', 'find', find],
    enabled: act === 'link',
    queryFn: async () => (await http.get<Page<Instance>>('/instances', { q: find, limit: 8 })).items,
  });
  const fits = openings.data?.some((p) => p.key === process) ?? false;
  const given = act === 'start' ? fits : act === 'link' ? instance : words.trim();
  const apply = async () => {
    setBusy(true);
    try {
      const answer = act === 'tag'
        ? await http.post<BulkDone>('/tags', { kind: 'mail', ids: chosen, add: [words.trim().toLowerCase()] })
        : await http.post<BulkDone>('/mails/bulk', {
          ids: chosen,
          act,
          ...(act === 'start' ? { process, office } : act === 'link' ? { instance } : { reason: words.trim() }),
        });
      setResults(answer.results);
      setChosen(answer.results.filter((r) => !r.done).map((r) => r.id));
      void client.invalidateQueries({ queryKey: ['mails'] });
      void client.invalidateQueries({ queryKey: ['unanswered'] });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('many')} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <p>{t('manyHint')}</p>
      <Checkbox label={t('everything')} checked={chosen.length === mails.length} indeterminate={chosen.length > 0 && chosen.length < mails.length}
        onChange={(e) => setChosen(e.currentTarget.checked ? mails.map((x) => x.id) : [])} mb="xs" />
      <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0 }}>
        <ul className={css.many}>
          {mails.map((mail) => {
            const result = results.find((r) => r.id === mail.id);
            return (
              <li key={mail.id}>
                <Checkbox label={`${mail.subject || m('noSubject')} · ${mail.from_name || mail.from}`} checked={chosen.includes(mail.id)}
                  onChange={(e) => setChosen(e.currentTarget.checked ? [...chosen, mail.id] : chosen.filter((id) => id !== mail.id))} />
                {result && <Mark wrap tone={result.done ? 'good' : 'bad'}>{result.done ? t('ok') : (result.detail ?? result.code)}</Mark>}
              </li>
            );
          })}
        </ul>
      </ScrollArea.Autosize>
      <NativeSelect mt="md" label={t('act')} value={act} onChange={(e) => { setAct(ACTS.find((a) => a === e.currentTarget.value) ?? 'start'); setWords(''); }}
        data={ACTS.map((value) => ({ value, label: t(`act_${value}`) }))} />
      {act === 'start' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} mt="sm">
          <NativeSelect label={t('process')} description={t('processHint')} inputWrapperOrder={['label', 'input', 'description']} value={fits ? process : ''} onChange={(e) => setProcess(e.currentTarget.value)}
            data={[{ value: '', label: '—' }, ...(openings.data ?? []).map((p) => ({ value: p.key, label: p.name }))]} />
          <NativeSelect label={t('office')} value={office} onChange={(e) => setOffice(e.currentTarget.value)}
            data={[{ value: '', label: t('asProcess') }, ...(offices.data ?? []).map((o) => ({ value: o.key, label: o.name }))]} />
        </SimpleGrid>
      )}
      {act === 'link' && (
        <>
          <TextInput mt="sm" label={t('findCase')} value={text} onChange={(e) => setText(e.currentTarget.value)} />
          <NativeSelect mt="xs" aria-label={t('act_link')} value={instance} onChange={(e) => setInstance(e.currentTarget.value)}
            data={[{ value: '', label: '—' }, ...(cases.data ?? []).map((c) => ({ value: c.id, label: [c.title, c.process_name].filter(Boolean).join(' · ') }))]} />
        </>
      )}
      {act === 'archive' && <Textarea mt="sm" label={t('reason')} required value={words} onChange={(e) => setWords(e.currentTarget.value)} autosize minRows={2} />}
      {act === 'tag' && <TextInput mt="sm" label={t('tag')} value={words} onChange={(e) => setWords(e.currentTarget.value)} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('close')}</Button>
        <Button disabled={chosen.length === 0 || !given} loading={busy} onClick={() => void apply()}>{t('apply', { count: chosen.length })}</Button>
      </Group>
    </Modal>
  );
}
