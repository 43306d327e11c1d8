/**
 * Routes. Filters, sort and selection live in the URL; every page but the frame is its own chunk.
 */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import type { Permission } from './api/types';
import { LoginPage } from './session/login-page';
import { Broken, NotFound } from './shell/faults';
import { Home } from './shell/home';
import { Shell } from './shell/shell';

type Search = Record<string, unknown>;
const word = (v: unknown): string | undefined => {
  if (typeof v === 'number') return String(v);
  return typeof v === 'string' && v !== '' ? v : undefined;
};
const oneOf = <T extends string>(v: unknown, all: readonly T[]): T | undefined => all.find((x) => x === v);
/** Leaves out what is undefined, so that addresses stay short. */
function lean<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, v]) => v !== undefined)) as T;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: LoginPage,
  validateSearch: (s: Search): { da?: string } => lean({ da: word(s.da) }),
});

/** Opened by whoever has a link; the secret stands behind the `#`. */
const ownPassword = createRoute({
  getParentRoute: () => root,
  path: '/parola',
  component: lazyRouteComponent(() => import('./session/password-page')),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const at = <P extends string>(path: P) => ({ getParentRoute: () => shell, path }) as const;
/** The frame shows such a page to whoever has the right, and to others whom to ask. */
const needs = (permission: Permission) => ({ staticData: { needs: permission } }) as const;

const home = createRoute({ ...at('/'), component: Home });

export const DESK_LISTS = ['mie', 'gruppi', 'smistare', 'inattese', 'rimandate', 'approvare', 'firmare'] as const;
export const DESK_TABS = ['messaggio', 'modulo', 'pratica', 'cronologia', 'perche', 'diagramma'] as const;
export interface DeskSearch {
  elenco?: (typeof DESK_LISTS)[number];
  area?: string;
  cerca?: string;
  scheda?: (typeof DESK_TABS)[number];
}
const deskSearch = (s: Search): DeskSearch =>
  lean({ elenco: oneOf(s.elenco, DESK_LISTS), area: word(s.area), cerca: word(s.cerca), scheda: oneOf(s.scheda, DESK_TABS) });
const desk = createRoute({
  ...at('/scrivania'), ...needs('tasks'),
  validateSearch: deskSearch,
  component: lazyRouteComponent(() => import('./pages/scrivania/page')),
});
const deskTask = createRoute({ getParentRoute: () => desk, path: '$task' });

export interface MailSearch {
  verso?: 'inviata';
  casella?: string;
  stato?: string;
  tipo?: string;
  cerca?: string;
}
const mailSearch = (s: Search): MailSearch =>
  lean({ verso: oneOf(s.verso, ['inviata'] as const), casella: word(s.casella), stato: word(s.stato), tipo: word(s.tipo), cerca: word(s.cerca) });
const posta = createRoute({
  ...at('/posta'), ...needs('mail'),
  validateSearch: mailSearch,
  component: lazyRouteComponent(() => import('./pages/posta/page')),
});
const postaMail = createRoute({ getParentRoute: () => posta, path: 'm/$mail' });
const postaDespatch = createRoute({ getParentRoute: () => posta, path: 's/$despatch' });
const postaMailing = createRoute({ getParentRoute: () => posta, path: 'i/$mailing' });

const unanswered = createRoute({ ...at('/riscontri'), ...needs('mail'), component: lazyRouteComponent(() => import('./pages/riscontri/page')) });

const archives = createRoute({
  ...at('/archivi'),
  validateSearch: (s: Search): { casella?: string } => lean({ casella: word(s.casella) }),
  component: lazyRouteComponent(() => import('./pages/archivi/page')),
});

export interface CaseListSearch {
  processo?: string;
  stato?: string;
  area?: string;
  cerca?: string;
}
const cases = createRoute({
  ...at('/pratiche'),
  validateSearch: (s: Search): CaseListSearch =>
    lean({ processo: word(s.processo), stato: word(s.stato), area: word(s.area), cerca: word(s.cerca) }),
  component: lazyRouteComponent(() => import('./pages/pratiche/list')),
});
const newCase = createRoute({
  ...at('/pratiche/nuova'), ...needs('tasks'),
  validateSearch: (s: Search): { processo?: string } => lean({ processo: word(s.processo) }),
  component: lazyRouteComponent(() => import('./pages/pratiche/new')),
});
export const CASE_TABS = ['pratica', 'cronologia', 'perche', 'registro', 'diagramma', 'dati'] as const;
const caseView = createRoute({
  ...at('/pratiche/$instance'),
  validateSearch: (s: Search): { scheda?: (typeof CASE_TABS)[number] } => lean({ scheda: oneOf(s.scheda, CASE_TABS) }),
  component: lazyRouteComponent(() => import('./pages/pratiche/case')),
});

export const MOVE_TABS = ['mano', 'versione'] as const;
const moveCase = createRoute({
  ...at('/pratiche/$instance/sposta'), ...needs('incidents'),
  validateSearch: (s: Search): { scheda?: (typeof MOVE_TABS)[number] } => lean({ scheda: oneOf(s.scheda, MOVE_TABS) }),
  component: lazyRouteComponent(() => import('./pages/sposta/page')),
});
const batches = createRoute({ ...at('/operazioni'), ...needs('incidents'), component: lazyRouteComponent(() => import('./pages/operazioni/list')) });
const batch = createRoute({ ...at('/operazioni/$batch'), ...needs('incidents'), component: lazyRouteComponent(() => import('./pages/operazioni/batch')) });

export const PARTY_KINDS = ['body', 'company', 'person'] as const;
export interface BookSearch {
  cerca?: string;
  tipo?: (typeof PARTY_KINDS)[number];
  fonte?: string;
  /** `pec`, `vecchi`, `chiusi`, each where it is asked for. */
  solo?: string;
  /** An address to write somebody down with. */
  nuovo?: string;
  /** That address wrote by PEC. */
  pec?: 'si';
}
const book = createRoute({
  ...at('/rubrica'),
  validateSearch: (s: Search): BookSearch =>
    lean({ cerca: word(s.cerca), tipo: oneOf(s.tipo, PARTY_KINDS), fonte: word(s.fonte), solo: word(s.solo), nuovo: word(s.nuovo), pec: oneOf(s.pec, ['si'] as const) }),
  component: lazyRouteComponent(() => import('./pages/rubrica/page')),
});
const contact = createRoute({ ...at('/rubrica/$party'), component: lazyRouteComponent(() => import('./pages/rubrica/contact')) });
const imports = createRoute({ ...at('/rubrica/importazioni'), ...needs('keep_contacts'), component: lazyRouteComponent(() => import('./pages/rubrica/imports')) });
const contactImport = createRoute({ ...at('/rubrica/importazioni/$import'), ...needs('keep_contacts'), component: lazyRouteComponent(() => import('./pages/rubrica/import')) });

const incidents = createRoute({
  ...at('/errori'), ...needs('incidents'),
  validateSearch: (s: Search): { stato?: 'risolti' } => lean({ stato: oneOf(s.stato, ['risolti'] as const) }),
  component: lazyRouteComponent(() => import('./pages/errori/page')),
});

const standing = createRoute({ ...at('/caselle'), ...needs('supervise'), component: lazyRouteComponent(() => import('./pages/caselle/page')) });

const processes = createRoute({ ...at('/processi'), ...needs('design'), component: lazyRouteComponent(() => import('./pages/processi/list')) });
const processDesign = createRoute({
  ...at('/processi/$name/disegna'), ...needs('design'),
  component: lazyRouteComponent(() => import('./pages/processi/design')),
});
const versions = createRoute({ ...at('/versioni'), ...needs('deploy'), component: lazyRouteComponent(() => import('./pages/processi/versions')) });

/** What a link may open of a mailbox: its settings, or its state and terms. */
export const MAILBOX_PARTS = ['modifica', 'stato'] as const;
const mailboxes = createRoute({
  ...at('/amministrazione/caselle'), ...needs('admin'),
  validateSearch: (s: Search): { casella?: string; apri?: (typeof MAILBOX_PARTS)[number] } => lean({ casella: word(s.casella), apri: oneOf(s.apri, MAILBOX_PARTS) }),
  component: lazyRouteComponent(() => import('./pages/amministrazione/mailboxes')),
});
const mailboxReport = createRoute({
  ...at('/amministrazione/caselle/$mailbox/rapporto'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/mailbox-report')),
});
const people = createRoute({
  ...at('/amministrazione/persone'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/people')),
});
const absences = createRoute({
  ...at('/amministrazione/assenze'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/absences')),
});
const offices = createRoute({
  ...at('/amministrazione/uffici'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/offices')),
});
const areas = createRoute({
  ...at('/amministrazione/aree'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/areas')),
});
const calendar = createRoute({
  ...at('/amministrazione/calendario'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/calendar')),
});
const audit = createRoute({
  ...at('/amministrazione/registro-operazioni'), ...needs('audit'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/audit')),
});
const webhooks = createRoute({
  ...at('/amministrazione/webhook'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/webhooks')),
});
const credentials = createRoute({
  ...at('/amministrazione/credenziali'), ...needs('admin'),
  component: lazyRouteComponent(() => import('./pages/amministrazione/credentials')),
});
/** What can be asked away from its own page. */
export const REMOVAL_KINDS = ['mail', 'despatch', 'trace'] as const;
export type RemovalKind = (typeof REMOVAL_KINDS)[number];
const removals = createRoute({
  ...at('/amministrazione/scarti'), ...needs('removals'),
  validateSearch: (s: Search): { tipo?: RemovalKind; oggetto?: string } => lean({ tipo: oneOf(s.tipo, REMOVAL_KINDS), oggetto: word(s.oggetto) }),
  component: lazyRouteComponent(() => import('./pages/amministrazione/removals')),
});
const profile = createRoute({ ...at('/profilo'), component: lazyRouteComponent(() => import('./pages/profilo/page')) });
export const REFERENCE_TABS = ['regole', 'elementi', 'espressioni'] as const;
const reference = createRoute({
  ...at('/aiuto/riferimento'),
  validateSearch: (s: Search): { scheda?: (typeof REFERENCE_TABS)[number] | undefined; regola?: string } =>
    lean({ scheda: oneOf(s.scheda, REFERENCE_TABS), regola: word(s.regola) }),
  component: lazyRouteComponent(() => import('./pages/aiuto/reference')),
});
const help = createRoute({ ...at('/aiuto'), component: lazyRouteComponent(() => import('./pages/aiuto/page')) });

const tree = root.addChildren([
  login,
  ownPassword,
  shell.addChildren([
    home, desk.addChildren([deskTask]), posta.addChildren([postaMail, postaDespatch, postaMailing]), unanswered, archives, cases, newCase, caseView, moveCase, batches, batch, book, contact, imports, contactImport,
    incidents, standing, processes, processDesign, versions, mailboxes, mailboxReport, people, absences, offices, areas, calendar, audit, removals, webhooks, credentials, profile, help, reference,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    needs?: Permission;
  }
}
