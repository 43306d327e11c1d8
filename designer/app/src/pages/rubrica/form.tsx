/** Writes a contact down, or changes one. */
import { ActionIcon, Button, Checkbox, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { PartyDetail, PartyRef } from '@/api/types';
import { Notice, Panel } from '@/parts/parts';
import { PARTY_KINDS } from '@/router';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './book.module.css';
import { Choose } from './choose';
import { bookText, kindWord } from './text';

interface Row { key: number; address: string; certified: boolean }

export function PartyForm({ of, address, certified = false, close }: {
  of?: PartyDetail; close: () => void;
  /** Whose contact is written down, and whether it is known to be a PEC. */
  address?: string | undefined; certified?: boolean;
}) {
  const t = bookText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [kind, setKind] = useState(of?.kind ?? 'person');
  const [name, setName] = useState(of?.name ?? '');
  const [taxCode, setTaxCode] = useState(of?.tax_code ?? '');
  const [ipaCode, setIpaCode] = useState(of?.ipa_code ?? '');
  const [body, setBody] = useState<PartyRef | undefined>(of?.body ?? undefined);
  const [position, setPosition] = useState(of?.position ?? '');
  const [note, setNote] = useState(of?.note ?? '');
  const [rows, setRows] = useState<Row[]>(() => {
    const known = of ? of.addresses.map((a, key) => ({ key, address: a.address, certified: a.certified })) : [];
    return known.length > 0 ? known : [{ key: 0, address: address ?? '', certified }];
  });
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const set = (key: number, patch: Partial<Row>) => setRows((all) => all.map((r) => (r.key === key ? { ...r, ...patch } : r)));
  const written = rows.filter((r) => r.address.trim() !== '');
  const there = problem instanceof Problem && problem.code === 'contact_known' && typeof problem.body.contact === 'string' ? problem.body.contact : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    const given = {
      kind, name, tax_code: taxCode, ipa_code: ipaCode, position, note,
      addresses: written.map(({ address: a, certified }) => ({ address: a, certified })),
    };
    try {
      if (of) {
        await http.patch(`/parties/${of.id}`, { ...given, body: body?.id ?? '' }, { ifMatch: of.revision });
        await client.invalidateQueries({ queryKey: ['parties'] });
        toast.done(t('saved'));
        close();
      } else {
        const made = await http.post<{ id: string }>('/parties', { ...given, ...(body ? { body: body.id } : {}) }, { idempotencyKey: crypto.randomUUID() });
        await client.invalidateQueries({ queryKey: ['parties'] });
        toast.done(t('added'));
        await navigate({ to: '/rubrica/$party', params: { party: made.id } });
      }
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={of ? t('change') : t('add')} actions={<Button variant="subtle" onClick={close}>{s('cancel')}</Button>}>
      <form className={css.form} onSubmit={(event) => void submit(event)} autoComplete="off">
        <div className={css.two}>
          <NativeSelect label={t('kind')} value={kind} error={said('kind')} data={PARTY_KINDS.map((value) => ({ value, label: kindWord(value) }))} onChange={(e) => setKind(e.currentTarget.value)} />
          <TextInput label={t('name')} required value={name} error={said('name')} onChange={(e) => setName(e.currentTarget.value)} />
          <TextInput label={t('taxCode')} value={taxCode} error={said('tax_code')} onChange={(e) => setTaxCode(e.currentTarget.value)} />
          {kind === 'body' && <TextInput label={t('ipaCode')} value={ipaCode} error={said('ipa_code')} onChange={(e) => setIpaCode(e.currentTarget.value)} />}
        </div>
        <fieldset className={css.part}>
          <legend>{t('addresses')}</legend>
          {rows.map((row) => {
            const at = written.indexOf(row);
            return (
              <div key={row.key} className={css.addressRow}>
                <TextInput type="email" aria-label={t('address')} value={row.address} error={at < 0 ? undefined : said(`addresses.${at}`)} onChange={(e) => set(row.key, { address: e.currentTarget.value })} />
                <Checkbox label={t('isPec')} checked={row.certified} onChange={(e) => set(row.key, { certified: e.currentTarget.checked })} />
                <ActionIcon variant="subtle" aria-label={t('removeAddress', { address: row.address })} onClick={() => setRows((all) => all.filter((r) => r.key !== row.key))}><X size={16} aria-hidden /></ActionIcon>
              </div>
            );
          })}
          <div><Button variant="default" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setRows((all) => [...all, { key: 1 + Math.max(-1, ...all.map((r) => r.key)), address: '', certified: false }])}>{t('addAddress')}</Button></div>
          {said('addresses') && <Notice tone="bad">{said('addresses')}</Notice>}
        </fieldset>
        <div className={css.two}>
          <div className={css.list}>
            <Choose label={t('bodyOf')} description={t('bodyHelp')} chosen={body} choose={setBody} error={said('body')} fits={(p) => p.kind !== 'person' && p.id !== of?.id} />
            {body && <div className={css.channel}><strong>{body.name}</strong><Button variant="subtle" size="compact-xs" onClick={() => setBody(undefined)}>{t('noBody')}</Button></div>}
          </div>
          <TextInput label={t('position')} value={position} error={said('position')} onChange={(e) => setPosition(e.currentTarget.value)} />
        </div>
        <Textarea label={t('note')} value={note} error={said('note')} autosize minRows={2} onChange={(e) => setNote(e.currentTarget.value)} />
        {problem !== undefined && (
          <Notice tone="bad" role="alert">
            {reason(problem)} {there && <Link to="/rubrica/$party" params={{ party: there }}>{t('known')}</Link>}
          </Notice>
        )}
        <div className={css.buttons}><Button type="submit" size="sm" loading={busy}>{t(of ? 'save' : 'add')}</Button></div>
      </form>
    </Panel>
  );
}
