/**
 * The workshop of one draft: drawing, forms, rules, letters, bundle file; saving, checking, publishing.
 *
 * Every change goes to the {@link DraftStore}, which saves; every save is followed by a check of the server,
 * whose findings appear in the list and on the drawing. No rule of the language is judged here.
 */
import { ActionIcon, Button, NativeSelect, Tabs, Tooltip, UnstyledButton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker } from '@tanstack/react-router';
import {
  ArrowLeft, ChevronDown, ChevronUp, CircleCheck, CircleX, ListTree, Maximize, PanelRight, Redo2, TriangleAlert, Undo2,
} from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { http, reason } from '@/api/http';
import type { Finding } from '@/api/types';
import type { Mailbox } from '@/api/types';
import { countOf } from '@/bpmn/findings';
import { newProcessXml } from '@/bpmn/new-process';
import type { OutlineEntry } from '@/bpmn/outline';
import { OutlineList } from '@/bpmn/outline-list';
import '@/bpmn/diagram.css';
import { language } from '@/i18n/dictionary';
import { time } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Notice } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import { toast } from '@/shell/toast';
import { checkDraft, type Published, type Draft, findingsOf, keys, listConnectors, publishDraft } from './api';
import type { CanvasHandle } from './canvas';
import { Conflict } from './conflict';
import { DraftStore, type SaveState } from './draft-store';
import { FileTab } from './file-tab';
import { decisionIds, formIds, type Kind, kindOf, mainDiagram, pathsOf, ruleNames } from './files';
import { Problems } from './problems';
import css from './processi.module.css';
import { Publish } from './publish';
import { processText } from './text';
import { titleOf } from './title';

const Canvas = lazy(() => import('./canvas'));

const TABS = ['diagram', 'form', 'rule', 'letter', 'bundle'] as const;
type Tab = (typeof TABS)[number];
const KINDS: Record<Exclude<Tab, 'diagram'>, readonly Kind[]> = {
  form: ['form'], rule: ['rule'], letter: ['letter'], bundle: ['bundle', 'other'],
};
const NO_TEMPLATES: never[] = [];

/** The check follows the save, not the key: this is the pause after the last of several saves. */
const CHECK_AFTER_MS = 500;

type Check = { kind: 'none' } | { kind: 'running' } | { kind: 'done' } | { kind: 'failed'; reason: string };

const tabOf = (path: string): Tab => {
  const kind = kindOf(path);
  return kind === 'other' ? 'bundle' : kind;
};

function SaveMark({ state, onRetry, onDecide }: { state: SaveState; onRetry: () => void; onDecide: () => void }) {
  const t = processText.useText();
  switch (state.kind) {
    case 'saved':
      return <span className={css.saveMark}>{t('saved', { at: time(state.at) })}</span>;
    case 'changed':
      return <span className={css.saveMark}>{t('changed')}</span>;
    case 'saving':
      return <span className={css.saveMark}>{t('saving')}</span>;
    case 'failed':
      return (
        <span className={css.saveMark} data-tone="bad" role="alert">
          <span>{t('saveFailed', { reason: state.reason })}</span>
          <Button variant="default" size="compact-xs" onClick={onRetry}>{t('retry')}</Button>
        </span>
      );
    case 'conflict':
      return (
        <span className={css.saveMark} data-tone="bad" role="alert">
          <span>{t('inConflict')}</span>
          <Button variant="default" size="compact-xs" onClick={onDecide}>{t('decide')}</Button>
        </span>
      );
  }
}

