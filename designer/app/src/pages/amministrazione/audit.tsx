/** /amministrazione/registro-operazioni: the audit log, newest first. Read only. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { http } from '@/api/http';
import type { AuditEntry, Page, PersonRef } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { Bars, Empty, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import css from './admin.module.css';
import { adminText } from './text';

function nameOf(who: PersonRef | string | null | undefined): string | undefined {
  return typeof who === 'object' && who ? who.name : (who ?? undefined);
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
    <Sheet>
      <PageHead title={t('audit')} hint={t('auditHint')} />
      {list.isPending ? <Bars rows={10} height={30} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? <Panel><Empty icon={ScrollText} title={t('emptyAudit')} /></Panel> : (
          <Panel flush>
            <div className="table-scroll">
              <table className="grid stack">
                <thead><tr><th>{t('when')}</th><th>{t('who')}</th><th>{t('what')}</th><th>{t('on')}</th></tr></thead>
                <tbody>
                  {rows.map((row, i) => {
                    const who = nameOf(row.actor);
                    const behalf = nameOf(row.on_behalf_of);
                    return (
                      <tr key={row.id ?? row.seq ?? i}>
                        <td className="nowrap">{dateTimeSeconds(row.at)}</td>
                        <td>{who === 'system' ? t('system') : who}{behalf && <div className={css.quiet}>{t('forWhom', { name: behalf })}</div>}</td>
                        <td>{row.text ?? <code>{row.verb}</code>}</td>
                        <td><span className={css.quiet}>{row.object_kind}</span> <span className={css.hash}>{row.object}</span></td>
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
