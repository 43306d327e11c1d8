/** /amministrazione/webhook: the addresses told when something happens, and what they answered. */
import { ActionIcon, Button, MultiSelect, TextInput, Tooltip } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, RotateCw, Webhook as WebhookIcon } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, Problem } from '@/api/http';
import type { Delivery, Page, Webhook } from '@/api/types';
import { dateTime, dateTimeSeconds } from '@/i18n/dates';
import { usePersonName } from '@/case/people';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Facts, Failure, Mark, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { Refusal } from './refusal';
import { webhookText } from './webhooks-text';

const KEY = ['webhooks'] as const;
/** The events the server tells; it refuses others, and names them. */
const EVENTS = [
  'instance.started', 'instance.ended', 'task.created', 'task.ended', 'mail.kept', 'despatch.changed', 'incident.opened', 'incident.resolved', 'notice.created',
] as const;

/** An event in words; one of a newer server, or of a process, by its name. */
function eventWord(event: string): string {
  const known = EVENTS.find((e) => e === event);
  return known ? webhookText.text(known.replace('.', '_') as `instance_started`) : event;
}
const TONES = { waiting: 'neutral', delivered: 'good', failed: 'bad' } as const;
const AGAIN_MS = 3_000;

function Add({ close, made }: { close: () => void; made: (webhook: Webhook) => void }) {
  const t = webhookText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      made(await http.post<Webhook>('/webhooks', { name, url, events: events.length > 0 ? events : ['*'] }));
      await client.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('add')} actions={<Button variant="subtle" onClick={close}>{s('cancel')}</Button>}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <div className={css.two}>
          <TextInput label={t('name')} description={t('nameHelp')} required value={name} error={said('name')} onChange={(e) => setName(e.currentTarget.value)} />
          <TextInput label={t('url')} description={t('urlHelp')} type="url" required value={url} error={said('url')} onChange={(e) => setUrl(e.currentTarget.value)} />
        </div>
        <MultiSelect label={t('events')} size="sm" placeholder={events.length === 0 ? t('all') : ''} data={EVENTS.map((value) => ({ value, label: eventWord(value) }))} value={events} error={said('events')} onChange={setEvents} />
        <Refusal problem={problem} />
        <div className={css.buttons}><Button type="submit" size="sm" loading={busy}>{t('add')}</Button></div>
      </form>
    </Panel>
  );
}

function Secret({ webhook, close }: { webhook: Webhook; close: () => void }) {
  const t = webhookText.useText();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(webhook.secret ?? '');
      toast.done(t('copied'));
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <div className={css.secret}>
      <Notice tone="warn" title={t('secretTitle')} role="status">
        <p>{t('secretText')}</p>
        <code className={css.hash}>{webhook.secret}</code>
        <div className={css.acts}>
          <Button variant="default" onClick={() => void copy()}>{t('copy')}</Button>
          <Button variant="default" onClick={close}>{t('gotIt')}</Button>
        </div>
      </Notice>
    </div>
  );
}

