/** Who held the tasks of a case, since when and how long. */
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/http';
import type { Holding } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Bars, Failure } from '@/parts/parts';
import css from './case.module.css';
import { doerWords } from './doer';
import { holdersText } from './holders-text';

const HOWS = ['completed', 'released', 'handed_over', 'taken_over', 'given_back', 'ended'] as const;

/** A length of time in its two largest units. */
export function span(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const parts = days > 0 ? [holdersText.text('days', { count: days }), hours > 0 && holdersText.text('hours', { count: hours })]
    : hours > 0 ? [holdersText.text('hours', { count: hours }), minutes % 60 > 0 && holdersText.text('minutes', { count: minutes % 60 })]
    : minutes > 0 ? [holdersText.text('minutes', { count: minutes })] : [holdersText.text('moment')];
  return parts.filter(Boolean).join(', ');
}

export function Holders({ instance }: { instance: string }) {
  const t = holdersText.useText();
  const query = useQuery({ queryKey: ['instances', instance, 'holders'], queryFn: () => http.get<Holding[]>(`/instances/${instance}/holders`) });
  if (query.isPending) return <Bars rows={2} height={26} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={css.none}>{t('none')}</p>;
  return (
    <ol className={css.history}>
      {query.data.map((row) => {
        const how = HOWS.find((h) => h === row.how);
        return (
          <li key={`${row.task} ${row.since}`}>
            <span className={css.at}>{dateTime(row.since)}</span>
            <span className={css.event}>
              <strong>{doerWords(row.holder)}</strong>
              <span className={css.eventText}>{row.name}</span>
              <span className={css.by}>{[span(row.seconds), how ? t(`how_${how}`) : t('still')].join(' · ')}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
