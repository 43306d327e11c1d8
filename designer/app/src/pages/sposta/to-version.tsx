/** Taking a case to another version of its process: the plan proposed from ids, and what a person must add. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { GitBranch } from 'lucide-react';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { InstanceDetail, MigrationProposed, Page, ProcessVersion } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Empty, Failure, Panel } from '@/parts/parts';
import { type Element, elementsOf, nameIn } from './elements';
import css from './move.module.css';
import { moveText } from './text';
import { Trial } from './trial';

function Plan({ detail, from, to, elements }: { detail: InstanceDetail; from: ProcessVersion; to: ProcessVersion; elements: readonly Element[] }) {
  const t = moveText.useText();
  const [moves, setMoves] = useState<Record<string, string>>({});
  const proposed = useQuery({
    queryKey: ['migrations', from.id, to.id],
    queryFn: () => http.get<MigrationProposed>('/migrations/plan', { from: from.id, to: to.id }),
  });
  const xml = useQuery({
    queryKey: ['text', 'xml', to.id],
    staleTime: Infinity,
    queryFn: () => http.text(`/processes/${to.id}/xml`),
  });
  if (proposed.isPending || xml.isPending) return <Bars rows={4} height={30} />;
  if (proposed.isError) return <Failure error={proposed.error} retry={() => void proposed.refetch()} />;
  if (xml.isError) return <Failure error={xml.error} retry={() => void xml.refetch()} />;
  const { moves: proposedMoves = {}, arm = [], close = [], renew = [] } = proposed.data.plan;
  const without = proposed.data.without_counterpart;
  const arriving = elementsOf(xml.data);
  const names = (ids: readonly string[], all: readonly Element[]) => ids.map((id) => nameIn(all, id)).join(', ');
  const whole = { arm, close, renew, moves: { ...proposedMoves, ...Object.fromEntries(Object.entries(moves).filter(([, target]) => target)) } };
  const same = without.length + arm.length + close.length + renew.length === 0;
  return (
    <>
      <Panel title={t('planTitle')}>
        {same && <p className={css.quiet}>{t('planSame')}</p>}
        <ul className={css.lines}>
          {arm.length > 0 && <li>{t('arm', { names: names(arm, arriving) })}</li>}
          {close.length > 0 && <li>{t('close', { names: names(close, elements) })}</li>}
          {renew.length > 0 && <li>{t('renew', { names: names(renew, elements) })}</li>}
        </ul>
        {without.length > 0 && (
          <fieldset className={css.without}>
            <legend>{t('without')}</legend>
            <p className={css.quiet}>{t('withoutHint')}</p>
            {without.map((id) => (
              <NativeSelect key={id} label={nameIn(elements, id)} value={moves[id] ?? proposedMoves[id] ?? ''} onChange={(e) => setMoves({ ...moves, [id]: e.currentTarget.value })}
                data={[{ value: '', label: t('stays') }, ...arriving.map((e) => ({ value: e.id, label: e.name }))]} />
            ))}
          </fieldset>
        )}
      </Panel>
      <Trial instance={detail.id} verb="migrate" body={{ process: to.id, plan: whole }} elements={arriving} ready />
    </>
  );
}

export function ToVersion({ detail, elements }: { detail: InstanceDetail; elements: readonly Element[] }) {
  const t = moveText.useText();
  const [chosen, setChosen] = useState('');
  const versions = useQuery({
    queryKey: ['processes', detail.process, 'versions'],
    queryFn: async () => items(await http.get<Page<ProcessVersion>>(`/processes/${detail.process}/versions`)),
  });
  if (versions.isPending) return <Bars rows={2} height={36} />;
  if (versions.isError) return <Failure error={versions.error} retry={() => void versions.refetch()} />;
  const from = versions.data.find((v) => v.version === detail.version);
  const others = versions.data.filter((v) => v.version !== detail.version);
  if (!from || others.length === 0) return <Panel><Empty icon={GitBranch} title={t('onlyVersion')} /></Panel>;
  const to = others.find((v) => v.id === chosen);
  return (
    <>
      <Panel>
        <NativeSelect label={t('to')} maw={420} value={chosen} onChange={(e) => setChosen(e.currentTarget.value)}
          data={[{ value: '', label: t('chooseVersion') }, ...others.map((v) => ({ value: v.id, label: t('versionOf', { n: v.version, at: dateTime(v.created_at) }) }))]} />
      </Panel>
      {to && <Plan key={to.id} detail={detail} from={from} to={to} elements={elements} />}
    </>
  );
}
