/** /amministrazione/caselle: the mailboxes with their state and, when one fails, the server's own words. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { ClipboardList, FileArchive, HeartPulse, KeyRound, Mailbox as MailboxIcon, Pencil, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { http } from '@/api/http';
import type { Mailbox, MailboxTried, StartingPoint } from '@/api/types';
import { useOfficeName } from '@/case/offices';
import { dateTime, day } from '@/i18n/dates';
import { useMailboxes } from '@/mail/mailboxes';
import { Bars, Empty, Facts, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import type { ToneName } from '@/theme/tokens';
import css from './admin.module.css';
import { AddMailbox } from './mailbox-add';
import { Care, useUpkeep, Warnings } from './mailbox-care';
import { Checks } from './mailbox-checks';
import { EditMailbox } from './mailbox-edit';
import { Providers } from './providers';
import { Rights } from './rights';
import { rightsText } from './rights-text';
import { adminText } from './text';
import { upkeepText } from './upkeep-text';

const STATES = { active: 'good', paused: 'neutral', failing: 'bad' } as const satisfies Record<string, ToneName>;

function startWord(point: StartingPoint | null | undefined): string | undefined {
  if (!point) return undefined;
  return point.kind === 'date' ? adminText.text('from_date', { day: day(point.date) }) : adminText.text(point.kind === 'all' ? 'from_all' : 'from_now');
}

function Item({ box, first }: {
  box: Mailbox;
  /** What a link asked to open of it. */
  first?: 'edit' | 'care' | undefined;
}) {
  const t = adminText.useText();
  const client = useQueryClient();
  const officeName = useOfficeName();
  const r = rightsText.useText();
  const s = shellText.useText();
  const u = upkeepText.useText();
  const upkeep = useUpkeep(box);
  const [tried, setTried] = useState<MailboxTried>();
  const [open, setOpen] = useState<'edit' | 'rights' | 'care' | undefined>(first);
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (first) place.current?.scrollIntoView({ block: 'start' });
  }, [first]);
  const toggle = (what: 'edit' | 'rights' | 'care') => setOpen(open === what ? undefined : what);
  const [busy, setBusy] = useState<string>();
  const act = async (verb: 'pause' | 'resume' | 'test') => {
    setBusy(verb);
    try {
      setTried(undefined);
      if (verb === 'test') {
        const found = await http.post<MailboxTried>(`/mailboxes/${box.id}/test`);
        if (found.ok) toast.done(t('tested'));
        setTried(found);
      } else {
        await http.post(`/mailboxes/${box.id}/${verb}`);
        toast.done(verb === 'pause' ? t('paused') : t('resumed'));
      }
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: ['mailboxes'] });
    }
  };
  const state = box.state in STATES ? (box.state as keyof typeof STATES) : undefined;
  const disposition = box.settings?.disposition;
  const source = box.settings?.source;
  return (
    <li className={css.box} ref={place}>
      <div className={css.boxHead}>
        <div className={css.boxTitle}>
          <h2>{box.address}</h2>
          <p>{[box.display_name, box.key].filter(Boolean).join(' · ')}</p>
        </div>
        <div className={css.acts}>
          <Mark tone={state ? STATES[state] : 'neutral'}>{state ? t(`st_${state}`) : box.state}</Mark>
          {(box.rights?.length ?? 0) > 0 && <Mark tone="warn">{r('given')}</Mark>}
          {box.settings && !box.settings.smtp && <Mark>{t('receivesOnly')}</Mark>}
          <Mark tone={box.certified ? 'brand' : 'neutral'}>{box.certified ? t('certified') : t('ordinary')}</Mark>
          <Button variant="default" loading={busy === 'test'} onClick={() => void act('test')}>{t('test')}</Button>
          <Button variant="default" aria-expanded={open === 'edit'} leftSection={<Pencil size={14} aria-hidden />} onClick={() => toggle('edit')}>{t('edit')}</Button>
          <Button variant="default" aria-expanded={open === 'care'} leftSection={<HeartPulse size={14} aria-hidden />} onClick={() => toggle('care')}>{u('care')}</Button>
          <Button variant="default" component={Link} to={`/amministrazione/caselle/${box.id}/rapporto`} leftSection={<ClipboardList size={14} aria-hidden />}>{u('report')}</Button>
          <Button variant="default" aria-expanded={open === 'rights'} leftSection={<KeyRound size={14} aria-hidden />} onClick={() => toggle('rights')}>{r('rights')}</Button>
          <Button variant="default" component={Link} to={`/archivi?casella=${encodeURIComponent(box.key)}`} leftSection={<FileArchive size={14} aria-hidden />}>{s('archives')}</Button>
          {box.state === 'paused'
            ? <Button loading={busy === 'resume'} onClick={() => void act('resume')}>{t('resume')}</Button>
            : <Button variant="default" loading={busy === 'pause'} onClick={() => void act('pause')}>{t('pause')}</Button>}
        </div>
      </div>
      {box.last_error && <p className={css.said} role="status">{t('serverSays')}: <code>{box.last_error}</code></p>}
      {upkeep.data && (upkeep.data.warnings.length > 0 || upkeep.data.missing.length > 0) && <div className={css.warnings}><Warnings upkeep={upkeep.data} /></div>}
      {tried && <div className={css.warnings}><Checks tried={tried} /></div>}
      <Facts inline facts={[
        [t('lastPolled'), box.last_polled_at ? dateTime(box.last_polled_at) : t('never')],
        [t('startsFrom'), startWord(box.starting_point)],
        [t('usedBy'), box.offices.length > 0 ? box.offices.map(officeName).join(', ') : t('nobody')],
        source && [t('incoming'), source.kind === 'imap' ? `${source.host}:${source.port} · ${source.folder}` : source.path],
        disposition && [t('onServer'), t(`do_${disposition.do}`, { folder: disposition.do === 'move' ? disposition.folder : '' })],
      ]} />
      {open === 'edit' && <EditMailbox box={box} close={() => setOpen(undefined)} />}
      {open === 'care' && <Care box={box} />}
      {open === 'rights' && <Rights box={box} close={() => setOpen(undefined)} />}
    </li>
  );
}

