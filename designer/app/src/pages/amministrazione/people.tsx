/** /amministrazione/persone: who may enter, with which roles. No figures per person are shown anywhere. */
import { ActionIcon, Button, Checkbox, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { DoorOpen, FileUp, Pencil, Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, Problem, reason } from '@/api/http';
import type { Office, Page, Person, RoleGrant } from '@/api/types';
import { useAreas } from '@/case/areas';
import { useOfficeName, useOffices } from '@/case/offices';
import { day } from '@/i18n/dates';
import { Bars, Failure, Mark, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { ROLES, roleWord } from '@/session/roles';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { Identities } from './identities';
import { identityText } from './identities-text';
import { Leaving } from './leaving';
import { PasswordLinks } from './password-links';
import { PeopleImport } from './people-import';
import { areaText } from '@/case/areas-text';
import { adminText } from './text';

/** Where a role holds, as the choice says it: an office by its key, an area behind this. */
const AREA = 'aoo:';
const placeOf = (grant: RoleGrant): string => (grant.area ? AREA + grant.area : (grant.office ?? ''));
const atPlace = (value: string): Partial<RoleGrant> =>
  value.startsWith(AREA) ? { office: null, area: value.slice(AREA.length) } : { office: value || null, area: null };

function PersonDialog({ person, offices, close, leave, added }: {
  person: Person | undefined; offices: Office[]; close: () => void; leave: (p: Person) => void; added: (p: Person) => void;
}) {
  const t = adminText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const at = areaText.useText();
  const it = identityText.useText();
  const areas = useAreas().data ?? [];
  const [name, setName] = useState(person?.name ?? '');
  const [login, setLogin] = useState(person?.login ?? '');
  const [email, setEmail] = useState(person?.email ?? '');
  const [taxCode, setTaxCode] = useState(person?.tax_code ?? '');
  const [password, setPassword] = useState('');
  const [active, setActive] = useState(person?.active ?? true);
  const [roles, setRoles] = useState<RoleGrant[]>(person?.roles ?? [{ role: 'operatore', office: null }]);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const field = (key: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === key)?.message : undefined);
  const change = (at: number, patch: Partial<RoleGrant>) => setRoles(roles.map((r, i) => (i === at ? { ...r, ...patch } : r)));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    const body = {
      name: name.trim(), email: email.trim() || null, tax_code: taxCode.trim(), ...(password ? { password } : {}),
      roles: roles.map((r) => ({ role: r.role, ...(r.office ? { office: r.office } : {}), ...(r.area ? { area: r.area } : {}), ...(r.last_day ? { last_day: r.last_day } : {}) })),
    };
    try {
      const made = person ? undefined : await http.post<Person>('/people', { login: login.trim(), ...body });
      if (person) await http.patch(`/people/${person.id}`, { ...body, active });
      toast.done(t('saved'));
      await client.invalidateQueries({ queryKey: ['people'] });
      // Without a password somebody new cannot come in yet: the next step is here.
      if (made && !password) added(made);
      else close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={person ? t('editPerson', { name: person.name }) : t('addPerson')} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <form onSubmit={(e) => void submit(e)} className={css.form}>
        {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
        <div className={css.two}>
          <TextInput label={t('name')} required value={name} onChange={(e) => setName(e.currentTarget.value)} error={field('name')} data-autofocus />
          <TextInput label={t('login')} required readOnly={person !== undefined} value={login} onChange={(e) => setLogin(e.currentTarget.value)} error={field('login')} autoComplete="off" />
        </div>
        <div className={css.two}>
          <TextInput label={t('email')} type="email" value={email} onChange={(e) => setEmail(e.currentTarget.value)} error={field('email')} />
          <TextInput label={it('taxCode')} description={it('taxCodeHint')} maxLength={16} value={taxCode} onChange={(e) => setTaxCode(e.currentTarget.value.toUpperCase())} error={field('tax_code')} />
          {!person && <PasswordInput label={t('newPassword')} description={it('orLink')} value={password} onChange={(e) => setPassword(e.currentTarget.value)} error={field('password')} autoComplete="new-password" />}
        </div>
        {person && <Identities person={person} />}
        {person && <PasswordLinks person={person} />}
        <fieldset className={css.part}>
          <legend>{t('roles')}</legend>
          {roles.map((grant, i) => (
            <div key={i} className={css.roleRow}>
              <NativeSelect label={t('role')} value={grant.role} onChange={(e) => change(i, { role: e.currentTarget.value })}
                data={[...new Set([...ROLES, grant.role])].map((value) => ({ value, label: roleWord(value) }))} />
              <NativeSelect label={t('office')} value={placeOf(grant)} onChange={(e) => change(i, atPlace(e.currentTarget.value))}
                data={[{ value: '', label: t('everywhere') }, ...areas.map((a) => ({ value: AREA + a.key, label: at('inArea', { name: a.name }) })), ...offices.map((o) => ({ value: o.key, label: o.name }))]} />
              <TextInput type="date" label={t('roleEnds')} value={grant.last_day ?? ''} onChange={(e) => change(i, { last_day: e.currentTarget.value || null })} />
              <ActionIcon size={34} aria-label={t('removeRole', { role: roleWord(grant.role) })} onClick={() => setRoles(roles.filter((_, j) => j !== i))}><X size={16} aria-hidden /></ActionIcon>
            </div>
          ))}
          <div><Button variant="default" onClick={() => setRoles([...roles, { role: 'operatore', office: null }])}>{t('addRole')}</Button></div>
        </fieldset>
        {person?.active && <div><Button variant="default" leftSection={<DoorOpen size={16} aria-hidden />} onClick={() => leave(person)}>{t('leave')}…</Button></div>}
        {person && <Checkbox label={t('active')} checked={active} onChange={(e) => setActive(e.currentTarget.checked)} />}
        <div className={css.buttons}>
          <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
          <Button type="submit" size="sm" loading={busy}>{s('save')}</Button>
        </div>
      </form>
    </Modal>
  );
}

export default function People() {
  const t = adminText.useText();
  const [editing, setEditing] = useState<Person | 'new'>();
  const it = identityText.useText();
  const [importing, setImporting] = useState(false);
  const [leaving, setLeaving] = useState<Person>();
  const people = useQuery({ queryKey: ['people'], queryFn: async () => items(await http.get<Page<Person> | Person[]>('/people')) });
  const offices = useOffices();
  const officeName = useOfficeName();
  const areas = useAreas();
  return (
    <Sheet>
      <PageHead title={t('people')} hint={t('peopleHint')}>
        <Button size="sm" variant="default" leftSection={<FileUp size={16} aria-hidden />} onClick={() => setImporting(true)}>{it('import')}</Button>
        <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('addPerson')}</Button>
      </PageHead>
      {people.isPending ? <Bars rows={6} /> : people.isError ? <Failure error={people.error} retry={() => void people.refetch()} /> : (
        <Panel flush>
          <div className="table-scroll">
            <table className="grid stack">
              <thead><tr><th>{t('name')}</th><th>{t('login')}</th><th>{t('email')}</th><th>{t('roles')}</th><th className="act"><span className="visually-hidden">{t('edit')}</span></th></tr></thead>
              <tbody>
                {people.data.map((p) => (
                  <tr key={p.id}>
                    <td className={css.name}>{p.name}{p.active === false && <> <Mark>{t('inactive')}</Mark></>}</td>
                    <td>{p.login}</td>
                    <td>{p.email ?? ''}</td>
                    <td>
                      <span className={css.roles}>
                        {p.roles.length === 0 && <span className={css.quiet}>{t('noRoles')}</span>}
                        {p.roles.map((r) => <Mark key={`${r.role} ${placeOf(r)}`} tone={r.role === 'amministratore' ? 'warn' : 'neutral'}>{roleWord(r.role)}{r.office ? ` · ${officeName(r.office)}` : ''}{r.area ? ` · ${areas.data?.find((a) => a.key === r.area)?.name ?? r.area}` : ''}{r.last_day ? ` · ${t('until', { day: day(r.last_day) })}` : ''}</Mark>)}
                      </span>
                    </td>
                    <td className="act"><ActionIcon size={28} aria-label={t('editPerson', { name: p.name })} title={t('edit')} onClick={() => setEditing(p)}><Pencil size={15} aria-hidden /></ActionIcon></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
      {editing && <PersonDialog key={editing === 'new' ? 'new' : editing.id} added={setEditing} person={editing === 'new' ? undefined : editing} offices={offices.data ?? []} close={() => setEditing(undefined)} leave={(p) => { setEditing(undefined); setLeaving(p); }} />}
      {importing && <PeopleImport close={() => setImporting(false)} />}
      {leaving && <Leaving person={leaving} people={people.data ?? []} close={() => setLeaving(undefined)} />}
    </Sheet>
  );
}
