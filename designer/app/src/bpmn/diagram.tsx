/**
 * Read-only diagram of a process with its tokens; loaded lazily by the pages that show one
 * (`const Diagram = lazy(() => import('@/bpmn/diagram'))`), as bpmn-js is larger than the page around it.
 *
 * Shows the drawing, a badge where tokens wait, a red one where an instance is stuck, and below it the same
 * in words. The canvas stays light in the dark scheme; nothing is drawn over the mark of bpmn.io.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import './diagram.css';
import type { ModdleElement } from './element';
import { type DiagramToken, marksOf } from './marks';
import { outline, type OutlineEntry } from './outline';
import { OutlineList } from './outline-list';
import { bpmnText } from './text';
import { createViewer, type Viewer } from './viewer';

export type { DiagramToken } from './marks';

export interface DiagramProps {
  /** BPMN 2.0 XML; laid out here when it has no diagram interchange. */
  xml: string;
  tokens?: readonly DiagramToken[];
  /** Ids of elements and flows a case went through. */
  path?: readonly string[];
  /** Ids of elements to mark as stuck, beside those of `tokens`. */
  incidents?: readonly string[];
  /** Height of the drawing, any CSS length; default 360 px. */
  height?: number | string;
  /** The list of elements below the drawing: folded (default), open, or left out by a page that has its own. */
  words?: 'folded' | 'open' | 'none';
  /** Called with the id of an element chosen in the drawing or in the list. */
  onSelect?: (element: string) => void;
}

const NO_TOKENS: readonly DiagramToken[] = [];
const NO_INCIDENTS: readonly string[] = [];
const NO_PATH: readonly string[] = [];

export default function Diagram(props: DiagramProps) {
  const { xml, tokens = NO_TOKENS, incidents = NO_INCIDENTS, path = NO_PATH, height = 360, words = 'folded', onSelect } = props;
  const t = bpmnText.useText();
  const holder = useRef<HTMLDivElement>(null);
  const viewer = useRef<Viewer>(undefined);
  const select = useRef(onSelect);
  select.current = onSelect;
  const [shown, setShown] = useState<{ definitions: ModdleElement } | { failure: string }>();
  const marks = useMemo(() => marksOf(tokens, incidents), [tokens, incidents]);

  useEffect(() => {
    if (!holder.current) return undefined;
    const made = createViewer(holder.current, bpmnText.text('diagram'), (element) => {
      made.choose(element);
      select.current?.(element);
    });
    viewer.current = made;
    const resized = new ResizeObserver(() => made.fit());
    resized.observe(holder.current);
    return () => {
      resized.disconnect();
      made.destroy();
      viewer.current = undefined;
    };
  }, []);

  useEffect(() => {
    let current = true;
    setShown(undefined);
    viewer.current
      ?.show(xml)
      .then((definitions) => current && setShown({ definitions }))
      .catch((cause: unknown) => current && setShown({ failure: cause instanceof Error ? cause.message : String(cause) }));
    return () => {
      current = false;
    };
  }, [xml]);

  useEffect(() => {
    if (!shown || !('definitions' in shown)) return;
    viewer.current?.mark(marks, (mark) =>
      [mark.count > 0 ? t('here', { count: mark.count }) : '', mark.incident ? t('stuck') : '']
        .filter(Boolean)
        .join(', '),
    );
    viewer.current?.trace(path);
  }, [marks, path, shown, t]);

  const entries = useMemo<OutlineEntry[]>(
    () => (shown && 'definitions' in shown ? outline(shown.definitions) : []),
    [shown],
  );
  const choose = (element: string): void => {
    viewer.current?.choose(element);
    onSelect?.(element);
  };

  return (
    <div className="diagram">
      <div className="diagram-paper" style={{ height }}>
        <div className="diagram-canvas" ref={holder} />
        <div className="diagram-zoom">
          <button type="button" title={t('zoomIn')} aria-label={t('zoomIn')} onClick={() => viewer.current?.zoomBy(1.25)}>
            +
          </button>
          <button type="button" title={t('zoomOut')} aria-label={t('zoomOut')} onClick={() => viewer.current?.zoomBy(0.8)}>
            −
          </button>
          <button type="button" title={t('fit')} aria-label={t('fit')} onClick={() => viewer.current?.fit()}>
            ⤢
          </button>
        </div>
        {shown && 'failure' in shown ? (
          <p className="diagram-state" role="alert">
            {t('unreadable')} {shown.failure}
          </p>
        ) : null}
        {shown ? null : <p className="diagram-state">{t('loading')}</p>}
      </div>
      {words === 'none' ? null : (
        <OutlineList entries={entries} marks={marks} onChoose={choose} open={words === 'open'} />
      )}
    </div>
  );
}