export default function Mailboxes() {
  const t = adminText.useText();
  const s = shellText.useText();
  const u = upkeepText.useText();
  const [adding, setAdding] = useState(false);
  const [providers, setProviders] = useState(false);
  const query = useMailboxes();
  const { casella, apri } = useSearch({ from: '/shell/amministrazione/caselle' });
  const first = apri === 'modifica' ? 'edit' : apri === 'stato' ? 'care' : undefined;
  const add = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('addMailbox')}</Button>;
  return (
    <Sheet>
      <PageHead title={t('mailboxes')} hint={t('mailboxesHint')}>
        <Button size="sm" variant="default" aria-expanded={providers} onClick={() => setProviders(!providers)}>{u('providers')}</Button>
        {!adding && (query.data?.length ?? 0) > 0 && add}
      </PageHead>
      {providers && <Providers close={() => setProviders(false)} />}
      {adding && <Panel title={t('addMailbox')} actions={<Button variant="subtle" onClick={() => setAdding(false)}>{s('cancel')}</Button>}><AddMailbox done={() => setAdding(false)} /></Panel>}
      {query.isPending ? <Bars rows={3} height={110} /> : query.isError ? <Failure error={query.error} retry={() => void query.refetch()} />
        : query.data.length === 0 ? (!adding && <Panel><Empty icon={MailboxIcon} title={t('noMailboxes')} action={add}>{t('noMailboxesHint')}</Empty></Panel>)
        : <ul className={css.boxes}>{query.data.map((box) => <Item key={box.id} box={box} first={box.id === casella ? first : undefined} />)}</ul>}
    </Sheet>
  );
}
