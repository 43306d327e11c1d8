/** The yellow line of the demo: what it is, the button that makes mail arrive, the rail, the test clock. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronUp, Clock, MailPlus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { ArrivalSample } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { useNow } from '@/live/clock';
import { may, useDemoPeople, useEnter, useSession } from '@/session/session';
import { setPreference, usePreferences } from '@/shell/preferences';
import { toast } from '@/shell/toast';
import css from './demo.module.css';
import { Rail } from './rail';
import { demoText } from './text';

const SAMPLES: ArrivalSample[] = ['istanza', 'tributi', 'edilizia', 'ordinaria', 'anomalia', 'fattura'];

function ChangePerson() {
  const t = demoText.useText();
  const session = useSession();
  const enter = useEnter();
  const navigate = useNavigate();
  const people = useDemoPeople().data ?? [];
  const become = async (login: string) => {
    try {
      await enter.asDemoPerson(login);
      await navigate({ to: '/' });
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <Button size="compact-xs" variant="transparent" color="dark" className={css.quietButton} leftSection={<UsersRound size={14} aria-hidden />}>{t('changePerson')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {people.map((p) => (
          <Menu.Item key={p.login} disabled={p.login === session.person.login} onClick={() => void become(p.login)}>
            {p.name}<small className={css.title}>{p.title}</small>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TestClock() {
  const t = demoText.useText();
  const client = useQueryClient();
  const now = useNow();
  const forward = async (days: number) => {
    try {
      await http.put('/clock', { advance_seconds: days * 86_400 });
      toast.done(t('clockMoved'));
      await client.invalidateQueries();
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-xs" variant="transparent" color="dark" className={css.quietButton} leftSection={<Clock size={14} aria-hidden />}>
          {t('clock', { at: dateTime(now.toISOString()) })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void forward(1)}>{t('clockDay')}</Menu.Item>
        <Menu.Item onClick={() => void forward(20)}>{t('clockTwenty')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export default function DemoStrip() {
  const t = demoText.useText();
  const session = useSession();
  const { railFolded } = usePreferences();
  const [busy, setBusy] = useState(false);
  const arrive = async (kind?: ArrivalSample) => {
    setBusy(true);
    try {
      await http.post('/demo/arrivals', kind ? { kind } : {});
      toast.done(t('onItsWay'));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <aside className={css.strip} aria-label={t('rail')}>
      <div className={css.banner}>
        <strong className={css.bannerText}><span className={css.wide}>{t('banner')}</span><span className={css.narrow} title={t('banner')}>{t('short')}</span></strong>
        <span className={css.bannerActions}>
          <span className={css.wide}><ChangePerson /></span>
          {session.clock_test && may(session, 'admin') && <span className={css.wide}><TestClock /></span>}
          <span className={css.split}>
            <Button size="compact-sm" color="dark" className={css.arrive} loading={busy} leftSection={<MailPlus size={15} aria-hidden />} onClick={() => void arrive()}>
              {t('arrive')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon size={26} variant="filled" color="dark" className={css.arriveMore} aria-label={t('arriveKind')}><ChevronDown size={14} aria-hidden /></ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t('arriveKind')}</Menu.Label>
                {SAMPLES.map((kind) => <Menu.Item key={kind} onClick={() => void arrive(kind)}>{t(`kind_${kind}`)}</Menu.Item>)}
              </Menu.Dropdown>
            </Menu>
          </span>
          <ActionIcon size={26} variant="transparent" className={css.quietButton} aria-expanded={!railFolded}
            aria-label={railFolded ? t('unfold') : t('fold')} title={railFolded ? t('unfold') : t('fold')} onClick={() => setPreference('railFolded', !railFolded)}>
            {railFolded ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
          </ActionIcon>
        </span>
      </div>
      {!railFolded && <Rail />}
    </aside>
  );
}
