/** /rubrica/…: a contact with its channels, its people and everything exchanged with it. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { PartyAddress, PartyDetail } from '@/api/types';
import { dateTime, day } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Facts, Failure, Mark, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import { toast } from '@/shell/toast';
import { BeginMessage } from '@/writing/begin';
import css from './book.module.css';
import { Channel } from './channel';
import { Exchanged } from './exchanged';
import { PartyForm } from './form';
import { Merge } from './merge';
import { bookText, kindWord, sourceWord } from './text';

/** As many as the server tells. */
const PEOPLE_SHOWN = 200;

function ChannelRow({ of, days, check }: { of: PartyAddress; days: number; check: (() => void) | undefined }) {
  const t = bookText.useText();
  return (
    <li>
      <div className={css.grow}>
        <Channel of={of} />
        <span className={css.quiet}>
          {[of.certified ? '' : t('ordinary'), sourceWord(of.source), t('checkedOn', { day: day(of.checked_at) }), of.delivered_at ? t('deliveredOn', { day: dateTime(of.delivered_at) }) : t('never')].filter(Boolean).join(' · ')}
        </span>
        {of.old && <span className={css.quiet}>{t('oldHint', { days })}</span>}
      </div>
      <div className={css.acts}>
        {check && of.old && <Button variant="default" size="xs" aria-label={t('checkNowOf', { address: of.address })} onClick={check}>{t('checkNow')}</Button>}
        <BeginMessage to={of.address} size="xs" />
      </div>
    </li>
  );
}

export default function Contact() {
  const t = bookText.useText();
  const session = useSession();
  const client = useQueryClient();
  const { party: id } = useParams({ from: '/shell/rubrica/$party' });
  const [mode, setMode] = useState<'edit' | 'merge' | 'close'>();
  const query = useQuery({ queryKey: ['parties', id], queryFn: () => http.get<PartyDetail>(`/parties/${id}`) });
  const back = <Link to="/rubrica" search={{}} className={css.back}><ArrowLeft size={15} aria-hidden />{t('back')}</Link>;
  if (query.isPending) return <Sheet>{back}<Bars rows={6} height={48} /></Sheet>;
  if (query.isError) return <Sheet>{back}<Failure error={query.error} retry={() => void query.refetch()} /></Sheet>;
  const party = query.data;
  const live = party.state !== 'merged';
  const edits = live && may(session, 'contacts');
  const done = async (act: () => Promise<unknown>, words: string) => {
    try {
      await act();
      toast.done(words);
    } catch (error) {
      toast.failed(error);
    }
    setMode(undefined);
    await client.invalidateQueries({ queryKey: ['parties'] });
  };
  const check = (address: string) => void done(() => http.patch(`/parties/${id}`, { checked: [address] }, { ifMatch: party.revision }), t('checkedDone'));
  return (
    <Sheet>
      {back}
      <PageHead title={party.name} hint={<span className={css.marks}><Mark>{kindWord(party.kind)}</Mark>{party.certified && <Mark tone="brand">{t('pec')}</Mark>}{party.old && <Mark tone="warn">{t('old')}</Mark>}{party.state === 'closed' && <Mark tone="warn">{t('closed')}</Mark>}{!live && <Mark tone="warn">{t('merged')}</Mark>}</span>}>
        {edits && mode !== 'edit' && <Button variant="default" size="sm" onClick={() => setMode('edit')}>{t('change')}</Button>}
        {live && may(session, 'keep_contacts') && <Button variant="default" size="sm" onClick={() => setMode('merge')}>{t('merge')}</Button>}
        {edits && (party.state === 'closed'
          ? <Button variant="default" size="sm" onClick={() => void done(() => http.post(`/parties/${id}/reopen`, {}), t('reopened'))}>{t('reopen')}</Button>
          : <Button variant="default" size="sm" onClick={() => setMode('close')}>{t('close')}</Button>)}
      </PageHead>
      {party.merged_into && <Notice tone="warn">{t('mergedInto')} <Link to="/rubrica/$party" params={{ party: party.merged_into }}>{t('openOther')}</Link></Notice>}
      {mode === 'edit' ? <PartyForm key={party.revision} of={party} close={() => setMode(undefined)} /> : (
        <>
          <Panel title={t('addresses')}>
            {party.addresses.length === 0 ? <p className={css.quiet}>{t('noAddresses')}</p>
              : <ul className={css.channels}>{party.addresses.map((a) => <ChannelRow key={a.address} of={a} days={party.check_after_days} check={edits ? () => check(a.address) : undefined} />)}</ul>}
          </Panel>
          <Panel title={t('facts')}>
            <Facts facts={[
              [t('bodyOf'), party.body && <Link to="/rubrica/$party" params={{ party: party.body.id }}>{party.body.name}</Link>],
              [t('position'), party.position],
              [t('taxCode'), party.tax_code],
              [t('ipaCode'), party.ipa_code],
              [t('source'), sourceWord(party.source)],
              [t('checked'), day(party.checked_at)],
              [t('note'), party.note],
              ['', t('changedBy', { name: party.changed_by.name, at: dateTime(party.changed_at) })],
            ]} />
          </Panel>
          {party.people.length > 0 && (
            <Panel title={t('people')}>
              <ul className={css.channels}>
                {party.people.map((p) => (
                  <li key={p.id}>
                    <div className={css.grow}>
                      <Link to="/rubrica/$party" params={{ party: p.id }} className={css.name}>{p.name}</Link>
                      <span className={css.quiet}>{[kindWord(p.kind), p.position].filter(Boolean).join(' · ')}</span>
                    </div>
                    <div className={css.acts}>{p.addresses[0] && <Channel of={p.addresses[0]} />}</div>
                  </li>
                ))}
              </ul>
              {party.people.length >= PEOPLE_SHOWN && <p className={css.quiet}>{t('morePeople', { count: PEOPLE_SHOWN })}</p>}
            </Panel>
          )}
          <Exchanged party={id} />
        </>
      )}
      {mode === 'merge' && <Merge into={party} close={() => setMode(undefined)} />}
      <Ask isOpen={mode === 'close'} title={t('closeAsk', { name: party.name })} yes={t('close')} onNo={() => setMode(undefined)}
        onYes={() => void done(() => http.post(`/parties/${id}/close`, {}), t('closeDone'))}>{t('closeText')}</Ask>
    </Sheet>
  );
}
