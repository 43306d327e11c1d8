/** Which despatch a receipt of nobody may be about, and one press to put it there. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { Page, SuggestedDespatch } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Failure, Panel } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './posta.module.css';
import { postaText } from './text';

const NAMED = 3;

export function OrphanPanel({ mail }: { mail: string }) {
  const t = postaText.useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState<string>();
  const query = useQuery({
    queryKey: ['mails', mail, 'suggestions'],
    queryFn: async () => items(await http.get<Page<SuggestedDespatch>>(`/mails/${mail}/suggestions`)),
  });
  if (query.isPending) return <Bars rows={2} height={44} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const attach = async (despatch: string) => {
    setBusy(despatch);
    try {
      await http.post(`/mails/${mail}/attach`, { despatch });
      toast.done(t('orphanAttached'));
    } catch (error) {
      toast.failed(error);
    } finally {
      await Promise.all([client.invalidateQueries({ queryKey: ['mails'] }), client.invalidateQueries({ queryKey: ['despatches'] })]);
      setBusy(undefined);
    }
  };
  return (
    <Panel title={t('orphanSuggested')}>
      {query.data.length === 0 ? <p className={css.foot}>{t('orphanNone')}</p> : (
        <ul className={css.suggested}>
          {query.data.map((one) => (
            <li key={one.id}>
              <div>
                <Link to="/posta/s/$despatch" params={{ despatch: one.id }} search={{ verso: 'inviata' }}>{one.subject}</Link>
                <small>{one.recipients.slice(0, NAMED).join(', ')}{one.recipients.length > NAMED && ` +${one.recipients.length - NAMED}`} · {dateTime(one.submitted_at ?? one.created_at)}</small>
                <small>{one.because.map((why) => t(`because_${why as 'time'}`)).join(' · ')}</small>
              </div>
              <Button size="xs" variant="default" loading={busy === one.id} disabled={busy !== undefined} onClick={() => void attach(one.id)} aria-label={`${t('orphanAttach')}: ${one.subject}`}>{t('orphanAttach')}</Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
