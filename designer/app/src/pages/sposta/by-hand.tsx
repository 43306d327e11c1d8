/** Moving a case by hand: what is taken away, where it goes on. */
import { ActionIcon, Button, Checkbox, NativeSelect } from '@mantine/core';
import { X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { InstanceDetail } from '@/api/types';
import { Bars, Panel } from '@/parts/parts';
import { type Element, nameIn } from './elements';
import css from './move.module.css';
import { moveText } from './text';
import { Trial } from './trial';

const Diagram = lazy(() => import('@/bpmn/diagram'));

type Start = { act: 'start_before' | 'start_after'; element: string };

export function ByHand({ detail, xml, elements }: { detail: InstanceDetail; xml: string; elements: readonly Element[] }) {
  const t = moveText.useText();
  const [taken, setTaken] = useState<string[]>([]);
  const [starts, setStarts] = useState<Start[]>([]);
  const [element, setElement] = useState('');
  const [act, setAct] = useState<Start['act']>('start_before');
  const places = [...new Map(detail.tokens.map((token) => [token.element, token])).keys()];
  const changes = [...starts, ...taken.map((at) => ({ act: 'cancel', element: at }))];
  const how = (start: Start): string => t(start.act === 'start_before' ? 'before' : 'after');
  return (
    <>
      <Panel>
        <Suspense fallback={<Bars rows={1} height={300} />}>
          <Diagram xml={xml} tokens={detail.tokens} height={300} words="none" onSelect={(id) => elements.some((e) => e.id === id) && setElement(id)} />
        </Suspense>
      </Panel>
      <div className={css.columns}>
        <Panel title={t('now')}>
          {places.length === 0 && <p className={css.quiet}>{t('nowhere')}</p>}
          <ul className={css.list}>
            {places.map((place) => (
              <li key={place}>
                <span>{nameIn(elements, place)}</span>
                <Checkbox label={t('takeAway')} checked={taken.includes(place)}
                  onChange={(e) => setTaken(e.currentTarget.checked ? [...taken, place] : taken.filter((x) => x !== place))} />
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={t('restart')}>
          <div className={css.choose}>
            <NativeSelect label={t('element')} value={element} onChange={(e) => setElement(e.currentTarget.value)}
              data={[{ value: '', label: t('chooseElement') }, ...elements.map((e) => ({ value: e.id, label: e.name }))]} />
            <NativeSelect label={t('how')} value={act} onChange={(e) => setAct(e.currentTarget.value === 'start_after' ? 'start_after' : 'start_before')}
              data={[{ value: 'start_before', label: t('before') }, { value: 'start_after', label: t('after') }]} />
            <Button size="sm" variant="default" disabled={element === ''} onClick={() => { setStarts([...starts, { act, element }]); setElement(''); }}>{t('add')}</Button>
          </div>
          <ul className={css.list}>
            {starts.map((start, i) => {
              const words = t('beginsAt', { name: nameIn(elements, start.element), how: how(start) });
              return (
                <li key={i}>
                  <span>{words}</span>
                  <ActionIcon size={28} aria-label={t('takeOff', { name: words })} onClick={() => setStarts(starts.filter((_, j) => j !== i))}><X size={15} aria-hidden /></ActionIcon>
                </li>
              );
            })}
          </ul>
        </Panel>
      </div>
      <Trial instance={detail.id} verb="modify" body={{ changes }} elements={elements} ready={changes.length > 0} />
    </>
  );
}
