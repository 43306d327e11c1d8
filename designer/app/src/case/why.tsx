/** *Perché è qui*: the rules and values that brought a case or a task where it is, oldest first. */
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/http';
import type { WhyReason, WhyShown } from '@/api/types';
import { dateTimeSeconds } from '@/i18n/dates';
import { Bars, Failure } from '@/parts/parts';
import css from './case.module.css';
import { doerWords } from './doer';
import { useOfficeName } from './offices';
import { whyText } from './why-text';

const SORTS = ['begun', 'condition', 'otherwise', 'decision', 'office', 'offered', 'moved'] as const;

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Line({ reason }: { reason: WhyReason }) {
  const t = whyText.useText();
  const officeName = useOfficeName();
  const sort = SORTS.find((s) => s === reason.sort);
  const title = reason.sort === 'start' ? t(reason.rule ? 'startRule' : 'start') : sort ? t(sort) : reason.sort;
  const office = reason.sort === 'office' ? reason.values[0]?.value : undefined;
  return (
    <li>
      <span className={css.at}>{dateTimeSeconds(reason.at)}</span>
      <span className={css.event}>
        <strong>{title}</strong>
        {typeof office === 'string' && <> {officeName(office)}</>}
        {reason.element_name && <> · {reason.element_name}</>}
        {reason.to && <> {t('to', { name: reason.to })}</>}
        {reason.by && <span className={css.by}>{t('by', { name: doerWords(reason.by) })}</span>}
        {reason.sort !== 'office' && (
          <>
            {reason.rule && <code className={css.rule}>{reason.rule}</code>}
            {reason.values.map((v) => (
              <span key={v.name} className={css.eventText}><code>{v.name}</code> = {shown(v.value)}</span>
            ))}
          </>
        )}
      </span>
    </li>
  );
}

export function Why({ of, id }: { of: 'instances' | 'tasks'; id: string }) {
  const t = whyText.useText();
  const query = useQuery({ queryKey: [of, id, 'why'], queryFn: () => http.get<WhyShown>(`/${of}/${id}/why`) });
  if (query.isPending) return <Bars rows={3} height={26} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { items, partial } = query.data;
  return (
    <div>
      <p className={css.hint}>{t('hint')}</p>
      {items.length === 0 ? <p className={css.none}>{t('none')}</p> : <ol className={css.history}>{items.map((reason, i) => <Line key={i} reason={reason} />)}</ol>}
      {partial && <p className={css.hint}>{t('partial')}</p>}
    </div>
  );
}
