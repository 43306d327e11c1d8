/** What stays where a message was: by which act it was withheld or disposed of, when, and by whom. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { http } from '@/api/http';
import type { Page, RemovalTrace as Trace } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Notice } from '@/parts/parts';
import { traceText } from './removal-trace-text';

/** The trace; while there is none, what is given instead. */
export function RemovalTrace({ object, otherwise = null }: { object: string; otherwise?: ReactNode }) {
  const t = traceText.useText();
  const query = useQuery({
    queryKey: ['removals', 'of', object],
    queryFn: async () => (await http.get<Page<Trace>>(`/removals/of/${object}`)).items,
  });
  if (query.isPending) return null;
  if (query.isError || query.data.length === 0) return otherwise;
  return query.data.map((r) => (
    <Notice key={r.at} tone="neutral" title={t(r.act === 'dispose' ? 'dispose' : 'withhold')}>
      {t('line', { when: dateTime(r.at), reference: r.reference, asked: r.asked_by.name, confirmed: r.confirmed_by.name })}
    </Notice>
  ));
}
