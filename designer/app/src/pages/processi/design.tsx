/** `/processi/:name/disegna`: loads a draft and opens the workshop, or only shows it on a narrow screen. */
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Bars, Failure, Notice, PageHead, Sheet } from '@/parts/parts';
import { type Draft, readDraft } from './api';
import { mainDiagram } from './files';
import { processText } from './text';
import { titleOf } from './title';

const Workshop = lazy(() => import('./workshop'));
const Diagram = lazy(() => import('@/bpmn/diagram'));

/** Below this the palette, the paper and the panel no longer fit beside each other. */
const WIDE_ENOUGH = '(min-width: 48em)';

export default function ProcessDesign() {
  const { name } = useParams({ from: '/shell/processi/$name/disegna' });
  const t = processText.useText();
  const isWide = useMediaQuery(WIDE_ENOUGH, true, { getInitialValueInEffect: false });
  // Never fetched again behind the person's back: the store of the draft knows what is newer.
  const draft = useQuery({
    queryKey: ['draft', name],
    queryFn: () => readDraft(name),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (draft.isPending) return <Bars rows={3} height={60} />;
  if (draft.isError) return <Sheet><h1 className="visually-hidden">{t('design')}</h1><Failure error={draft.error} retry={() => void draft.refetch()} /></Sheet>;
  if (!isWide) return <Look draft={draft.data} />;
  return (
    <Suspense fallback={<Bars rows={3} height={60} />}>
      <Workshop key={name} draft={draft.data} />
    </Suspense>
  );
}

/** The draft to look at, where there is no room to draw. */
function Look({ draft }: { draft: Draft }) {
  const t = processText.useText();
  const path = mainDiagram(draft.files);
  const xml = path === undefined ? undefined : draft.files[path];
  return (
    <Sheet>
      <PageHead title={titleOf(draft)} />
      <Notice title={t('narrowTitle')}>{t('narrowText')}</Notice>
      <div style={{ marginTop: 12 }}>
        {xml === undefined ? <Notice tone="warn">{t('noDiagram')}</Notice> : (
          <Suspense fallback={<Bars rows={2} height={120} />}>
            <Diagram xml={xml} height={300} words="open" />
          </Suspense>
        )}
      </div>
    </Sheet>
  );
}
