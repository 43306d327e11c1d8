/** /amministrazione/registro-operazioni: the audit log, newest first. Read only. */
import { placeWords } from '@/case/doer';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { http } from '@/api/http';
import type { AuditEntry, Page } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { Bars, Empty, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import css from './admin.module.css';
import { adminText } from './text';

const KINDS = ['person', 'office', 'mailbox', 'mail', 'despatch', 'instance', 'task', 'job', 'incident', 'deployment', 'draft', 'token', 'anchor', 'note', 'session', 'chain', 'batch', 'webhook', 'credential', 'provider'] as const;

/** What it was done to: its word, and the page that shows it where there is one. */
function On({ row }: { row: AuditEntry }) {
  const t = adminText.useText();
  const known = KINDS.find((k) => k === row.kind);
  const id = row.object ?? '';
  // What has no name is told by the end of its id; the whole of it stays at hand.
  const object = row.name ? <span title={id}>{row.name}</span> : <span className={css.hash} title={id}>…{id.slice(-8)}</span>;
  return (
    <>
      <span className={css.quiet}>{known ? t(`on_${known}`) : row.kind}</span>{' '}
      {row.kind === 'instance' ? <Link to="/pratiche/$instance" params={{ instance: id }} search={{}}>{object}</Link>
        : row.kind === 'mail' ? <Link to="/posta/m/$mail" params={{ mail: id }} search={{}}>{object}</Link>
        : row.kind === 'despatch' ? <Link to="/posta/s/$despatch" params={{ despatch: id }} search={{ verso: 'inviata' }}>{object}</Link>
        : object}
    </>
  );
}

export default function Audit() {
  const t = adminText.useText();
  const s = shellText.useText();
  const list = useInfiniteQuery({
    queryKey: ['audit'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<AuditEntry>>('/audit', { cursor: pageParam, limit: 100 }),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Sheet reading>
      <PageHead title={t('audit')} hint={t('auditHint')} />
      {list.isPending ? <Bars rows={10} height={30} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? <Panel><Empty icon={ScrollText} title={t('emptyAudit')} /></Panel> : (
          <Panel flush>
            <div className="table-scroll">
              <table className="grid stack">
                <thead><tr><th>{t('when')}</th><th>{t('who')}</th><th>{t('what')}</th><th>{t('on')}</th></tr></thead>
                <tbody>
                  {rows.map((row) => {
                    return (
                      <tr key={row.seq}>
                        <td className="nowrap">{dateTimeSeconds(row.at)}</td>
                        <td>{row.by.login === 'system' ? t('system') : row.by.name}{row.on_behalf_of && <div className={css.quiet}>{placeWords(row.on_behalf_of)}</div>}</td>
                        <td><span title={row.act}>{row.text ?? row.act}</span></td>
                        <td><On row={row} /></td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
            {list.hasNextPage && <div className={css.more}><Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{s('more')}</Button></div>}
          </Panel>
        )}
    </Sheet>
  );
}
