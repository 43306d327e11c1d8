/** /amministrazione/calendario: when the house, its areas and its offices work. */
import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, Problem } from '@/api/http';
import type { Area, Calendar, CalendarShown, Page, RestDay } from '@/api/types';
import { useOffices } from '@/case/offices';
import { dateTime, day } from '@/i18n/dates';
import { usePersonName } from '@/case/people';
import { Ask } from '@/parts/ask';
import { Bars, Failure, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { calendarText } from './calendar-text';
import { Refusal } from './refusal';

const KEY = ['calendars'] as const;
const HOUSE = 'casa';
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

type Stretch = Calendar['week'][number][number];

/** The hours of a day; a day without any is not worked. */
function DayHours({ name, hours, change }: { name: string; hours: Stretch[]; change: (hours: Stretch[]) => void }) {
  const t = calendarText.useText();
  const put = (at: number, patch: Partial<Stretch>) => change(hours.map((h, i) => (i === at ? { ...h, ...patch } : h)));
  return (
    <li className={css.weekDay}>
      <strong>{name}</strong>
      {hours.length === 0 && <span className={css.quiet}>{t('rest')}</span>}
      {hours.map((h, i) => (
        <span key={i} className={css.hours}>
          <TextInput type="time" aria-label={`${name}: ${t('from')}`} required value={h.from} onChange={(e) => put(i, { from: e.currentTarget.value })} />
          <span>{t('to')}</span>
          <TextInput type="time" aria-label={`${name}: ${t('to')}`} required value={h.to} onChange={(e) => put(i, { to: e.currentTarget.value })} />
          <ActionIcon size={34} aria-label={`${name}: ${t('removeHours')}`} title={t('removeHours')} onClick={() => change(hours.filter((_, j) => j !== i))}><X size={16} aria-hidden /></ActionIcon>
        </span>
      ))}
      {hours.length < 4 && <ActionIcon size={34} aria-label={`${name}: ${t('addHours')}`} title={t('addHours')}
        onClick={() => change([...hours, hours.length === 0 ? { from: '09:00', to: '13:00' } : { from: '14:00', to: '17:00' }])}><Plus size={16} aria-hidden /></ActionIcon>}
    </li>
  );
}

function Form({ scope, shown, start }: { scope: string; shown: CalendarShown | undefined; start: Calendar }) {
  const t = calendarText.useText();
  const client = useQueryClient();
  const [week, setWeek] = useState(start.week);
  const [patron, setPatron] = useState(start.patron ?? null);
  const [closings, setClosings] = useState(start.closings ?? []);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await http.put<CalendarShown>(`/calendars/${encodeURIComponent(scope)}`, { week, patron, closings }, shown ? { ifMatch: shown.number } : {});
      toast.done(t('saved'));
      await client.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const putClosing = (at: number, patch: Partial<(typeof closings)[number]>) => setClosings(closings.map((c, i) => (i === at ? { ...c, ...patch } : c)));
  return (
    <form className={css.form} onSubmit={(e) => void submit(e)}>
      <fieldset className={css.part}>
        <legend>{t('week')}</legend>
        <ul className={css.week}>
          {DAYS.map((d) => <DayHours key={d} name={t(`day_${d}`)} hours={week[d] ?? []} change={(hours) => setWeek(week.map((w, i) => (i === d ? hours : w)))} />)}
        </ul>
      </fieldset>
      <fieldset className={css.part}>
        <legend>{t('patron')}</legend>
        <Checkbox label={t('patron')} checked={patron !== null} onChange={(e) => setPatron(e.currentTarget.checked ? { month: 1, day: 1, name: '' } : null)} />
        {patron && (
          <>
            <div className={css.two}>
              <TextInput type="number" label={t('patronDay')} min={1} max={31} required value={String(patron.day)} onChange={(e) => setPatron({ ...patron, day: Number(e.currentTarget.value) })} />
              <TextInput type="number" label={t('patronMonth')} min={1} max={12} required value={String(patron.month)} onChange={(e) => setPatron({ ...patron, month: Number(e.currentTarget.value) })} />
              <TextInput label={t('patronName')} maxLength={200} value={patron.name ?? ''} onChange={(e) => setPatron({ ...patron, name: e.currentTarget.value })} />
            </div>
            <p className={css.quiet}>{t('patronHelp')}</p>
          </>
        )}
      </fieldset>
      <fieldset className={css.part}>
        <legend>{t('closings')}</legend>
        <p className={css.quiet}>{closings.length === 0 ? t('noClosings') : t('closingsHint')}</p>
        {closings.map((c, i) => (
          <div key={i} className={css.roleRow}>
            <TextInput type="date" label={t('first')} required value={c.first_day} onChange={(e) => putClosing(i, { first_day: e.currentTarget.value, ...(c.last_day < e.currentTarget.value ? { last_day: e.currentTarget.value } : {}) })} />
            <TextInput type="date" label={t('last')} required min={c.first_day} value={c.last_day} onChange={(e) => putClosing(i, { last_day: e.currentTarget.value })} />
            <TextInput label={t('reason')} maxLength={200} value={c.reason ?? ''} onChange={(e) => putClosing(i, { reason: e.currentTarget.value })} />
            <ActionIcon size={34} aria-label={t('removeClosing', { n: i + 1 })} onClick={() => setClosings(closings.filter((_, j) => j !== i))}><X size={16} aria-hidden /></ActionIcon>
          </div>
        ))}
        <div><Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setClosings([...closings, { first_day: '', last_day: '', reason: '' }])}>{t('addClosing')}</Button></div>
      </fieldset>
      {problem instanceof Problem && problem.fields.map((f) => <Notice key={f.field} tone="bad">{f.message}</Notice>)}
      <Refusal problem={problem} />
      <div className={css.buttons}><Button type="submit" size="sm" loading={busy}>{t('save')}</Button></div>
    </form>
  );
}

