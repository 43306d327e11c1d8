/** /amministrazione/assenze: who is away, and who works in their place day by day; one's own in the profile. */
import { ActionIcon, Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarOff, Pencil, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, Problem, reason } from '@/api/http';
import type { Absence, Page, Person } from '@/api/types';
import { day } from '@/i18n/dates';
import { Bars, Empty, Failure, Mark, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { useSession } from '@/session/session';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import { absenceText } from './absences-text';
import css from './admin.module.css';

/** Today in the office's zone, as `2026-11-28`. */
const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date());

function AbsenceDialog({ absence, own, people, close }: { absence: Absence | undefined; own: boolean; people: Person[]; close: () => void }) {
  const t = absenceText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const me = useSession().person.login;
  const [person, setPerson] = useState(absence?.person.login ?? (own ? me : ''));
  const [substitute, setSubstitute] = useState(absence?.substitute?.login ?? '');
  const [first, setFirst] = useState(absence?.first_day ?? today());
  const [last, setLast] = useState(absence?.last_day ?? '');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState<'save' | 'withdraw'>();
  const field = (key: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === key)?.message : undefined);
  const begun = absence !== undefined && absence.first_day < today();
  const act = async (name: 'save' | 'withdraw', call: () => Promise<unknown>, done: string) => {
    setBusy(name);
    setProblem(undefined);
    try {
      await call();
      toast.done(done);
      await client.invalidateQueries({ queryKey: ['absences'] });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const days = { first_day: first, last_day: last };
    void act('save', () => (absence
      ? http.patch(`/absences/${absence.id}`, { ...days, substitute })
      : http.post('/absences', { ...days, person, ...(substitute ? { substitute } : {}) })), t('saved'));
  };
  const options = (empty: string, but: string) =>
    [{ value: '', label: empty }, ...people.filter((p) => p.active && p.login !== but).map((p) => ({ value: p.login, label: p.name }))];
  return (
    <Modal opened onClose={close} title={absence ? t('edit', { name: absence.person.name }) : t('add')} closeButtonProps={{ 'aria-label': s('close') }}>
      <form onSubmit={submit} className={css.form}>
        {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
        {!own && !absence && (
          <NativeSelect label={t('person')} required value={person} onChange={(e) => setPerson(e.currentTarget.value)} data={options('', '')} error={field('person')} data-autofocus />
        )}
        <div className={css.two}>
          <TextInput type="date" label={t('first')} required min={begun ? undefined : today()} readOnly={begun} value={first} onChange={(e) => setFirst(e.currentTarget.value)} error={field('first_day')} />
          <TextInput type="date" label={t('last')} required min={first} value={last} onChange={(e) => setLast(e.currentTarget.value)} error={field('last_day')} />
        </div>
        <NativeSelect label={t('substitute')} {...(begun ? { description: t('fromToday') } : {})} value={substitute} onChange={(e) => setSubstitute(e.currentTarget.value)}
          data={options(t('noSubstitute'), person)} error={field('substitute')} />
        <div className={css.buttons}>
          {absence && !begun && (
            <Button variant="default" size="sm" loading={busy === 'withdraw'} onClick={() => void act('withdraw', () => http.delete(`/absences/${absence.id}`), t('withdrawn'))}>{t('withdraw')}</Button>
          )}
          <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
          <Button type="submit" size="sm" loading={busy === 'save'}>{s('save')}</Button>
        </div>
      </form>
    </Modal>
  );
}

function Covered({ absence }: { absence: Absence }) {
  const t = absenceText.useText();
  return (
    <ul className={css.covered}>
      {absence.covered.map((c) => {
        const via = c.via.join(', ');
        const days = c.first_day === c.last_day ? day(c.first_day) : t('rangeDays', { first: day(c.first_day), last: day(c.last_day) });
        const who = c.by ? (via ? t('byVia', { name: c.by.name, via }) : t('by', { name: c.by.name })) : via ? t('nobodyVia', { via: c.via[c.via.length - 1] ?? via }) : t('nobody');
        return (
          <li key={c.first_day}>
            {absence.covered.length > 1 && <span className={css.quiet}>{days}</span>}
            {c.by ? <span>{who}</span> : <Mark tone="warn" wrap>{who}</Mark>}
          </li>
        );
      })}
    </ul>
  );
}

/** The list with its dialog; `own`: only the reader's absences. */
export function Absences({ own = false }: { own?: boolean }) {
  const t = absenceText.useText();
  const me = useSession().person.login;
  const [editing, setEditing] = useState<Absence | 'new'>();
  const absences = useQuery({ queryKey: ['absences'], queryFn: async () => items(await http.get<Page<Absence> | Absence[]>('/absences')) });
  const people = useQuery({ queryKey: ['people'], queryFn: async () => items(await http.get<Page<Person> | Person[]>('/people')) });
  const add = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('add')}</Button>;
  const rows = absences.data?.filter((a) => !own || a.person.login === me) ?? [];
  const body = absences.isPending ? <Bars rows={4} /> : absences.isError ? <Failure error={absences.error} retry={() => void absences.refetch()} />
    : rows.length === 0 ? <Empty icon={CalendarOff} title={t('none')} action={add}>{own ? t('mineHint') : t('noneHint')}</Empty> : (
      <div className="table-scroll">
        <table className="grid stack">
          <thead><tr>{!own && <th>{t('person')}</th>}<th>{t('days')}</th><th>{t('who')}</th><th className="act"><span className="visually-hidden">{t('editTitle')}</span></th></tr></thead>
          <tbody>
            {rows.map((a) => (
              <tr key={a.id}>
                {!own && <td className={css.name}>{a.person.name}</td>}
                <td>
                  {a.last_day ? t('rangeDays', { first: day(a.first_day), last: day(a.last_day) }) : t('left')}
                  {a.last_day && a.first_day <= today() && <> <Mark tone="brand">{t('now')}</Mark></>}
                </td>
                <td><Covered absence={a} /></td>
                <td className="act">{a.last_day && (
                  <ActionIcon size={28} aria-label={t('edit', { name: a.person.name })} title={t('editTitle')} onClick={() => setEditing(a)}><Pencil size={15} aria-hidden /></ActionIcon>
                )}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  const dialog = editing && <AbsenceDialog absence={editing === 'new' ? undefined : editing} own={own} people={people.data ?? []} close={() => setEditing(undefined)} />;
  if (own) return <Panel title={t('mine')} flush actions={rows.length > 0 && add}>{body}{dialog}</Panel>;
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')}>{rows.length > 0 && add}</PageHead>
      <Panel flush>{body}</Panel>
      {dialog}
    </Sheet>
  );
}

export default function AbsencesPage() {
  return <Absences />;
}
