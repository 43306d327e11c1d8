/** /profilo: language, colours, shortcuts, password. */
import { Button, PasswordInput, SegmentedControl, Stack, Switch, useMantineColorScheme } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { http, reason } from '@/api/http';
import { useGroupWord, useOfficeName } from '@/case/offices';
import { language, setLanguage, type Language } from '@/i18n/dictionary';
import { Facts, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { roleWord } from '@/session/roles';
import { useSession } from '@/session/session';
import { Absences } from '@/pages/amministrazione/absences';
import { setPreference, usePreferences } from '@/shell/preferences';
import { toast } from '@/shell/toast';
import css from './profile.module.css';
import { profileText } from './text';
import { Tokens } from './tokens';

function Password() {
  const t = profileText.useText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (next !== again) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await http.put('/profile/password', { current, password: next });
      toast.done(t('changed'));
      setCurrent('');
      setNext('');
      setAgain('');
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(e) => void submit(e)} className={css.form}>
      {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
      <PasswordInput label={t('current')} required withAsterisk={false} autoComplete="current-password" value={current} onChange={(e) => setCurrent(e.currentTarget.value)} />
      <PasswordInput label={t('next')} required withAsterisk={false} autoComplete="new-password" value={next} onChange={(e) => setNext(e.currentTarget.value)} />
      <PasswordInput label={t('again')} required withAsterisk={false} autoComplete="new-password" value={again} onChange={(e) => setAgain(e.currentTarget.value)}
        error={again && next !== again ? t('differ') : undefined} />
      <div><Button type="submit" size="sm" loading={busy} disabled={!current || !next || next !== again}>{t('change')}</Button></div>
    </form>
  );
}

export default function Profile() {
  const t = profileText.useText();
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { shortcuts } = usePreferences();
  const choose = async (next: Language) => {
    await setLanguage(next);
    try {
      await http.put('/profile', { language: next });
      toast.done(t('saved'));
    } catch (error) {
      toast.failed(error);
    }
  };
  const groupWord = useGroupWord();
  const officeName = useOfficeName();
  const roles = session.roles.map((r) => (r.office ? `${roleWord(r.role)} · ${officeName(r.office)}` : roleWord(r.role)));
  return (
    <Sheet>
      <PageHead title={t('title')} />
      <div className={css.columns}>
        <div>
          <Panel title={t('you')}>
            <Facts facts={[
              [t('name'), <strong key="n">{session.person.name}</strong>],
              [t('login'), session.person.login],
              [t('email'), session.person.email],
              [t('roles'), roles.length ? roles.join(', ') : t('none')],
              [t('groups'), session.groups.length ? session.groups.map(groupWord).join(', ') : t('none')],
            ]} />
          </Panel>
          <Panel title={t('appearance')}>
            <Stack gap="md">
              <div><span className={css.label} id="lingua">{t('language')}</span>
                <SegmentedControl aria-labelledby="lingua" value={language()} onChange={(v) => void choose(v === 'en' ? 'en' : 'it')} data={[{ value: 'it', label: 'Italiano' }, { value: 'en', label: 'English' }]} /></div>
              <div><span className={css.label} id="colori">{t('colours')}</span>
                <SegmentedControl aria-labelledby="colori" value={colorScheme} onChange={(v) => setColorScheme(v as 'auto' | 'light' | 'dark')}
                  data={[{ value: 'auto', label: t('auto') }, { value: 'light', label: t('light') }, { value: 'dark', label: t('dark') }]} /></div>
              <Switch label={t('shortcuts')} description={t('shortcutsHint')} checked={shortcuts} onChange={(e) => setPreference('shortcuts', e.currentTarget.checked)} />
            </Stack>
          </Panel>
        </div>
        <div>
          {!session.demo && <Panel title={t('password')}><Password /></Panel>}
          <Absences own />
          <Panel title={t('tokens')}><Tokens /></Panel>
        </div>
      </div>
    </Sheet>
  );
}
