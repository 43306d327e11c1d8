/** `/aiuto/riferimento`: rules, elements and expressions, as the program itself lists them. */
import { Tabs, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Search, SearchX } from 'lucide-react';
import { Fragment, useEffect, useState } from 'react';
import { http, items } from '@/api/http';
import type { ElementForm, ExpressionForm, Page, Rule } from '@/api/types';
import { language } from '@/i18n/dictionary';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { REFERENCE_TABS } from '@/router';
import css from './reference.module.css';
import { referenceText } from './reference-text';

/** A list of the server that changes with the program only. */
function useReference<T>(path: string) {
  return useQuery({
    queryKey: ['reference', path, language()],
    queryFn: async () => items(await http.get<Page<T>>(path)),
    staleTime: Infinity,
  });
}

/** The items of a list by a heading they carry, in the order they come. */
function grouped<T>(all: readonly T[], heading: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = heading(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups];
}

function Rules({ chosen }: { chosen: string | undefined }) {
  const t = referenceText.useText();
  const rules = useReference<Rule>('/rules');
  const [typed, setTyped] = useState('');
  useEffect(() => {
    if (chosen && rules.data) document.getElementById(chosen)?.scrollIntoView({ block: 'center' });
  }, [chosen, rules.data]);
  if (rules.isPending) return <Bars rows={8} height={60} />;
  if (rules.isError) return <Failure error={rules.error} retry={() => void rules.refetch()} />;
  const wanted = typed.trim().toLowerCase();
  const found = rules.data.filter((r) => wanted === '' || [r.code, r.title, r.explanation, r.fix].some((text) => text.toLowerCase().includes(wanted)));
  return (
    <>
      <TextInput type="search" className={css.search} aria-label={t('searchRules')} placeholder={t('searchRules')} leftSection={<Search size={15} aria-hidden />}
        value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
      {found.length === 0 && <Panel><Empty icon={SearchX} title={t('noRule')} /></Panel>}
      {grouped(found, (r) => r.group).map(([group, rows]) => (
        <Panel key={group} title={group} flush>
          <ul className={css.rules}>
            {rows.map((r) => (
              <li key={r.code} id={r.code} data-chosen={r.code === chosen || undefined} aria-current={r.code === chosen || undefined}>
                <div className={css.code}>
                  <code>{r.code}</code>
                  <Mark tone={r.severity === 'error' ? 'bad' : 'warn'} title={t(r.severity)}>{t(r.severity).split(':')[0]}</Mark>
                </div>
                <div>
                  <strong>{r.title}</strong>
                  <dl className={css.said}>
                    <dt>{t('expected')}</dt><dd>{r.explanation}</dd>
                    <dt>{t('fix')}</dt><dd>{r.fix}</dd>
                  </dl>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      ))}
    </>
  );
}

function Elements() {
  const t = referenceText.useText();
  const elements = useReference<ElementForm>('/elements');
  if (elements.isPending) return <Bars rows={8} height={60} />;
  if (elements.isError) return <Failure error={elements.error} retry={() => void elements.refetch()} />;
  return grouped(elements.data, (e) => e.group).map(([group, rows]) => (
    <Panel key={group} title={group} flush>
      <div className="table-scroll">
        <table className="grid stack">
          <thead><tr><th className={css.formCell}>{t('form')}</th><th className={css.runsCell}>{t('runs')}</th><th>{t('instead')}</th></tr></thead>
          <tbody>
            {rows.map((e) => (
              <tr key={e.form}>
                <td>{e.form}</td>
                <td data-label={t('runs')}><Mark tone={e.runs ? 'good' : 'neutral'}>{t(e.runs ? 'yes' : 'no')}</Mark></td>
                <td>{e.rule && <><RuleLink code={e.rule} /> {e.expected}</>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  ));
}

function Expressions() {
  const t = referenceText.useText();
  const expressions = useReference<ExpressionForm>('/expressions');
  if (expressions.isPending) return <Bars rows={8} height={60} />;
  if (expressions.isError) return <Failure error={expressions.error} retry={() => void expressions.refetch()} />;
  const heading = (of: string): string => (of === 'template' || of === 'rhai' || of === 'feel' ? t(of) : of);
  return (
    <>
      <p className={css.note}>{t('examplesAt')}</p>
      {grouped(expressions.data, (e) => e.language).map(([of, rows]) => (
        <Panel key={of} title={heading(of)} flush>
          <div className="table-scroll">
            <table className="grid stack">
              <thead><tr><th className={css.formCell}>{t('write')}</th><th>{t('means')}</th><th className={css.exampleCell}>{t('example')}</th></tr></thead>
              <tbody>
                {rows.map((e, i) => (
                  <tr key={i}>
                    <td><code className={css.text}>{e.form}</code>{e.script_only && <> <Mark>{t('scriptOnly')}</Mark></>}</td>
                    <td>{e.help}</td>
                    <td>
                      <code className={css.text}>{e.example}</code>{' '}
                      {e.gives !== null && e.gives !== undefined && <span className={css.result}>{t('gives')} <code className={css.text}>{e.gives}</code></span>}
                      {e.refused && <span className={css.result}>{t('refused')} {e.refused}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      ))}
    </>
  );
}

function RuleLink({ code }: { code: string }) {
  return <Link to="/aiuto/riferimento" search={{ regola: code }}><code>{code}</code></Link>;
}

export default function Reference() {
  const t = referenceText.useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/aiuto/riferimento' });
  const tab = search.scheda ?? 'regole';
  const parts = { regole: <Rules chosen={search.regola} />, elementi: <Elements />, espressioni: <Expressions /> };
  return (
    <Sheet reading>
      <PageHead title={t('title')} hint={t('hint')} />
      <Tabs value={tab} keepMounted={false}
        onChange={(v) => void navigate({ to: '/aiuto/riferimento', search: v && v !== 'regole' ? { scheda: REFERENCE_TABS.find((x) => x === v) } : {}, replace: true })}>
        <Tabs.List mb="md">{REFERENCE_TABS.map((name) => <Tabs.Tab key={name} value={name}>{t(name)}</Tabs.Tab>)}</Tabs.List>
        {REFERENCE_TABS.map((name) => <Tabs.Panel key={name} value={name}><Fragment>{parts[name]}</Fragment></Tabs.Panel>)}
      </Tabs>
    </Sheet>
  );
}
