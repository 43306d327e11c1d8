/** `/processi`: the drafts being designed and the processes published. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { History, Pencil, Plus, Trash2, Workflow } from 'lucide-react';
import { useState } from 'react';
import { dateTime } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import { toast } from '@/shell/toast';
import { deleteDraft, draftOfNewest, type DraftSummary, keys, listDeployments, listDrafts, listProcesses, personName, type Process } from './api';
import { NewProcess } from './new-process';
import css from './processi.module.css';
import { processText } from './text';

export default function ProcessList() {
  const t = processText.useText();
  const processes = useQuery({ queryKey: keys.processes, queryFn: ({ signal }) => listProcesses(signal) });
  const drafts = useQuery({ queryKey: keys.drafts, queryFn: ({ signal }) => listDrafts(signal) });
  // A bundle is drawn as a whole: its deployment's name is what the draft is called.
  const deployments = useQuery({ queryKey: keys.deployments, queryFn: ({ signal }) => listDeployments(signal) });
  const bundleOf = new Map(deployments.data?.map((d) => [d.id, d.name]));
  const [isMaking, setMaking] = useState(false);
  const taken = [processes.data?.map((p) => p.key), drafts.data?.map((d) => d.name), [...bundleOf.values()]].flatMap((names) => names ?? []);
  const isEmpty = processes.data?.length === 0 && drafts.data?.length === 0;
  const newButton = <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('newProcess')}</Button>;
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>
        <Button
          variant="default"
          leftSection={<History size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/versioni" {...props} />}
        >
          {t('versions')}
        </Button>
        {newButton}
      </PageHead>
      {isEmpty ? (
        <Panel><Empty icon={Workflow} title={t('noneTitle')} action={newButton}>{t('noneText')}</Empty></Panel>
      ) : (
        <>
          {drafts.isError && <Failure error={drafts.error} retry={() => void drafts.refetch()} />}
          {drafts.data && drafts.data.length > 0 && <Drafts drafts={drafts.data} />}
          <Panel title={t('published')} flush>
            {processes.isPending && <Bars rows={3} height={36} />}
            {processes.isError && <Failure error={processes.error} retry={() => void processes.refetch()} />}
            {processes.data && <Published processes={processes.data} drafts={drafts.data ?? []} bundleOf={bundleOf} />}
          </Panel>
        </>
      )}
      {isMaking && <NewProcess taken={taken} onClose={() => setMaking(false)} />}
    </Sheet>
  );
}

function Drafts({ drafts }: { drafts: DraftSummary[] }) {
  const t = processText.useText();
  const client = useQueryClient();
  const [removing, setRemoving] = useState<DraftSummary>();
  const remove = useMutation({
    mutationFn: (name: string) => deleteDraft(name),
    onSuccess: async () => {
      setRemoving(undefined);
      toast.done(t('deleted'));
      await Promise.all([keys.drafts, keys.processes].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      setRemoving(undefined);
      toast.failed(error);
    },
  });
  const changed = (d: DraftSummary): string => {
    const by = personName(d.updated_by);
    const at = dateTime(d.updated_at);
    return by ? t('draftBy', { at, by }) : t('draftOf', { at });
  };
  return (
    <Panel title={t('drafts')} flush>
      <table className={css.table}>
        <tbody>
          {drafts.map((d) => (
            <tr key={d.name}>
              <td>
                <span className={css.strong}>{d.title ?? d.name}</span>{' '}
                <Mark tone="brand">{t('draft')}</Mark>
                <div className={css.sub}><span className={css.keyCode}>{d.name}</span> · {changed(d)}</div>
              </td>
              <td>
                <div className={css.rowActions}>
                  <Button
                    leftSection={<Pencil size={14} aria-hidden />}
                    renderRoot={(props) => <Link to="/processi/$name/disegna" params={{ name: d.name }} {...props} />}
                  >
                    {t('continueDraft')}
                  </Button>
                  <Tooltip label={t('deleteDraft')}>
                    <ActionIcon size="lg" aria-label={`${t('deleteDraft')}: ${d.title ?? d.name}`} onClick={() => setRemoving(d)}>
                      <Trash2 size={16} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Ask
        isOpen={removing !== undefined}
        title={t('deleteDraftAsk', { name: removing?.title ?? removing?.name ?? '' })}
        yes={t('deleteDraft')}
        isBusy={remove.isPending}
        onNo={() => setRemoving(undefined)}
        onYes={() => removing && remove.mutate(removing.name)}
      >
        {t('deleteDraftText')}
      </Ask>
    </Panel>
  );
}

function Published({ processes, drafts, bundleOf }: {
  processes: Process[]; drafts: DraftSummary[]; bundleOf: ReadonlyMap<string, string>;
}) {
  const t = processText.useText();
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const edit = useMutation({
    mutationFn: (bundle: string) => draftOfNewest(bundle),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.drafts });
      await navigate({ to: '/processi/$name/disegna', params: { name: made.name } });
    },
    onError: (error) => toast.failed(error),
  });
  if (processes.length === 0) return <Empty icon={Workflow} title={t('noneTitle')}>{t('noneText')}</Empty>;
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col" className={css.number}>{t('version')}</th>
            <th scope="col" className={css.number}>{t('running')}</th>
            <th scope="col" className={css.number}>{t('incidents')}</th>
            <th scope="col"><span className="visually-hidden">{t('actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          {processes.map((p) => {
            const bundle = bundleOf.get(p.deployment);
            const open = drafts.find((d) => d.name === bundle)?.name;
            return (
              <tr key={p.key}>
                <td>
                  <span className={css.strong}>{p.name || p.key}</span>
                  <div className={`${css.sub} ${css.keyCode}`}>{p.key}</div>
                </td>
                <td className={css.number} data-label={t('version')}>{p.version}</td>
                <td className={css.number} data-label={t('running')}>
                  {may(session, 'mail') ? (
                    <Link to="/pratiche" search={{ processo: p.key }} aria-label={`${t('cases', { name: p.name || p.key })}: ${p.instances.running}`}>
                      {p.instances.running}
                    </Link>
                  ) : p.instances.running}
                </td>
                <td className={css.number} data-label={t('incidents')}>
                  {p.instances.incidents > 0 ? (
                    may(session, 'incidents')
                      ? <Link to="/errori"><Mark tone="bad">{p.instances.incidents}</Mark></Link>
                      : <Mark tone="bad">{p.instances.incidents}</Mark>
                  ) : 0}
                </td>
                <td>
                  <div className={css.rowActions}>
                    {open !== undefined ? (
                      <Button
                        variant="default"
                        leftSection={<Pencil size={14} aria-hidden />}
                        renderRoot={(props) => <Link to="/processi/$name/disegna" params={{ name: open }} {...props} />}
                      >
                        {t('continueDraft')}
                      </Button>
                    ) : (
                      <Tooltip label={t('editHint')}>
                        <Button
                          variant="default"
                          leftSection={<Pencil size={14} aria-hidden />}
                          disabled={bundle === undefined}
                          loading={edit.isPending && edit.variables === bundle}
                          onClick={() => bundle !== undefined && edit.mutate(bundle)}
                        >
                          {t('edit')}
                        </Button>
                      </Tooltip>
                    )}
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
