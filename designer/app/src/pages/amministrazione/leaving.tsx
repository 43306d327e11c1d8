/** Somebody leaves the organisation: what goes to whom, looked at before it is done. */
import { Button, Checkbox, Modal, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { Belongings, Person } from '@/api/types';
import { useOfficeName } from '@/case/offices';
import { dictionary } from '@/i18n/dictionary';
import { day } from '@/i18n/dates';
import { Bars, Failure, Mark, Notice } from '@/parts/parts';
import { roleWord } from '@/session/roles';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';

const leavingText = dictionary(
  'leaving',
  {
    title: '{{name}} lascia l’ente',
    hint: 'Non potrà più entrare. Quello che ha fatto resta a suo nome; quello che ha in mano passa ad altri, bozze comprese.',
    successor: 'A chi passano attività, bozze e approvazioni',
    successorHint: 'Anche quelle che i processi le assegneranno più avanti, in sostituzione.',
    head: 'Chi guida i suoi uffici',
    sameHead: 'la stessa persona',
    roles: 'Dai anche i suoi ruoli: entra nei suoi uffici e gruppi',
    choose: 'scegli una persona',
    tasks: 'Attività',
    noTasks: 'Nessuna attività in mano.',
    held: 'in carico',
    offered: 'proposta',
    draft: 'con bozza',
    approval: 'approvazione',
    offices: 'Uffici',
    headOf: 'responsabile di {{name}}',
    deputyOf: 'sostituto di {{name}}',
    rolesHad: 'Ruoli',
    alone: 'Nessun altro ha questi ruoli: {{roles}}. Dalli al successore, o le attività di quel gruppo restano senza nessuno.',
    substitutes: 'Sostituzioni',
    substituteOf: '{{name}}, dal {{first}} al {{last}}',
    do: 'Passa le consegne e chiudi l’accesso',
    done: 'Consegne passate: {{name}} non può più entrare.',
  },
  {
    title: '{{name}} leaves the organisation',
    hint: 'They can log in no more. What they did stays in their name; what they have in hand goes to others, drafts included.',
    successor: 'Who gets tasks, drafts and approvals',
    successorHint: 'Also those processes assign to them later, in their place.',
    head: 'Who leads their offices',
    sameHead: 'the same person',
    roles: 'Give their roles too: joins their offices and groups',
    choose: 'choose a person',
    tasks: 'Tasks',
    noTasks: 'No task in hand.',
    held: 'held',
    offered: 'offered',
    draft: 'with a draft',
    approval: 'approval',
    offices: 'Offices',
    headOf: 'head of {{name}}',
    deputyOf: 'deputy of {{name}}',
    rolesHad: 'Roles',
    alone: 'Nobody else has these roles: {{roles}}. Give them to the successor, or the tasks of that group are left to nobody.',
    substitutes: 'Substitutions',
    substituteOf: '{{name}}, from {{first}} to {{last}}',
    do: 'Hand over and close the login',
    done: 'Handed over: {{name}} can log in no more.',
  },
);

function Preview({ had }: { had: Belongings }) {
  const t = leavingText.useText();
  const officeName = useOfficeName();
  const role = (r: Belongings['roles'][number]) => (r.office ? `${roleWord(r.role)} · ${officeName(r.office)}` : roleWord(r.role));
  return (
    <>
      <fieldset className={css.part}>
        <legend>{t('tasks')} ({had.tasks.length})</legend>
        {had.tasks.length === 0 && <span className={css.quiet}>{t('noTasks')}</span>}
        <ul className={css.covered} data-long={had.tasks.length > 6 || undefined} tabIndex={had.tasks.length > 6 ? 0 : undefined} aria-label={t('tasks')}>
          {had.tasks.map((task) => (
            <li key={task.id}>
              <span>{task.title} · {task.name}</span>
              <Mark>{task.held ? t('held') : t('offered')}</Mark>
              {task.draft && <Mark tone="brand">{t('draft')}</Mark>}
              {task.approval && <Mark tone="brand">{t('approval')}</Mark>}
            </li>
          ))}
        </ul>
      </fieldset>
      {(had.offices.length > 0 || had.substitutes.length > 0 || had.roles.length > 0) && (
        <fieldset className={css.part}>
          <legend>{[had.offices.length > 0 && t('offices'), had.roles.length > 0 && t('rolesHad'), had.substitutes.length > 0 && t('substitutes')].filter(Boolean).join(' · ')}</legend>
          <ul className={css.covered}>
            {had.offices.map((o) => <li key={`${o.key} ${o.head}`}>{t(o.head ? 'headOf' : 'deputyOf', { name: o.name })}</li>)}
            {had.roles.map((r) => <li key={role(r)}>{role(r)}</li>)}
            {had.substitutes.map((a) => <li key={`${a.person.login} ${a.first_day}`}>{t('substituteOf', { name: a.person.name, first: day(a.first_day), last: a.last_day ? day(a.last_day) : '…' })}</li>)}
          </ul>
          {had.alone.length > 0 && <Notice tone="warn">{t('alone', { roles: had.alone.map(role).join(', ') })}</Notice>}
        </fieldset>
      )}
    </>
  );
}

export function Leaving({ person, people, close }: { person: Person; people: Person[]; close: () => void }) {
  const t = leavingText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const had = useQuery({ queryKey: ['belongings', person.id], queryFn: () => http.get<Belongings>(`/people/${person.id}/belongings`) });
  const [successor, setSuccessor] = useState('');
  const [head, setHead] = useState('');
  const [roles, setRoles] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const field = (key: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === key)?.message : undefined);
  const others = people.filter((p) => p.active && p.id !== person.id).map((p) => ({ value: p.login, label: p.name }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await http.post(`/people/${person.id}/leave`, { successor, roles, ...(head ? { head } : {}) });
      toast.done(t('done', { name: person.name }));
      await client.invalidateQueries();
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('title', { name: person.name })} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <form onSubmit={(e) => void submit(e)} className={css.form}>
        <p className={css.quiet}>{t('hint')}</p>
        {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
        {had.isPending ? <Bars rows={3} /> : had.isError ? <Failure error={had.error} retry={() => void had.refetch()} /> : <Preview had={had.data} />}
        <div className={css.two}>
          <NativeSelect label={t('successor')} description={t('successorHint')} required value={successor} onChange={(e) => setSuccessor(e.currentTarget.value)}
            data={[{ value: '', label: t('choose') }, ...others]} error={field('successor')} />
          {(had.data?.offices.length ?? 0) > 0 && (
            <NativeSelect label={t('head')} value={head} onChange={(e) => setHead(e.currentTarget.value)} data={[{ value: '', label: t('sameHead') }, ...others]} error={field('head')} />
          )}
        </div>
        <Checkbox label={t('roles')} checked={roles} onChange={(e) => setRoles(e.currentTarget.checked)} />
        <div className={css.buttons}>
          <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
          <Button type="submit" size="sm" loading={busy} disabled={!successor || !had.isSuccess}>{t('do')}</Button>
        </div>
      </form>
    </Modal>
  );
}
