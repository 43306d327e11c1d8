/** /caselle: what must be seen to in every mailbox, what to do about it and where. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, Mailbox as MailboxIcon, TriangleAlert } from 'lucide-react';
import type { MailboxStanding } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { useStanding } from '@/mail/standing';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import css from './standing.module.css';
import { standingText } from './text';
import { type Concern, concernOf, says } from './words';

type Warning = MailboxStanding['warnings'][number];

/** Where each concern is seen to; nothing where only an administrator may see to it. */
function Way({ box, concern }: { box: MailboxStanding; concern: Concern }) {
  const t = standingText.useText();
  const admin = may(useSession(), 'admin');
  if (concern === 'quarantined') {
    return <Button variant="default" component={Link} to={`/posta?casella=${encodeURIComponent(box.key)}&stato=quarantined&tipo=quarantined`}>{t('openMails')}</Button>;
  }
  if (!admin && (concern === 'hour_full' || concern === 'day_full')) {
    return <Button variant="default" component={Link} to={`/posta?verso=inviata&casella=${encodeURIComponent(box.key)}`}>{t('openSent')}</Button>;
  }
  if (!admin) return null;
  const page = concern === 'failing' || concern === 'secret' || concern === 'quota' || concern === 'hour_full' || concern === 'day_full' ? 'modifica' : 'stato';
  return <Button variant="default" component={Link} to={`/amministrazione/caselle?casella=${box.id}&apri=${page}`}>{t(`go_${concern}`)}</Button>;
}

function Row({ box, warning }: { box: MailboxStanding; warning: Warning }) {
  const t = standingText.useText();
  const concern = concernOf(warning);
  if (!concern) return null;
  const said = concern === 'failing' ? box.failing : concern === 'uncounted' ? box.uncounted : undefined;
  const grave = warning.degree > 0;
  return (
    <li className={css.warning} data-tone={grave ? 'bad' : 'warn'}>
      {grave ? <CircleAlert size={18} aria-hidden /> : <TriangleAlert size={18} aria-hidden />}
      <div className={css.words}>
        <strong>{says(warning, box.since)}</strong>
        <p>{t(`do_${concern}`, { count: warning.value })}</p>
        {said && <p className={css.said}>{t('said')} <code>{said}</code></p>}
      </div>
      <div className={css.way}><Way box={box} concern={concern} /></div>
    </li>
  );
}

function Box({ box }: { box: MailboxStanding }) {
  const t = standingText.useText();
  return (
    <li>
      <Panel title={box.address} actions={<Mark tone={box.certified ? 'brand' : 'neutral'}>{box.certified ? t('certified') : t('ordinary')}</Mark>} flush>
        <ul className={css.warnings}>{box.warnings.map((w) => <Row key={w.concern} box={box} warning={w} />)}</ul>
      </Panel>
    </li>
  );
}

export default function Standing() {
  const t = standingText.useText();
  const admin = may(useSession(), 'admin');
  const query = useStanding();
  const boxes = query.data ?? [];
  const troubled = boxes.filter((b) => b.warnings.length > 0);
  const well = boxes.filter((b) => b.warnings.length === 0);
  return (
    <Sheet reading={troubled.length === 0}>
      <PageHead title={t('title')} hint={admin ? t('hint') : `${t('hint')} ${t('askAdmin')}`} />
      {query.isPending ? <Bars rows={3} height={110} /> : query.isError ? <Failure error={query.error} retry={() => void query.refetch()} />
        : boxes.length === 0 ? <Panel><Empty icon={MailboxIcon} title={t('none')}>{t('noneHint')}</Empty></Panel> : (
        <>
          {troubled.length === 0 && <Panel><Empty icon={CircleCheck} title={t('allWell')}>{t('allWellHint')}</Empty></Panel>}
          {troubled.length > 0 && <ul className={css.boxes}>{troubled.map((box) => <Box key={box.id} box={box} />)}</ul>}
          {well.length > 0 && (
            <Panel title={t('well', { count: well.length })} flush>
              <ul className={css.well}>
                {well.map((box) => (
                  <li key={box.id}>
                    <span className={css.address}>{box.address}</span>
                    <span className={css.quiet}>{box.state === 'paused' ? t('paused') : box.last_polled_at ? t('polled', { at: dateTime(box.last_polled_at) }) : t('neverPolled')}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </>
      )}
    </Sheet>
  );
}
