/** /amministrazione/uffici: the tree of offices with head and deputy. */
import { ActionIcon, Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2, Pencil, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, reason } from '@/api/http';
import type { Office, Page, Person } from '@/api/types';
import { Bars, Empty, Failure, Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { useAreas } from '@/case/areas';
import { useOffices } from '@/case/offices';
import { areaText } from '@/case/areas-text';
import { adminText } from './text';

function OfficeDialog({ office, offices, people, close }: { office: Office | undefined; offices: Office[]; people: Person[]; close: () => void }) {
  const t = adminText.useText();
  const s = shellText.useText();
  const a = areaText.useText();
  const client = useQueryClient();
  const [name, setName] = useState(office?.name ?? '');
  const [key, setKey] = useState(office?.key ?? '');
  const [parent, setParent] = useState(office ? (office.parent ?? '') : (offices.find((o) => !o.parent)?.key ?? ''));
  const areas = useAreas();
  const [area, setArea] = useState(office?.area ?? '');
  const [head, setHead] = useState(office?.head ?? '');
  const [deputy, setDeputy] = useState(office?.deputy ?? '');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    // Empty text takes away.
    const body = { name: name.trim(), parent, area, head, deputy };
    try {
      if (office) await http.patch(`/offices/${office.id}`, body);
      else await http.post('/offices', { key: key.trim(), ...body });
      toast.done(t('saved'));
      await client.invalidateQueries({ queryKey: ['offices'] });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const who = [{ value: '', label: t('unset') }, ...people.map((p) => ({ value: p.login, label: p.name }))];
  return (
    <Modal opened onClose={close} title={office ? t('editPerson', { name: office.name }) : t('addOffice')} closeButtonProps={{ 'aria-label': s('close') }}>
      <form onSubmit={(e) => void submit(e)} className={css.form}>
        {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
        <TextInput label={t('officeName')} required value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
        {!office && <TextInput label={t('officeKey')} description={t('keyHint')} required pattern="[a-z][a-z0-9\-]*" value={key} onChange={(e) => setKey(e.currentTarget.value)} />}
        <NativeSelect label={t('parent')} value={parent} onChange={(e) => setParent(e.currentTarget.value)}
          data={[{ value: '', label: t('noParent') }, ...offices.filter((o) => o.id !== office?.id).map((o) => ({ value: o.key, label: o.name }))]} />
        {(areas.data?.length ?? 0) > 0 && (
          <NativeSelect label={a('ofOffice')} value={area} onChange={(e) => setArea(e.currentTarget.value)}
            data={[{ value: '', label: a('all') }, ...(areas.data ?? []).map((o) => ({ value: o.key, label: o.name }))]} />
        )}
        <div className={css.two}>
          <NativeSelect label={t('head')} value={head} onChange={(e) => setHead(e.currentTarget.value)} data={who} />
          <NativeSelect label={t('deputy')} value={deputy} onChange={(e) => setDeputy(e.currentTarget.value)} data={who} />
        </div>
        <div className={css.buttons}>
          <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
          <Button type="submit" size="sm" loading={busy}>{s('save')}</Button>
        </div>
      </form>
    </Modal>
  );
}

function Branch({ of, offices, name, edit }: { of: string | null; offices: Office[]; name: (login: string | null | undefined) => string | undefined; edit: (o: Office) => void }) {
  const t = adminText.useText();
  const keys = new Set(offices.map((o) => o.key));
  // An office whose parent cannot be seen is shown at the root rather than lost.
  const here = offices.filter((o) => (of === null ? !o.parent || !keys.has(o.parent) : o.parent === of));
  if (here.length === 0) return null;
  return (
    <ul className={of === null ? css.tree : undefined}>
      {here.map((o) => (
        <li key={o.id}>
          <div className={css.office}>
            <div><strong>{o.name}</strong><small>{o.key}</small></div>
            <div><small>{t('head')}</small> {name(o.head) ?? <small>{t('unset')}</small>}</div>
            <div>{o.deputy && <><small>{t('deputy')}</small> {name(o.deputy)}</>}</div>
            <ActionIcon size={28} aria-label={t('editPerson', { name: o.name })} title={t('edit')} onClick={() => edit(o)}><Pencil size={15} aria-hidden /></ActionIcon>
          </div>
          <Branch of={o.key} offices={offices} name={name} edit={edit} />
        </li>
      ))}
    </ul>
  );
}

export default function Offices() {
  const t = adminText.useText();
  const offices = useOffices();
  const people = useQuery({ queryKey: ['people'], queryFn: async () => items(await http.get<Page<Person> | Person[]>('/people')) });
  const [editing, setEditing] = useState<Office | 'new'>();
  const name = (login: string | null | undefined) => (login ? (people.data?.find((p) => p.login === login)?.name ?? login) : undefined);
  const add = <Button size="sm" leftSection={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('addOffice')}</Button>;
  return (
    <Sheet>
      <PageHead title={t('officesTitle')} hint={t('officesHint')}>{(offices.data?.length ?? 0) > 0 && add}</PageHead>
      {offices.isPending ? <Bars rows={5} /> : offices.isError ? <Failure error={offices.error} retry={() => void offices.refetch()} />
        : offices.data.length === 0 ? <Panel><Empty icon={Building2} title={t('noOffices')} action={add}>{t('noOfficesHint')}</Empty></Panel>
        : <Panel flush><Branch of={null} offices={offices.data} name={name} edit={setEditing} /></Panel>}
      {editing && <OfficeDialog office={editing === 'new' ? undefined : editing} offices={offices.data ?? []} people={people.data ?? []} close={() => setEditing(undefined)} />}
    </Sheet>
  );
}
