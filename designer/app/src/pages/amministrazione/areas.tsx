/** /amministrazione/aree: homogeneous organisational areas, and what belongs to each. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Network, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, Problem } from '@/api/http';
import type { Area } from '@/api/types';
import { useAreas } from '@/case/areas';
import { useOffices } from '@/case/offices';
import { useMailboxes } from '@/mail/mailboxes';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Facts, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { areaText } from '@/case/areas-text';
import { Refusal } from './refusal';

const KEY = ['areas'] as const;

function AreaDialog({ area, close }: { area: Area | undefined; close: () => void }) {
  const t = areaText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [name, setName] = useState(area?.name ?? '');
  const [key, setKey] = useState(area?.key ?? '');
  const [code, setCode] = useState(area?.code ?? '');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      if (area) await http.patch(`/areas/${area.id}`, { name, code }, { ifMatch: area.revision });
      else await http.post('/areas', { key: key.trim(), name, code });
      toast.done(t('saved'));
      await client.invalidateQueries({ queryKey: KEY });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={area ? t('edit', { name: area.name }) : t('add')} closeButtonProps={{ 'aria-label': s('close') }}>
      <form onSubmit={(e) => void submit(e)} className={css.form}>
        <TextInput label={t('name')} required value={name} error={said('name')} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
        {!area && <TextInput label={t('key')} description={t('keyHint')} required value={key} error={said('key')} onChange={(e) => setKey(e.currentTarget.value)} />}
        <TextInput label={t('code')} description={t('codeHint')} value={code} error={said('code')} onChange={(e) => setCode(e.currentTarget.value)} />
        <Refusal problem={problem} />
        <div className={css.buttons}>
          <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
          <Button type="submit" size="sm" loading={busy}>{s('save')}</Button>
        </div>
      </form>
    </Modal>
  );
}

export default function Areas() {
  const t = areaText.useText();
  const client = useQueryClient();
  const areas = useAreas();
  const offices = useOffices();
  const mailboxes = useMailboxes();
  const [editing, setEditing] = useState<Area | 'new'>();
  const [removing, setRemoving] = useState<Area>();
  const add = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('add')}</Button>;
  const remove = async () => {
    if (!removing) return;
    try {
      await http.delete(`/areas/${removing.id}`);
      toast.done(t('removed'));
    } catch (error) {
      toast.failed(error);
    }
    setRemoving(undefined);
    await client.invalidateQueries({ queryKey: KEY });
  };
  const named = (words: string[]) => (words.length === 0 ? t('nothing') : words.join(', '));
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>{(areas.data?.length ?? 0) > 0 && add}</PageHead>
      {areas.isPending ? <Bars rows={3} height={90} /> : areas.isError ? <Failure error={areas.error} retry={() => void areas.refetch()} />
        : areas.data.length === 0 ? <Panel><Empty icon={Network} title={t('none')} action={add}>{t('noneHint')}</Empty></Panel>
        : (
          <>
            <p className={css.quiet}>{t('whereOffices')}</p>
            <ul className={css.boxes}>
              {areas.data.map((a) => (
                <li key={a.id} className={css.box}>
                  <div className={css.boxHead}>
                    <div className={css.boxTitle}><h2>{a.name}</h2><p>{a.key}{a.code && ` · ${a.code}`}</p></div>
                    <div className={css.acts}>
                      <Button variant="default" onClick={() => setEditing(a)}>{t('change')}</Button>
                      <Button variant="default" onClick={() => setRemoving(a)}>{t('remove')}</Button>
                    </div>
                  </div>
                  <Facts inline facts={[
                    [t('offices'), named((offices.data ?? []).filter((o) => o.area === a.key).map((o) => o.name))],
                    [t('mailboxes'), named((mailboxes.data ?? []).filter((m) => m.area === a.key).map((m) => m.address))],
                  ]} />
                </li>
              ))}
            </ul>
          </>
        )}
      {editing && <AreaDialog area={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
      <Ask isOpen={removing !== undefined} title={t('removeAsk', { name: removing?.name ?? '' })} yes={t('remove')} onYes={() => void remove()} onNo={() => setRemoving(undefined)}>{t('removeText')}</Ask>
    </Sheet>
  );
}
