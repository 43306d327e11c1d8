/** The frame around every page: bar, demo strip, menu, content. Asks for the login where nobody is in. */
import { ActionIcon, Drawer, Menu, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useMatches, useNavigate, useRouterState } from '@tanstack/react-router';
import { ChevronDown, CircleHelp, Languages, LogOut, Menu as MenuIcon, Moon, Sun, UserRound } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { http } from '@/api/http';
import type { Session } from '@/api/types';
import { language, setLanguage, type Language } from '@/i18n/dictionary';
import { useLive } from '@/live/events';
import { Bars, Failure, Mark } from '@/parts/parts';
import { Expired } from '@/session/expired';
import { may, useEnter, useSessionQuery } from '@/session/session';
import { Bell } from './bell';
import { Forbidden } from './faults';
import { useKeys } from './keys';
import { Mono } from './mono';
import { Nav } from './nav';
import { usePreferences } from './preferences';
import css from './shell.module.css';
import { shellText } from './text';
import { toast } from './toast';

const DemoStrip = lazy(() => import('@/demo/strip'));

function initials(name: string): string {
  const words = name.replace(/^(dott\.ssa|dott\.|ing\.|arch\.|avv\.)\s+/i, '').split(/\s+/);
  return ((words[0]?.[0] ?? '') + (words.at(-1)?.[0] ?? '')).toUpperCase();
}

function Scheme() {
  const t = shellText.useText();
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light');
  const label = now === 'dark' ? t('toLight') : t('toDark');
  return (
    <ActionIcon className={css.onBar} size={32} aria-label={label} title={label}
      onClick={() => setColorScheme(now === 'dark' ? 'light' : 'dark')}>
      {now === 'dark' ? <Sun size={17} aria-hidden /> : <Moon size={17} aria-hidden />}
    </ActionIcon>
  );
}

/** Changes the language here and, as far as the server can be reached, in the profile. */
async function choose(next: Language): Promise<void> {
  await setLanguage(next);
  try {
    await http.put('/profile', { language: next });
  } catch (error) {
    toast.failed(error);
  }
}

function Account({ session }: { session: Session }) {
  const t = shellText.useText();
  const enter = useEnter();
  const leave = async () => {
    try {
      await enter.leave();
      // A fresh page: nothing of this person stays in memory.
      location.assign('/login');
    } catch (error) {
      toast.failed(error);
    }
  };
  const other: Language = language() === 'it' ? 'en' : 'it';
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton className={css.who} aria-label={t('account', { name: session.person.name })}>
          <span className={css.initials} aria-hidden>{initials(session.person.name)}</span>
          <span className={`truncate ${css.whoName}`}>{session.person.name}</span>
          <ChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.person.name}</Menu.Label>
        <Menu.Item component={Link} to="/profilo" leftSection={<UserRound size={15} aria-hidden />}>{t('profile')}</Menu.Item>
        <Menu.Item leftSection={<Languages size={15} aria-hidden />} lang={other} onClick={() => void choose(other)}>
          {other === 'it' ? t('toItalian') : t('toEnglish')}
        </Menu.Item>
        <Menu.Item component={Link} to="/aiuto" leftSection={<CircleHelp size={15} aria-hidden />}>{t('help')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={15} aria-hidden />} onClick={() => void leave()}>{t('logout')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Frame({ session }: { session: Session }) {
  const t = shellText.useText();
  const line = useLive();
  const navigate = useNavigate();
  const { railFolded } = usePreferences();
  const [open, drawer] = useDisclosure(false);
  const path = useRouterState({ select: (s) => s.location.pathname });
  const needs = useMatches({ select: (matches) => matches.map((m) => m.staticData.needs).find(Boolean) });
  useEffect(() => drawer.close(), [path, drawer.close]);
  useKeys({ '?': () => void navigate({ to: '/aiuto' }) });
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#contenuto">{t('skip')}</a>
      <header className={css.bar}>
        <ActionIcon className={`${css.onBar} ${css.burger}`} size={34} aria-label={t('openMenu')} onClick={drawer.open}>
          <MenuIcon size={19} aria-hidden />
        </ActionIcon>
        <Link to="/" className={css.brand}>
          <Mono />
          <strong>{t('product')}</strong>
          {/* An office without a name of its own is called as the product: once is enough. */}
          {session.organisation !== t('product') && <span className={`truncate ${css.organisation}`} title={session.organisation}>{session.organisation}</span>}
        </Link>
        {session.clock_test && <Mark tone="trial" title={t('testHint')}>{t('test')}</Mark>}
        <span className={css.spring} />
        <ActionIcon component={Link} to="/aiuto" className={`${css.onBar} ${css.wide}`} size={32} aria-label={t('help')} title={t('help')}>
          <CircleHelp size={17} aria-hidden />
        </ActionIcon>
        {may(session, 'tasks') && <Bell />}
        <Scheme />
        <Account session={session} />
      </header>
      <div className={css.demo} data-no-print>
        {session.demo && <Suspense fallback={<div className={css.demoPlace} data-folded={railFolded || undefined} />}><DemoStrip /></Suspense>}
      </div>
      <nav className={css.nav} aria-label={t('mainMenu')}><Nav /></nav>
      <Drawer opened={open} onClose={drawer.close} title={t('product')} size={272} padding="sm" closeButtonProps={{ 'aria-label': t('close') }}>
        <nav className={css.drawer} aria-label={t('mainMenu')}><Nav /></nav>
      </Drawer>
      <main id="contenuto" className={css.main} tabIndex={-1}>
        {line === 'lost' && <div className={css.line} role="status">{t('lineLost')}</div>}
        <div className={css.page}>{needs && !may(session, needs) ? <Forbidden part={needs} /> : <Outlet />}</div>
      </main>
    </div>
  );
}

/** Goes to the login once, keeping the page that was asked for. */
function ToLogin() {
  const navigate = useNavigate();
  useEffect(() => {
    const asked = location.pathname + location.search;
    if (location.pathname !== '/login') void navigate({ to: '/login', search: asked === '/' ? {} : { da: asked }, replace: true });
  }, [navigate]);
  return null;
}

export function Shell() {
  const session = useSessionQuery();
  if (session.isPending) return <Bars rows={3} />;
  if (session.isError) return <Failure error={session.error} retry={() => void session.refetch()} />;
  if (!session.data) return <ToLogin />;
  return (
    <>
      <Frame key={session.data.person.id} session={session.data} />
      <Expired session={session.data} />
    </>
  );
}