/** What the calendar amounts to in a year. */
function Year({ scope, version }: { scope: string; version: number }) {
  const t = calendarText.useText();
  const [year, setYear] = useState(new Date().getFullYear());
  const list = useQuery({
    queryKey: [...KEY, scope, version, year],
    queryFn: async () => items(await http.get<Page<RestDay>>(`/calendars/${encodeURIComponent(scope)}/days`, { year })),
  });
  const move = (
    <div className={css.acts}>
      <ActionIcon size={34} aria-label={t('previous')} onClick={() => setYear(year - 1)}><ChevronLeft size={16} aria-hidden /></ActionIcon>
      <ActionIcon size={34} aria-label={t('next')} onClick={() => setYear(year + 1)}><ChevronRight size={16} aria-hidden /></ActionIcon>
    </div>
  );
  return (
    <Panel title={t('year', { year })} actions={move}>
      <p className={css.quiet}>{t('yearHint')}</p>
      {list.isPending ? <Bars rows={4} height={28} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : <ul className={css.restDays}>{list.data.map((d) => <li key={d.day}><span>{day(`${d.day}T12:00:00Z`)}</span> {d.name}</li>)}</ul>}
    </Panel>
  );
}

export default function Calendars() {
  const t = calendarText.useText();
  const nameOf = usePersonName();
  const client = useQueryClient();
  const [scope, setScope] = useState(HOUSE);
  const [own, setOwn] = useState<string>();
  const [asking, setAsking] = useState(false);
  const offices = useOffices();
  const areas = useQuery({ queryKey: ['areas'], queryFn: async () => items(await http.get<Page<Area>>('/areas')) });
  const list = useQuery({ queryKey: KEY, queryFn: async () => items(await http.get<Page<CalendarShown>>('/calendars')) });
  const scopes = [
    { value: HOUSE, label: t('house') },
    ...(areas.data ?? []).map((a) => ({ value: `aoo:${a.key}`, label: t('area', { name: a.name }) })),
    ...(offices.data ?? []).map((o) => ({ value: `ufficio:${o.key}`, label: t('office', { name: o.name }) })),
  ];
  const label = scopes.find((s) => s.value === scope)?.label ?? scope;
  const remove = async () => {
    try {
      await http.delete(`/calendars/${encodeURIComponent(scope)}`);
      toast.done(t('removed'));
      setOwn(undefined);
    } catch (error) {
      toast.failed(error);
    }
    setAsking(false);
    await client.invalidateQueries({ queryKey: KEY });
  };
  const page = () => {
    if (list.isPending) return <Bars rows={5} />;
    if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
    const shown = list.data.find((c) => c.scope === scope);
    const house = list.data.find((c) => c.scope === HOUSE);
    const start = shown ?? house;
    const version = Math.max(...list.data.map((c) => c.number));
    return (
      <>
        <Panel>
          <div className={css.form}>
            <NativeSelect label={t('whose')} value={scope} data={scopes} onChange={(e) => { setScope(e.currentTarget.value); setOwn(undefined); }} />
            <p className={css.quiet}>
              {!shown ? t(scope.startsWith('ufficio:') ? 'goesByArea' : 'goesByHouse')
                : shown.changed_by && shown.changed_at ? t('changed', { name: nameOf(shown.changed_by), at: dateTime(shown.changed_at), number: shown.number })
                : t('never')}
            </p>
            {!shown && own !== scope && <div><Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setOwn(scope)}>{t('own')}</Button></div>}
            {(shown || own === scope) && start && <Form key={`${scope} ${shown?.number ?? 0}`} scope={scope} shown={shown} start={start.calendar} />}
            {shown && scope !== HOUSE && <div><Button variant="subtle" onClick={() => setAsking(true)}>{t('back')}</Button></div>}
          </div>
        </Panel>
        <Year key={scope} scope={scope} version={version} />
      </>
    );
  };
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')} />
      {page()}
      <Ask isOpen={asking} title={t('backAsk', { name: label })} yes={t('back')} onYes={() => void remove()} onNo={() => setAsking(false)}>{t('backText')}</Ask>
    </Sheet>
  );
}
