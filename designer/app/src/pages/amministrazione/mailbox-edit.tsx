/** Changes a mailbox: where it is read, where it sends, whose it is. Passwords are written, never shown. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { http } from '@/api/http';
import type { Mailbox } from '@/api/types';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { BelongsFields, ConnectionFields, type Fields, fieldsOf, secrets, settings } from './mailbox-fields';
import { WritingFields } from './mailbox-writing';
import { Refusal } from './refusal';
import { adminText } from './text';

export function EditMailbox({ box, close }: { box: Mailbox; close: () => void }) {
  const t = adminText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [f, setF] = useState(() => fieldsOf(box));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const fields = { f, problem, set: (patch: Partial<Fields>) => setF((before) => ({ ...before, ...patch })) };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await http.patch(`/mailboxes/${box.id}`, {
        display_name: f.display_name,
        offices: f.offices,
        area: f.area,
        settings: settings(f),
        ...secrets(f),
      });
      toast.done(t('mailboxSaved'));
      await client.invalidateQueries({ queryKey: ['mailboxes'] });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(e) => void submit(e)} className={css.form} aria-label={t('editMailbox', { address: box.address })}>
      <BelongsFields {...fields} />
      <ConnectionFields {...fields} kept />
      <WritingFields {...fields} />
      <Refusal problem={problem} />
      <div className={css.buttons}>
        <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
        <Button type="submit" size="sm" loading={busy}>{s('save')}</Button>
      </div>
    </form>
  );
}
