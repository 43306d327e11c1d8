/** `/pratiche/:id/sposta`: a case moved by hand, or taken to another version; each is tried before it is done. */
import { Tabs } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { useCase, useDiagram } from '@/case/queries';
import { Bars, Failure, Notice, PageHead, Sheet } from '@/parts/parts';
import { MOVE_TABS } from '@/router';
import { ByHand } from './by-hand';
import { elementsOf } from './elements';
import css from './move.module.css';
import { moveText } from './text';
import { ToVersion } from './to-version';

export default function Move() {
  const t = moveText.useText();
  const navigate = useNavigate();
  const { instance } = useParams({ from: '/shell/pratiche/$instance/sposta' });
  const tab = useSearch({ from: '/shell/pratiche/$instance/sposta' }).scheda ?? 'mano';
  const query = useCase(instance);
  const xml = useDiagram(query.data?.xml_url);
  const elements = useMemo(() => elementsOf(xml.data ?? ''), [xml.data]);
  if (query.isError || xml.isError) {
    const failed = query.isError ? query : xml;
    return <Sheet><h1 className="visually-hidden">{t('title')}</h1><Failure error={failed.error} retry={() => void failed.refetch()} /></Sheet>;
  }
  if (!query.data || xml.data === undefined) return <Sheet><Bars rows={4} /></Sheet>;
  const detail = query.data;
  return (
    <Sheet>
      <Link to="/pratiche/$instance" params={{ instance }} search={{}} className={css.back}><ArrowLeft size={15} aria-hidden /> {t('back')}</Link>
      <PageHead title={`${t('title')}: ${detail.title}`} hint={t('hint')} />
      {detail.ended_at ? <Notice tone="neutral">{t('ended')}</Notice> : (
        <Tabs value={tab} keepMounted={false}
          onChange={(v) => void navigate({ to: '/pratiche/$instance/sposta', params: { instance }, search: v === 'versione' ? { scheda: 'versione' } : {}, replace: true })}>
          <Tabs.List mb="md">{MOVE_TABS.map((name) => <Tabs.Tab key={name} value={name}>{t(name)}</Tabs.Tab>)}</Tabs.List>
          <Tabs.Panel value="mano"><ByHand detail={detail} xml={xml.data} elements={elements} /></Tabs.Panel>
          <Tabs.Panel value="versione"><ToVersion detail={detail} elements={elements} /></Tabs.Panel>
        </Tabs>
      )}
    </Sheet>
  );
}
