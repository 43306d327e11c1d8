/** The drawing of the version a case runs, with its tokens. */
import { lazy, Suspense } from 'react';
import type { TokenMark } from '@/api/types';
import { Bars, Failure } from '@/parts/parts';
import css from './case.module.css';
import { useDiagram } from './queries';
import { caseText } from './text';

const Diagram = lazy(() => import('@/bpmn/diagram'));

export function DiagramPane({ url, tokens }: { url: string | undefined; tokens: TokenMark[] }) {
  const t = caseText.useText();
  const xml = useDiagram(url);
  if (!url) return <p className={css.none}>{t('noDiagram')}</p>;
  if (xml.isPending) return <Bars rows={1} height={320} />;
  if (xml.isError) return <Failure error={xml.error} retry={() => void xml.refetch()} />;
  return (
    <div className={css.diagram}>
      <p className={css.hint}>{t('diagramHint')}</p>
      <Suspense fallback={<Bars rows={1} height={320} />}><Diagram xml={xml.data} tokens={tokens} /></Suspense>
    </div>
  );
}
