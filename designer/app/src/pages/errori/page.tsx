/** /errori: what stopped, why, where, and the way on. */
import { Button, Group, Modal, SegmentedControl, Textarea } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { Incident, Page } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { mailingText } from '@/pages/posta/mailing-text';
import { incidentDetail, incidentPlace, incidentSays } from '@/incident/words';
import { Bars, Empty, Facts, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './incidents.module.css';
import { incidentText } from './text';

const PHASES = ['activating', 'active', 'completing', 'terminating'] as const;

function phaseWord(phase: string): string {
  const known = PHASES.find((p) => p === phase);
  return known ? incidentText.text(`phase_${known}`) : phase;
}

function Item({ incident, dismiss }: { incident: Incident; dismiss: () => void }) {
  const t = incidentText.useText();
  const session = useSession();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await http.post(`/incidents/${incident.id}/retry`);
      toast.done(t('retried'));
      await client.invalidateQueries({ queryKey: ['incidents'] });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const by = typeof incident.resolved_by === 'object' ? incident.resolved_by?.name : incident.resolved_by;
  const says = incidentSays(incident.code);
  const detail = incidentDetail(incident);
  const at = incidentPlace(incident);
  const place = incident.element_name || incident.element;
  return (
    <li className={css.item} data-open={incident.state === 'open' || undefined}>
      <div className={css.head}>
        <div className={css.headText}>
          <h2>{says.heading}</h2>
          {incident.title && <p className={css.whose}>{at?.to === 'mailboxes' ? t('box', { name: incident.title }) : incident.title}</p>}
        </div>
        {incident.state === 'open' && (
          <div className={css.acts}>
            <Button leftSection={<RotateCw size={14} aria-hidden />} loading={busy} onClick={() => void retry()}>{t('retry')}</Button>
            {!incident.instance && <Button variant="default" onClick={dismiss}>{t('dismiss')}</Button>}
            {incident.instance && <Button component={Link} to={`/pratiche/${incident.instance}`} variant="default">{t('openCase')}</Button>}
            {at?.to === 'mailboxes' && may(session, 'admin') && <Button component={Link} to="/amministrazione/caselle" variant="default">{t('mailboxes')}</Button>}
            {at?.to === 'mail' && <Button component={Link} to={`/posta/m/${at.id}`} variant="default">{t('openMail')}</Button>}
            {at?.to === 'mailing' && <Button component={Link} to={`/posta/i/${at.id}?verso=inviata`} variant="default">{mailingText.text('open')}</Button>}
            {at?.to === 'despatch' && <Button component={Link} to={`/posta/s/${at.id}?verso=inviata`} variant="default">{t('openDespatch')}</Button>}
          </div>
        )}
      </div>
      {detail && <p className={css.cause}><span className={css.said}>{t('said')}</span> {detail}</p>}
      {incident.state === 'open' && <p className={css.todo}>{says.hint}</p>}
      <Facts inline facts={[
        [t('at'), place && <>{place}{incident.phase && <span className={css.quiet}> · {phaseWord(incident.phase)}</span>}</>],
        [t('process'), incident.process_key],
        [t('since'), dateTime(incident.created_at)],
        [t('code'), <code key="c">{incident.code}</code>],
        incident.resolved_at && [t('resolved'), by ? t('resolvedOn', { at: dateTime(incident.resolved_at), name: by }) : t('resolvedAt', { at: dateTime(incident.resolved_at) })],
      ]} />
    </li>
  );
}

export default function Incidents() {
  const t = incidentText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { stato } = useSearch({ from: '/shell/errori' });
  const [dismissing, setDismissing] = useState<Incident>();
  const [why, setWhy] = useState('');
  const state = stato === 'risolti' ? 'resolved' : 'open';
  const list = useInfiniteQuery({
    queryKey: ['incidents', state],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<Incident>>('/incidents', { state, cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const dismiss = async () => {
    if (!dismissing) return;
    try {
      await http.post(`/incidents/${dismissing.id}/dismiss`, { reason: why.trim() });
      toast.done(t('dismissed'));
      setDismissing(undefined);
      setWhy('');
      await client.invalidateQueries({ queryKey: ['incidents'] });
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>
        <SegmentedControl size="xs" value={state} aria-label={t('which')} onChange={(v) => void navigate({ to: '/errori', search: v === 'resolved' ? { stato: 'risolti' } : {} })}
          data={[{ value: 'open', label: t('open') }, { value: 'resolved', label: t('resolved') }]} />
      </PageHead>
      {list.isPending ? <Bars rows={4} height={110} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? <Panel><Empty icon={CircleCheck} title={state === 'open' ? t('empty') : t('emptyResolved')}>{state === 'open' ? t('emptyHint') : undefined}</Empty></Panel>
        : <ul className={css.items}>{rows.map((i) => <Item key={i.id} incident={i} dismiss={() => setDismissing(i)} />)}</ul>}
      {list.hasNextPage && <Button variant="subtle" onClick={() => void list.fetchNextPage()}>{s('more')}</Button>}
      <Modal opened={dismissing !== undefined} onClose={() => setDismissing(undefined)} title={t('dismiss')} closeButtonProps={{ 'aria-label': s('close') }}>
        <p>{t('dismissHint')}</p>
        <Textarea label={t('reason')} required value={why} onChange={(e) => setWhy(e.currentTarget.value)} autosize minRows={2} data-autofocus />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setDismissing(undefined)}>{s('cancel')}</Button>
          <Button disabled={!why.trim()} onClick={() => void dismiss()}>{t('dismiss')}</Button>
        </Group>
      </Modal>
    </Sheet>
  );
}
