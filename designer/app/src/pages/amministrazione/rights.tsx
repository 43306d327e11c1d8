/** The rights over a mailbox's messages: who may see, answer, forward, send, register and sort which of them. */
import { ActionIcon, Button, Checkbox, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, items, Problem } from '@/api/http';
import type { Mailbox, MailboxGrant, MailboxRight, MessageClass, Page, Person } from '@/api/types';
import { useGroupWord, useOffices } from '@/case/offices';
import { Notice } from '@/parts/parts';
import { ROLES, roleWord } from '@/session/roles';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { Refusal } from './refusal';
import { rightsText } from './rights-text';

const RIGHTS = ['view', 'reply', 'forward', 'send', 'register', 'sort'] as const satisfies readonly MailboxRight[];
const CLASSES = ['certified', 'ordinary', 'receipt', 'quarantined', 'sent'] as const satisfies readonly MessageClass[];

interface Line extends MailboxGrant { classes: MessageClass[] }
const line = (grant: MailboxGrant): Line => ({ ...grant, classes: grant.classes ?? [] });

/** Whoever a right can be given to, in groups; a person as `persona:<login>`. */
function useReceivers() {
  const t = rightsText.useText();
  const offices = useOffices().data ?? [];
  const people = useQuery({ queryKey: ['people'], queryFn: async () => items(await http.get<Page<Person> | Person[]>('/people')) }).data ?? [];
  const word = useGroupWord();
  const options = [
    { group: t('groupOffices'), items: offices.map((o) => ({ value: `ufficio:${o.key}`, label: o.name })) },
    { group: t('groupHeads'), items: offices.map((o) => ({ value: `responsabile:${o.key}`, label: t('head', { name: o.name }) })) },
    { group: t('groupRoles'), items: ROLES.map((r) => ({ value: `ruolo:${r}`, label: roleWord(r) })) },
    { group: t('groupPeople'), items: people.filter((p) => p.active).map((p) => ({ value: `persona:${p.login}`, label: p.name })) },
  ];
  const name = (to: string) => people.find((p) => `persona:${p.login}` === to)?.name ?? word(to);
  return { options, name };
}

export function Rights({ box, close }: { box: Mailbox; close: () => void }) {
  const t = rightsText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const { options, name } = useReceivers();
  const [lines, setLines] = useState<Line[]>(() => (box.rights ?? []).map(line));
  const [busy, setBusy] = useState<'save' | 'undo'>();
  const [problem, setProblem] = useState<unknown>();
  const field = (key: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === key)?.message : undefined);
  const nobody = problem instanceof Problem ? problem.fields.filter((f) => f.field === 'rights').map((f) => f.message) : [];
  const change = (at: number, patch: Partial<Line>) => setLines(lines.map((l, i) => (i === at ? { ...l, ...patch } : l)));
  const add = () => setLines([...lines, { to: '', classes: [], rights: ['view'] }]);
  const put = async (which: 'save' | 'undo', rights: Line[], done: string) => {
    setBusy(which);
    setProblem(undefined);
    try {
      await http.put(`/mailboxes/${box.id}/rights`, { rights });
      toast.done(done);
      await client.invalidateQueries({ queryKey: ['mailboxes'] });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void put('save', lines, t('saved'));
  };
  const toggle = (at: number, right: MailboxRight, on: boolean) => {
    const kept = lines[at]?.rights.filter((r) => r !== right) ?? [];
    change(at, { rights: on ? RIGHTS.filter((r) => r === right || kept.includes(r)) : kept });
  };
  return (
    <form onSubmit={submit} className={css.form} aria-label={t('title', { address: box.address })}>
      <Notice>{lines.length === 0 ? t('byOffice') : t('oneByOne')}</Notice>
      {lines.map((l, i) => (
        <fieldset key={i} className={css.part}>
          <legend>{l.to ? name(l.to) : t('newLine')}</legend>
          <div className={css.grantRow}>
            <NativeSelect label={t('to')} required value={l.to} error={field(`rights.${i}.to`)} onChange={(e) => change(i, { to: e.currentTarget.value })}>
              <option value="">{t('choose')}</option>
              {options.map((o) => <optgroup key={o.group} label={o.group}>{o.items.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</optgroup>)}
            </NativeSelect>
            <MultiSelect label={t('classes')} placeholder={l.classes.length === 0 ? t('allClasses') : ''} value={l.classes}
              data={CLASSES.map((c) => ({ value: c, label: t(`c_${c}`) }))} onChange={(chosen) => change(i, { classes: CLASSES.filter((c) => chosen.includes(c)) })} />
            <ActionIcon size={34} aria-label={t('removeLine', { name: l.to ? name(l.to) : t('newLine') })} onClick={() => setLines(lines.filter((_, j) => j !== i))}><X size={16} aria-hidden /></ActionIcon>
          </div>
          <TextInput type="date" label={t('lastDay')} description={t('lastDayHint')} className={css.until} value={l.last_day ?? ''} onChange={(e) => change(i, { last_day: e.currentTarget.value || null })} />
          <Checkbox.Group label={t('can')} value={l.rights} error={field(`rights.${i}.rights`)}>
            <div className={css.checks}>
              {RIGHTS.map((r) => <Checkbox key={r} value={r} label={t(`r_${r}`)} onChange={(e) => toggle(i, r, e.currentTarget.checked)} />)}
            </div>
          </Checkbox.Group>
        </fieldset>
      ))}
      <div><Button variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={add}>{lines.length === 0 ? t('begin') : t('addLine')}</Button></div>
      {lines.length > 0 && (
        <details className={css.explain}>
          <summary>{t('explain')}</summary>
          <dl>{RIGHTS.map((r) => <div key={r}><dt>{t(`r_${r}`)}</dt><dd>{t(`d_${r}`)}</dd></div>)}</dl>
        </details>
      )}
      {nobody.length > 0 && <Notice tone="bad" role="alert">{nobody.map((said) => <div key={said}>{said}</div>)}</Notice>}
      {nobody.length === 0 && <Refusal problem={problem} />}
      <div className={css.buttons}>
        {(box.rights?.length ?? 0) > 0 && <Button variant="default" size="sm" loading={busy === 'undo'} onClick={() => void put('undo', [], t('undone'))}>{t('undo')}</Button>}
        <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
        {lines.length > 0 && <Button type="submit" size="sm" loading={busy === 'save'}>{s('save')}</Button>}
      </div>
    </form>
  );
}
