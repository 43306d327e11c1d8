/** The drawing of the version a case runs: where it stands, and the way it went. */
import { lazy, Suspense, useMemo } from 'react';
import type { InstanceDetail } from '@/api/types';
import { Bars, Failure } from '@/parts/parts';
import css from './case.module.css';
import { useDiagram, useHistory } from './queries';
import { caseText } from './text';

const Diagram = lazy(() => import('@/bpmn/diagram'));

/** Kinds of the history that say a case went through an element or along a flow. */
const WENT = new Set(['completed', 'flow']);

export function DiagramPane({ detail }: { detail: InstanceDetail }) {
  const t = caseText.useText();
  const xml = useDiagram(detail.xml_url);
  const history = useHistory(detail.id);
  const path = useMemo(
    () => (history.data?.pages ?? []).flatMap((p) => p.items).flatMap((e) => (e.element && WENT.has(e.kind) ? [e.element] : [])),
    [history.data],
  );
  if (!detail.xml_url) return <p className={css.none}>{t('noDiagram')}</p>;
  if (xml.isPending) return <Bars rows={1} height={320} />;
  if (xml.isError) return <Failure error={xml.error} retry={() => void xml.refetch()} />;
  return (
    <div className={css.diagram}>
      <p className={css.hint}>{t(detail.ended_at ? 'diagramEndedHint' : 'diagramHint')}</p>
      <Suspense fallback={<Bars rows={1} height={320} />}><Diagram xml={xml.data} tokens={detail.tokens} path={path} /></Suspense>
    </div>
  );
}