function Deliveries({ id }: { id: string }) {
  const t = webhookText.useText();
  const client = useQueryClient();
  const list = useQuery({
    queryKey: [...KEY, id, 'deliveries'],
    queryFn: async () => items(await http.get<Page<Delivery>>(`/webhooks/${id}/deliveries`)),
    refetchInterval: (query) => (query.state.data?.some((d) => d.state === 'waiting') ? AGAIN_MS : false),
  });
  const again = async (delivery: Delivery) => {
    try {
      await http.post(`/deliveries/${delivery.id}/retry`);
      toast.done(t('againDone'));
      await client.invalidateQueries({ queryKey: [...KEY, id, 'deliveries'] });
    } catch (error) {
      toast.failed(error);
    }
  };
  if (list.isPending) return <Bars rows={3} height={28} />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (list.data.length === 0) return <p className={css.quiet}>{t('noDeliveries')}</p>;
  const word = (state: string): string => (state === 'waiting' || state === 'delivered' || state === 'failed' ? t(state) : state);
  return (
    <div className="table-scroll">
      <table className="grid stack">
        <thead><tr><th>{t('when')}</th><th>{t('event')}</th><th>{t('state')}</th><th>{t('answer')}</th><th className="act"><span className="visually-hidden">{t('again')}</span></th></tr></thead>
        <tbody>
          {list.data.map((d) => (
            <tr key={d.id}>
              <td className="nowrap">{dateTimeSeconds(d.created_at)}</td>
              <td title={d.event}>{eventWord(d.event)}</td>
              <td><Mark tone={TONES[d.state as keyof typeof TONES] ?? 'neutral'}>{word(d.state)}</Mark></td>
              <td>{d.answer ?? ''} <span className={css.quiet}>{t('attempts', { count: d.attempts })}</span></td>
              <td className="act">
                {d.state !== 'waiting' && (
                  <Tooltip label={t('again')}>
                    <ActionIcon size={28} aria-label={`${t('again')}: ${d.event}, ${dateTimeSeconds(d.created_at)}`} onClick={() => void again(d)}><RotateCw size={15} aria-hidden /></ActionIcon>
                  </Tooltip>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Item({ webhook, remove }: { webhook: Webhook; remove: () => void }) {
  const t = webhookText.useText();
  const nameOf = usePersonName();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const active = webhook.state === 'active';
  const turn = async () => {
    try {
      await http.patch(`/webhooks/${webhook.id}`, { state: active ? 'paused' : 'active' });
      toast.done(t('saved'));
      await client.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <li className={css.box}>
      <div className={css.boxHead}>
        <div className={css.boxTitle}><h2>{webhook.name}</h2><p>{webhook.url}</p></div>
        <div className={css.acts}>
          <Mark tone={active ? 'good' : 'warn'}>{t(active ? 'active' : 'paused')}</Mark>
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? 'hide' : 'deliveries')}</Button>
          <Button variant="default" onClick={() => void turn()}>{t(active ? 'pause' : 'resume')}</Button>
          <Button variant="default" onClick={remove}>{t('remove')}</Button>
        </div>
      </div>
      <Facts inline facts={[
        [t('events'), webhook.events.includes('*') ? t('all') : webhook.events.map(eventWord).join(', ')],
        ['', t('createdBy', { name: nameOf(webhook.created_by), at: dateTime(webhook.created_at) })],
      ]} />
      {open && <div className={css.deliveries}><Deliveries id={webhook.id} /></div>}
    </li>
  );
}

export default function Webhooks() {
  const t = webhookText.useText();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<Webhook>();
  const [removing, setRemoving] = useState<Webhook>();
  const list = useQuery({ queryKey: KEY, queryFn: async () => items(await http.get<Page<Webhook>>('/webhooks')) });
  const add = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('add')}</Button>;
  const remove = async () => {
    if (!removing) return;
    try {
      await http.delete(`/webhooks/${removing.id}`);
      toast.done(t('removed'));
    } catch (error) {
      toast.failed(error);
    }
    setRemoving(undefined);
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>{!adding && (list.data?.length ?? 0) > 0 && add}</PageHead>
      {made && <Secret webhook={made} close={() => setMade(undefined)} />}
      {adding && <Add close={() => setAdding(false)} made={(webhook) => { setMade(webhook); setAdding(false); }} />}
      {list.isPending ? <Bars rows={3} height={90} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : list.data.length === 0 ? (!adding && <Panel><Empty icon={WebhookIcon} title={t('empty')} action={add}>{t('emptyHint')}</Empty></Panel>)
        : <ul className={css.boxes}>{list.data.map((w) => <Item key={w.id} webhook={w} remove={() => setRemoving(w)} />)}</ul>}
      <Ask isOpen={removing !== undefined} title={t('removeAsk', { name: removing?.name ?? '' })} yes={t('remove')} onYes={() => void remove()} onNo={() => setRemoving(undefined)}>{t('removeText')}</Ask>
    </Sheet>
  );
}
