/** Which operation, on which cases, why: then how many it concerns, before it begins. */
import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { http, items, reason as reasonOf } from '@/api/http';
import type { Batch, Incident, Instance, Page, Process, ProcessVersion } from '@/api/types';
import { useOffices } from '@/case/offices';
import { Notice, Panel } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './batches.module.css';
import { BATCH_KINDS, type BatchKindName, batchKindWord, batchText } from './text';

const COUNTED_MAX = 100;
/** The state an operation is for: what has ended cannot be paused, what runs cannot be resumed. */
const STATE_OF: Partial<Record<BatchKindName, string>> = { suspend_instances: 'running', resume_instances: 'suspended' };

export function BeginBatch({ close }: { close: () => void }) {
  const t = batchText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const offices = useOffices();
  const [kind, setKind] = useState<BatchKindName>('retry_incidents');
  const [process, setProcess] = useState('');
  const [deployment, setDeployment] = useState('');
  const [office, setOffice] = useState('');
  const [to, setTo] = useState('');
  const [why, setWhy] = useState('');
  const processes = useQuery({ queryKey: ['processes'], queryFn: async () => items(await http.get<Page<Process>>('/processes')) });
  const versions = useQuery({
    queryKey: ['processes', process, 'versions'],
    enabled: process !== '',
    queryFn: async () => items(await http.get<Page<ProcessVersion>>(`/processes/${process}/versions`)),
  });
  const ofErrors = kind === 'retry_incidents';
  const state = STATE_OF[kind];
  const filter = { process, ...(deployment && !ofErrors ? { deployment } : {}), ...(office && !ofErrors ? { office } : {}), ...(state ? { state } : {}) };
  const found = useQuery({
    queryKey: ['batches', 'found', kind, filter],
    enabled: process !== '',
    queryFn: async () => {
      const query = { ...filter, limit: COUNTED_MAX };
      if (ofErrors) {
        const page = await http.get<Page<Incident>>('/incidents', { state: 'open', process, limit: COUNTED_MAX });
        return { count: page.items.filter((i) => i.process_key === process).length, more: Boolean(page.next_cursor) };
      }
      const page = await http.get<Page<Instance>>('/instances', query);
      // Without a state the filter means what has not ended.
      return { count: page.items.filter((i) => i.state === 'running' || i.state === 'suspended').length, more: Boolean(page.next_cursor) };
    },
  });
  const starting = useMutation({
    mutationFn: () => http.post<Batch>('/batches', {
      kind, filter, ...(why.trim() ? { reason: why.trim() } : {}), ...(kind === 'migrate_instances' ? { process: to } : {}),
    }),
    onSuccess: async (batch) => {
      toast.done(t('started'));
      await client.invalidateQueries({ queryKey: ['batches'] });
      await navigate({ to: '/operazioni/$batch', params: { batch: batch.id } });
    },
  });
  const says = (): string => {
    if (!found.data) return '';
    const { count, more } = found.data;
    if (more) return t(ofErrors ? 'foundErrorsMore' : 'foundMore', { count: COUNTED_MAX });
    if (count === 0) return t(ofErrors ? 'foundNoErrors' : 'foundNone');
    return t(ofErrors ? 'foundErrors' : 'found', { count });
  };
  const nothing = found.data?.count === 0 && !found.data.more;
  const versionList = versions.data ?? [];
  return (
    <Panel title={t('begin')} actions={<Button variant="subtle" onClick={close}>{s('cancel')}</Button>}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); starting.mutate(); }}>
        <div className={css.two}>
          <NativeSelect label={t('what')} value={kind} onChange={(e) => setKind(e.currentTarget.value as BatchKindName)}
            data={BATCH_KINDS.map((value) => ({ value, label: batchKindWord(value) }))} />
          <NativeSelect label={t('process')} required value={process}
            onChange={(e) => { setProcess(e.currentTarget.value); setDeployment(''); setTo(''); }}
            data={[{ value: '', label: t('chooseProcess') }, ...(processes.data ?? []).map((p) => ({ value: p.key, label: p.name || p.key }))]} />
        </div>
        {!ofErrors && (
          <div className={css.two}>
            <NativeSelect label={t('onWhich')} value={deployment} disabled={process === ''} onChange={(e) => setDeployment(e.currentTarget.value)}
              data={[{ value: '', label: t('anyVersion') }, ...versionList.map((v) => ({ value: v.deployment, label: t('ofVersion', { n: v.version }) }))]} />
            <NativeSelect label={t('office')} value={office} onChange={(e) => setOffice(e.currentTarget.value)}
              data={[{ value: '', label: t('anyOffice') }, ...(offices.data ?? []).map((o) => ({ value: o.key, label: o.name }))]} />
          </div>
        )}
        {kind === 'migrate_instances' && (
          <NativeSelect label={t('to')} description={t('migrateHint')} required value={to} disabled={process === ''} onChange={(e) => setTo(e.currentTarget.value)}
            data={[{ value: '', label: t('chooseProcess') }, ...versionList.map((v, i) => ({ value: v.id, label: i === 0 ? t('newest', { n: v.version }) : String(v.version) }))]} />
        )}
        {kind === 'cancel_instances' && (
          <Textarea label={t('reason')} description={t('reasonHint')} required autosize minRows={2} value={why} onChange={(e) => setWhy(e.currentTarget.value)} />
        )}
        <p className={css.found} role="status">
          {says()}{found.data && !nothing && <span className={css.quiet}> {t('onlyYours')}</span>}
        </p>
        {found.isError && <Notice tone="bad" role="alert">{reasonOf(found.error)}</Notice>}
        {starting.isError && <Notice tone="bad" role="alert">{reasonOf(starting.error)}</Notice>}
        <div className={css.buttons}>
          <Button type="submit" size="sm" color={kind === 'cancel_instances' ? 'red.8' : 'italia'} loading={starting.isPending} disabled={process !== '' && nothing}>{t('start')}</Button>
        </div>
      </form>
    </Panel>
  );
}