export default function Workshop({ draft }: { draft: Draft }) {
  const t = processText.useText();
  const session = useSession();
  const client = useQueryClient();
  const [store] = useState(() => new DraftStore(draft));
  const { files, state, recovered } = useSyncExternalStore(store.subscribe, store.snapshot);
  const canvas = useRef<CanvasHandle>(null);
  const [tab, setTab] = useState<Tab>('diagram');
  const [diagramPath, setDiagramPath] = useState(() => mainDiagram(draft.files));
  const [chosen, setChosen] = useState<Partial<Record<Tab, string>>>({});
  const [goTo, setGoTo] = useState<{ path: string; line: number; asked: number }>();
  const [entries, setEntries] = useState<OutlineEntry[]>([]);
  const [undoable, setUndoable] = useState({ undo: false, redo: false });
  const [opened, setOpened] = useState<{ failure?: string; warnings: string[] }>();
  const [templateErrors, setTemplateErrors] = useState<string[]>([]);
  const [findings, setFindings] = useState<Finding[]>([]);
  const [check, setCheck] = useState<Check>({ kind: 'none' });
  const [isPanelShown, setPanelShown] = useState(true);
  const [isOutlineShown, setOutlineShown] = useState(false);
  const [areProblemsShown, setProblemsShown] = useState(false);
  const [isDeciding, setDeciding] = useState(true);
  const [isAsking, setAsking] = useState(false);
  const [isPublishing, setPublishing] = useState(false);
  const [done, setDone] = useState<Published>();
  const [wasRefused, setRefused] = useState(false);

  useEffect(() => () => store.close(), [store]);

  const connectors = useQuery({ queryKey: keys.connectors, queryFn: ({ signal }) => listConnectors(signal), staleTime: 300_000 });
  const mailboxes = useQuery({
    queryKey: ['mailboxes'],
    queryFn: async () => {
      const found = await http.get<Mailbox[] | { items: Mailbox[] }>('/mailboxes');
      return Array.isArray(found) ? found : found.items;
    },
    // Only proposals come from it: an analyst who may not read mailboxes types the key.
    retry: false,
  });
  const templates = useMemo(
    () => connectors.data?.map((c) => c.element_template) ?? NO_TEMPLATES,
    [connectors.data],
  );
  const names = useMemo(
    () => ({
      mailboxes: mailboxes.data?.map((m) => m.key) ?? [],
      forms: formIds(files),
      rules: ruleNames(files),
      decisions: decisionIds(files),
      topics: connectors.data?.map((c) => c.kind) ?? [],
    }),
    [mailboxes.data, connectors.data, files],
  );

  // Checking: one at a time; a save during a check asks for another one after it.
  const checking = useRef<{ running: boolean; again: boolean }>({ running: false, again: false });
  const runCheck = useCallback(async () => {
    const turn = checking.current;
    if (turn.running) {
      turn.again = true;
      return;
    }
    turn.running = true;
    setCheck({ kind: 'running' });
    try {
      do {
        turn.again = false;
        setFindings(await checkDraft(draft.name));
        setRefused(false);
      } while (turn.again);
      setCheck({ kind: 'done' });
    } catch (error) {
      setCheck({ kind: 'failed', reason: reason(error) });
    } finally {
      turn.running = false;
    }
  }, [draft.name]);
  const savedAt = state.kind === 'saved' ? state.at : undefined;
  useEffect(() => {
    if (savedAt === undefined || recovered) return undefined;
    const timer = setTimeout(() => void runCheck(), CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [savedAt, recovered, runCheck]);

  const saveAll = useCallback(async () => {
    await canvas.current?.settle();
    await store.flush();
  }, [store]);

  const blocker = useBlocker({
    shouldBlockFn: async () => {
      await saveAll();
      return store.isDirty;
    },
    enableBeforeUnload: () => store.isDirty,
    withResolver: true,
  });

  // Leaving the tab of the browser is the last moment to save without asking.
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') void saveAll();
    };
    const save = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      void saveAll();
    };
    document.addEventListener('visibilitychange', leave);
    document.addEventListener('keydown', save);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      document.removeEventListener('keydown', save);
    };
  }, [saveAll]);

  useEffect(() => {
    if (state.kind === 'conflict') setDeciding(true);
  }, [state.kind]);

  const title = titleOf({ name: draft.name, files });
  const count = countOf(findings);
  const diagrams = pathsOf(files, ['diagram']);
  const openDiagram = diagramPath !== undefined && diagrams.includes(diagramPath) ? diagramPath : mainDiagram(files);
  const mayPublish = may(session, 'deploy');

  const checkNow = async (): Promise<void> => {
    await saveAll();
    setProblemsShown(true);
    await runCheck();
  };
  const publish = async (): Promise<void> => {
    setPublishing(true);
    try {
      await saveAll();
      if (store.isDirty) {
        setAsking(false);
        return;
      }
      const deployed = await publishDraft(draft.name);
      setFindings(deployed.findings);
      setDone(deployed);
      await Promise.all([keys.processes, keys.drafts, keys.deployments].map((queryKey) => client.invalidateQueries({ queryKey })));
    } catch (error) {
      setAsking(false);
      const refused = findingsOf(error);
      if (refused.length > 0) {
        setFindings(refused);
        setCheck({ kind: 'done' });
        setProblemsShown(true);
        setRefused(true);
      } else toast.failed(error);
    } finally {
      setPublishing(false);
    }
  };
  const choose = (finding: Finding): void => {
    if (files[finding.file] === undefined) return;
    const to = tabOf(finding.file);
    setTab(to);
    if (to === 'diagram') {
      setDiagramPath(finding.file);
      if (finding.element) canvas.current?.select(finding.element);
      return;
    }
    setChosen((c) => ({ ...c, [to]: finding.file }));
    if (finding.line) setGoTo({ path: finding.file, line: finding.line, asked: Date.now() });
  };
  const fileTab = (of: Exclude<Tab, 'diagram'>) => (
    <FileTab
      kinds={KINDS[of]}
      {...(of === 'bundle' ? {} : { makes: of })}
      files={files}
      chosen={chosen[of]}
      goTo={goTo && goTo.path === (chosen[of] ?? pathsOf(files, KINDS[of])[0]) ? goTo : undefined}
      onChoose={(path) => setChosen((c) => ({ ...c, [of]: path }))}
      onChange={(path, text) => store.set(path, text)}
    />
  );
  const countLabel = (kinds: readonly Kind[]): string => {
    const n = pathsOf(files, kinds).length;
    return n > 0 ? ` (${n})` : '';
  };

  return (
    <div className={css.workshop}>
      <header className={css.workshopHead}>
        <Tooltip label={t('backToList')}>
          <ActionIcon size="lg" aria-label={t('backToList')} renderRoot={(props) => <Link to="/processi" {...props} />}>
            <ArrowLeft size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <div className={css.workshopName}>
          <h1 title={title}>{title}</h1>
          <div aria-live="polite">
            <SaveMark state={state} onRetry={() => void saveAll()} onDecide={() => setDeciding(true)} />
          </div>
        </div>
        <div className={css.workshopTools}>
          {tab === 'diagram' && (
            <>
              <Tooltip label={`${t('undo')} (Ctrl Z)`}>
                <ActionIcon size="lg" aria-label={t('undo')} disabled={!undoable.undo} onClick={() => canvas.current?.undo()}>
                  <Undo2 size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={`${t('redo')} (Ctrl Y)`}>
                <ActionIcon size="lg" aria-label={t('redo')} disabled={!undoable.redo} onClick={() => canvas.current?.redo()}>
                  <Redo2 size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t('fit')}>
                <ActionIcon size="lg" aria-label={t('fit')} onClick={() => canvas.current?.fit()}>
                  <Maximize size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t('outline')}>
                <ActionIcon size="lg" aria-label={t('outline')} aria-pressed={isOutlineShown} onClick={() => setOutlineShown((s) => !s)}>
                  <ListTree size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={t(isPanelShown ? 'hideProperties' : 'showProperties')}>
                <ActionIcon size="lg" aria-label={t('properties')} aria-pressed={isPanelShown} onClick={() => setPanelShown((s) => !s)}>
                  <PanelRight size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </>
          )}
          <Button variant="default" loading={check.kind === 'running'} onClick={() => void checkNow()}>{t('check')}</Button>
          <Tooltip label={t('mayNotPublish')} disabled={mayPublish}>
            <Button disabled={!mayPublish} onClick={() => { setDone(undefined); setAsking(true); }}>{t('publish')}</Button>
          </Tooltip>
        </div>
      </header>

      {recovered && (
        <Notice tone="warn" title={t('recoveredTitle')} role="status">
          <div className={css.recovered}>
            <span>{t('recoveredText')}</span>
            <Button size="compact-xs" onClick={() => store.acceptRecovered()}>{t('keepRecovered')}</Button>
            <Button size="compact-xs" variant="default" onClick={() => store.discardRecovered()}>{t('dropRecovered')}</Button>
          </div>
        </Notice>
      )}

      <Tabs className={css.tabs} value={tab} onChange={(to) => to && setTab(to as Tab)} keepMountedMode="display-none">
        <Tabs.List>
          <Tabs.Tab value="diagram">{t('tabDiagram')}</Tabs.Tab>
          <Tabs.Tab value="form">{t('tabForms')}{countLabel(['form'])}</Tabs.Tab>
          <Tabs.Tab value="rule">{t('tabRules')}{countLabel(['rule'])}</Tabs.Tab>
          <Tabs.Tab value="letter">{t('tabLetters')}{countLabel(['letter'])}</Tabs.Tab>
          <Tabs.Tab value="bundle">{t('tabBundle')}</Tabs.Tab>
          {tab === 'diagram' && diagrams.length > 1 && (
            <NativeSelect
              className={css.whichDiagram}
              size="xs"
              aria-label={t('diagramFile')}
              value={openDiagram}
              data={diagrams}
              onChange={(e) => setDiagramPath(e.currentTarget.value)}
            />
          )}
        </Tabs.List>

        <Tabs.Panel value="diagram" className={css.diagramTab}>
          {connectors.isError && <Notice tone="warn">{t('connectorsFailed')}</Notice>}
          {templateErrors.length > 0 && (
            <Notice tone="warn">
              {t('templateErrors')}
              <ul>{templateErrors.map((e) => <li key={e}>{e}</li>)}</ul>
            </Notice>
          )}
          {opened?.failure !== undefined && <Notice tone="bad" role="alert" title={t('unreadableDiagram')}>{opened.failure}</Notice>}
          {opened && opened.warnings.length > 0 && (
            <details className={css.openWarnings}>
              <summary>{t('warningsOnOpen')}</summary>
              <ul>{opened.warnings.map((w) => <li key={w}>{w}</li>)}</ul>
            </details>
          )}
          {openDiagram === undefined ? (
            <Notice tone="warn">
              {t('noDiagram')}{' '}
              <Button
                size="compact-xs"
                onClick={() =>
                  store.set('process.bpmn', newProcessXml(draft.name, draft.name, { start: t('startName'), task: t('taskName'), end: t('endName') }))
                }
              >
                {t('addDiagram')}
              </Button>
            </Notice>
          ) : (
            <div className={css.board} data-panel={isPanelShown || undefined} data-outline={isOutlineShown || undefined}>
              {isOutlineShown && (
                <div className={css.outline}>
                  <OutlineList open entries={entries} onChoose={(element) => canvas.current?.select(element)} />
                </div>
              )}
              {connectors.isPending ? <Bars rows={2} height={120} /> : (
                <Suspense fallback={<p className={css.loading} role="status">{t('loadingDesigner')}</p>}>
                  <Canvas
                    ref={canvas}
                    path={openDiagram}
                    xml={files[openDiagram] ?? ''}
                    language={language()}
                    templates={templates}
                    names={names}
                    findings={findings}
                    isShown={tab === 'diagram'}
                    withPanel={isPanelShown}
                    panelLabel={t('properties')}
                    onChange={(xml) => store.set(openDiagram, xml)}
                    onOutline={setEntries}
                    onUndoable={setUndoable}
                    onOpened={setOpened}
                    onTemplateErrors={setTemplateErrors}
                  />
                </Suspense>
              )}
            </div>
          )}
        </Tabs.Panel>
        {(['form', 'rule', 'letter', 'bundle'] as const).map((of) => (
          <Tabs.Panel key={of} value={of} className={css.filePanel}>{tab === of && fileTab(of)}</Tabs.Panel>
        ))}
      </Tabs>

      <section className={css.drawer} aria-label={t('problems')}>
        <UnstyledButton className={css.drawerHead} aria-expanded={areProblemsShown} onClick={() => setProblemsShown((s) => !s)}>
          {areProblemsShown ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
          <strong>{t('problems')}</strong>
          <CheckMark check={check} errors={count.errors} warnings={count.warnings} />
        </UnstyledButton>
        {areProblemsShown && findings.length > 0 && (
          <div className={css.drawerBody}>
            {wasRefused && <p className={css.refused} role="alert">{t('refused')}</p>}
            <Problems findings={findings} onChoose={choose} />
          </div>
        )}
      </section>

      {state.kind === 'conflict' && (
        <Conflict
          theirs={state.theirs}
          mine={files}
          isOpen={isDeciding}
          onClose={() => setDeciding(false)}
          onSettle={(how) => void store.settle(how)}
        />
      )}
      <Publish
        title={title}
        count={count}
        isOpen={isAsking}
        isPublishing={isPublishing}
        done={done}
        onPublish={() => void publish()}
        onClose={() => setAsking(false)}
      />
      <Ask
        isOpen={blocker.status === 'blocked'}
        title={t('leaveTitle')}
        yes={t('leave')}
        no={t('stay')}
        onYes={() => blocker.proceed?.()}
        onNo={() => blocker.reset?.()}
      >
        {t('leaveText')}
      </Ask>
    </div>
  );
}

function CheckMark({ check, errors, warnings }: { check: Check; errors: number; warnings: number }) {
  const t = processText.useText();
  if (check.kind === 'failed') return <span data-tone="bad">{t('checkFailed', { reason: check.reason })}</span>;
  if (check.kind === 'none') return <span className={css.quiet}>{t('notChecked')}</span>;
  if (check.kind === 'running' && errors + warnings === 0) return <span className={css.quiet}>{t('checking')}</span>;
  if (errors + warnings === 0) {
    return <span data-tone="good"><CircleCheck size={15} aria-hidden /> {t('noProblems')}</span>;
  }
  return (
    <>
      {errors > 0 && <span data-tone="bad"><CircleX size={15} aria-hidden /> {t('errorsCount', { count: errors })}</span>}
      {warnings > 0 && <span data-tone="warn"><TriangleAlert size={15} aria-hidden /> {t('warningsCount', { count: warnings })}</span>}
    </>
  );
}
