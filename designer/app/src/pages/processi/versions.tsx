/** `/versioni`: what was published, by whom and when, with its files; and the upload of a bundle. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, Download, PackageOpen, Pencil, Trash2, Workflow } from 'lucide-react';
import { Fragment, useState } from 'react';
import { dateTime } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { may, useSession } from '@/session/session';
import { toast } from '@/shell/toast';
import { deleteDeployment, type Deployment, deploymentFile, draftOfNewest, keys, listDeployments, personName } from './api';
import css from './processi.module.css';
import { processText } from './text';
import { Upload } from './upload';

export default function ProcessVersions() {
  const t = processText.useText();
  const session = useSession();
  const mayDeploy = may(session, 'deploy');
  const deployments = useQuery({ queryKey: keys.deployments, queryFn: ({ signal }) => listDeployments(signal) });
  return (
    <Sheet>
      <PageHead title={t('versions')} hint={t('versionsHint')}>
        <Button variant="default" leftSection={<Workflow size={16} aria-hidden />} renderRoot={(props) => <Link to="/processi" {...props} />}>
          {t('title')}
        </Button>
      </PageHead>
      {mayDeploy && <Upload />}
      <Panel flush>
        {deployments.isPending && <Bars rows={4} height={36} />}
        {deployments.isError && <Failure error={deployments.error} retry={() => void deployments.refetch()} />}
        {deployments.data?.length === 0 && <Empty icon={PackageOpen} title={t('noVersions')}>{t('noVersionsText')}</Empty>}
        {deployments.data && deployments.data.length > 0 && <Table deployments={deployments.data} mayDelete={may(session, 'admin')} mayDesign={may(session, 'design')} />}
      </Panel>
    </Sheet>
  );
}

function Table({ deployments, mayDelete, mayDesign }: { deployments: Deployment[]; mayDelete: boolean; mayDesign: boolean }) {
  const t = processText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<string>();
  const [removing, setRemoving] = useState<Deployment>();
  const remove = useMutation({
    mutationFn: (id: string) => deleteDeployment(id),
    onSuccess: async () => {
      toast.done(t('versionDeleted'));
      await Promise.all([keys.deployments, keys.processes].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => toast.failed(error),
    onSettled: () => setRemoving(undefined),
  });
  const edit = useMutation({
    mutationFn: (name: string) => draftOfNewest(name),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.drafts });
      await navigate({ to: '/processi/$name/disegna', params: { name: made.name } });
    },
    onError: (error) => toast.failed(error),
  });
  // The list is newest first; a draft is made from the newest of a name.
  const newest = new Map([...deployments].reverse().map((d) => [d.name, d.id]));
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('processesCol')}</th>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('filesCol')}</th>
            <th scope="col"><span className="visually-hidden">{t('actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          {deployments.map((d) => {
            const isOpen = open === d.id;
            const who = personName(d.created_by);
            return (
              <Fragment key={d.id}>
                <tr>
                  <td><span className={css.strong}>{d.name}</span></td>
                  <td data-label={t('processesCol')}>
                    <span className={css.versions}>
                      {d.processes.map((p) => (
                        <Mark key={p.id} tone="neutral">{p.key} {t('v', { version: p.version })}</Mark>
                      ))}
                    </span>
                  </td>
                  <td data-label={t('when')}>
                    <span className={css.nowrap}>{dateTime(d.created_at)}</span>
                    {who && <div className={css.sub}>{who}</div>}
                  </td>
                  <td data-label={t('filesCol')}>
                    <Button
                      variant="subtle"
                      color="gray"
                      aria-expanded={isOpen}
                      aria-label={t(isOpen ? 'hideFiles' : 'showFiles', { name: d.name })}
                      leftSection={isOpen ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
                      onClick={() => setOpen(isOpen ? undefined : d.id)}
                    >
                      {t('filesCount', { count: d.files.length })}
                    </Button>
                  </td>
                  <td>
                    <div className={css.rowActions}>
                      {mayDesign && newest.get(d.name) === d.id && (
                        <Tooltip label={t('editHint')}>
                          <ActionIcon
                            size="lg"
                            aria-label={`${t('edit')}: ${d.name}`}
                            loading={edit.isPending && edit.variables === d.name}
                            onClick={() => edit.mutate(d.name)}
                          >
                            <Pencil size={16} aria-hidden />
                          </ActionIcon>
                        </Tooltip>
                      )}
                      {mayDelete && (
                        <Tooltip label={t('deleteVersion')}>
                          <ActionIcon
                            size="lg"
                            aria-label={t('deleteVersionOf', { name: `${d.name}, ${dateTime(d.created_at)}` })}
                            onClick={() => setRemoving(d)}
                          >
                            <Trash2 size={16} aria-hidden />
                          </ActionIcon>
                        </Tooltip>
                      )}
                    </div>
                  </td>
                </tr>
                {isOpen && (
                  <tr data-detail>
                    <td colSpan={5}>
                      <ul className={css.files}>
                        {d.files.map((path) => (
                          <li key={path}>
                            <a href={deploymentFile(d.id, path)} download={path.replace(/^.*\//, '')} title={t('download', { name: path })}>
                              <Download size={14} aria-hidden /> {path}
                            </a>
                          </li>
                        ))}
                      </ul>
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      <Ask
        isOpen={removing !== undefined}
        title={t('deleteVersionAsk', { name: removing?.name ?? '' })}
        yes={t('deleteVersion')}
        isBusy={remove.isPending}
        onNo={() => setRemoving(undefined)}
        onYes={() => removing && remove.mutate(removing.id)}
      >
        {t('deleteVersionText')}
      </Ask>
    </div>
  );
}
