/** What a person does with a mail no process took: open a case, link it to one, archive it. */
import { Button, Group, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { http } from '@/api/http';
import type { Instance, MailDetail, Page } from '@/api/types';
import { useOffices } from '@/case/offices';
import { useOpenings } from '@/mail/openings';
import { Bars } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import type { SortingAct } from './mail';
import css from './posta.module.css';
import { postaText } from './text';

export default function Sorting({ act, mail, close }: { act: SortingAct; mail: MailDetail; close: () => void }) {
  const t = postaText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [process, setProcess] = useState('');
  const [office, setOffice] = useState('');
  const offices = useOffices(act === 'start');
  const [why, setWhy] = useState('');
  const [text, setText] = useState('');
  const [find] = useDebouncedValue(text, 300);
  const [chosen, setChosen] = useState<string>();
  const [busy, setBusy] = useState(false);
  const openings = useOpenings(act === 'start' ? [mail.id] : []);
  const cases = useQuery({
    queryKey: ['instances', 'find', find],
    enabled: act === 'link',
    queryFn: async () => (await http.get<Page<Instance>>('/instances', { q: find, limit: 8 })).items,
  });
  const picked = process || (openings.data?.length === 1 ? (openings.data[0]?.key ?? '') : '');
  const ready = act === 'start' ? picked !== '' : act === 'link' ? chosen !== undefined : why.trim() !== '';

  const run = async () => {
    setBusy(true);
    try {
      if (act === 'start') {
        const answer = await http.post<{ id: string }>(`/mails/${mail.id}/start`, { process: picked, ...(office ? { office } : {}) });
        toast.done(t('started'));
        // What goes to another office may be out of the reader's sight from now on.
        if (!office) void navigate({ to: '/pratiche/$instance', params: { instance: answer.id }, search: {} });
      } else if (act === 'link') {
        await http.post(`/mails/${mail.id}/link`, { instance: chosen });
        toast.done(t('linked'));
      } else if (act === 'unlink') {
        await http.post(`/mails/${mail.id}/unlink`, { reason: why.trim() });
        toast.done(t('unlinked'));
      } else {
        await http.post(`/mails/${mail.id}/archive`, { reason: why.trim() });
        toast.done(t('archived'));
      }
      await client.invalidateQueries({ queryKey: ['mails'] });
      void client.invalidateQueries({ queryKey: ['unanswered'] });
      close();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const title = act === 'start' ? t('startTitle') : act === 'link' ? t('linkTitle') : act === 'unlink' ? t('unlinkTitle') : t('archiveTitle');
  const verb = act === 'start' ? t('start') : act === 'link' ? t('doLink') : act === 'unlink' ? t('unlink') : t('archive');
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': s('close') }}>
      {act === 'start' && (openings.isPending ? <Bars rows={1} height={36} /> : (openings.data ?? []).length === 0 ? <p>{t('noStartable')}</p> : (
        <>
          <NativeSelect label={t('process')} value={picked} onChange={(e) => setProcess(e.currentTarget.value)} data-autofocus
            data={[{ value: '', label: '—' }, ...(openings.data ?? []).map((p) => ({ value: p.key, label: p.name }))]} />
          <NativeSelect mt="sm" label={t('forOffice')} description={t('forOfficeHint')} value={office} onChange={(e) => setOffice(e.currentTarget.value)}
            data={[{ value: '', label: t('asProcess') }, ...(offices.data ?? []).map((o) => ({ value: o.key, label: o.name }))]} />
        </>
      ))}
      {act === 'link' && (
        <>
          <TextInput label={t('findCase')} value={text} onChange={(e) => setText(e.currentTarget.value)} data-autofocus />
          <ul className={css.pick}>
            {(cases.data ?? []).map((c) => (
              <li key={c.id}>
                <button type="button" aria-pressed={chosen === c.id} onClick={() => setChosen(c.id)}>
                  {c.title}<small>{[c.business_key, c.process_name].filter(Boolean).join(' · ')}</small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {(act === 'archive' || act === 'unlink') && (
        <>
          <p>{act === 'archive' ? t('archiveHint') : t('unlinkHint')}</p>
          <Textarea label={t('reason')} required value={why} onChange={(e) => setWhy(e.currentTarget.value)} data-autofocus autosize minRows={2} />
        </>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>{s('cancel')}</Button>
        <Button disabled={!ready} loading={busy} onClick={() => void run()}>{verb}</Button>
      </Group>
    </Modal>
  );
}
