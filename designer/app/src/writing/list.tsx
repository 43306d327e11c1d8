/** Recipients by list: pasted, from a file or from the address book; read by the server before it is used. */
import { ActionIcon, Button, Checkbox, FileButton, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { FileUp, ListPlus, Users, X } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { MessageCheck, Outgoing, ReadList } from '@/api/types';
import { dateTime, fileSize } from '@/i18n/dates';
import { Facts, Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import { listText } from './list-text';
import { RecipientsInput } from './recipients';
import css from './writing.module.css';

type Patch = Partial<Pick<Outgoing, 'to_list' | 'receipt' | 'separately'>>;
type Plan = NonNullable<MessageCheck['planned']>;
export const RECEIPTS = ['breve', 'sintetica', 'completa'] as const;

const quotaOf = (plan: Plan, receipt: string): number => (receipt === 'completa' ? plan.quota_completa : receipt === 'sintetica' ? plan.quota_sintetica : plan.quota_breve);

/** In how many messages or parts it leaves, until when, and what the receipts take in the mailbox. */
export function PlanLine({ plan }: { plan: Plan }) {
  const t = listText.useText();
  return (
    <p className={css.under}>
      <span>{t(plan.separately ? 'planEach' : 'plan', { count: plan.recipients, parts: plan.parts, each: plan.per_part, when: dateTime(plan.until) })}</span>
      {plan.receipt && <span>{t('quota', { kind: plan.receipt, size: fileSize(quotaOf(plan, plan.receipt)) })}</span>}
    </p>
  );
}

/** The list beside the addresses, with the receipt asked for and what that costs. */
export function ListField({ message, check, editable, error, set }: {
  message: Outgoing; check: MessageCheck | undefined; editable: boolean; error: string | undefined; set: (patch: Patch) => void;
}) {
  const t = listText.useText();
  const [open, setOpen] = useState(false);
  const list = message.to_list;
  const plan = check?.planned;
  const certified = check?.certified ?? true;
  // Nobody chose it here: the process sends so.
  const said = !message.separately && (plan?.separately ?? false);
  const many = message.to.length + message.cc.length + (list?.count ?? 0) > 1;
  return (
    <div className={css.list}>
      {list && (
        <span className={css.listChip}>
          <Users size={14} aria-hidden />
          <span className="truncate" title={list.name}>{t('chip', { name: list.name, count: list.count })}</span>
          {editable && <ActionIcon size={22} aria-label={t('drop', { name: list.name })} onClick={() => set({ to_list: null, receipt: null })}><X size={13} aria-hidden /></ActionIcon>}
        </span>
      )}
      {editable && <Button size="compact-sm" variant="default" leftSection={<ListPlus size={14} aria-hidden />} onClick={() => setOpen(true)}>{list ? t('change') : t('add')}</Button>}
      {error && <Notice tone="bad">{error}</Notice>}
      {(many || message.separately) && (
        <Checkbox label={t('separately')} description={t(said ? 'separatelySaid' : certified ? 'separatelyHint' : 'separatelyHintOrdinary')}
          checked={message.separately ?? false} disabled={!editable}
          onChange={(e) => set({ separately: e.currentTarget.checked })} />
      )}
      {plan && (
        <>
          {plan.receipt && (
            <NativeSelect label={t('receipt')} description={t('receiptHint')} value={message.receipt ?? plan.receipt} disabled={!editable}
              onChange={(e) => set({ receipt: e.currentTarget.value })}
              data={RECEIPTS.map((kind) => ({ value: kind, label: t('receiptCost', { kind: t(`receipt_${kind}`), size: fileSize(quotaOf(plan, kind)) }) }))} />
          )}
          <PlanLine plan={plan} />
        </>
      )}
      {open && <ListDialog close={() => setOpen(false)} use={(chosen) => { set({ to_list: chosen.list, receipt: message.receipt ?? 'breve' }); setOpen(false); }} />}
    </div>
  );
}

function ListDialog({ close, use }: { close: () => void; use: (list: ReadList) => void }) {
  const t = listText.useText();
  const s = shellText.useText();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<string[]>([]);
  const [read, setRead] = useState<ReadList>();
  const [busy, setBusy] = useState(false);
  const send = async (file: File) => {
    setBusy(true);
    try {
      const form = new FormData();
      form.append('file', file, file.name);
      setRead(await http.post<ReadList>('/recipient-lists', form));
    } catch (problem) {
      setRead(undefined);
      toast.failed(problem);
    } finally {
      setBusy(false);
    }
  };
  const pasted = [text.trim(), ...picked].filter(Boolean).join('\n');
  return (
    <Modal opened onClose={close} title={t('title')} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <div className={css.dialog}>
        <p className={css.hint}>{t('hint')}</p>
        <Textarea label={t('paste')} value={text} onChange={(e) => { setText(e.currentTarget.value); setRead(undefined); }} autosize minRows={4} maxRows={6} spellCheck={false} data-autofocus />
        <RecipientsInput id="elenco-rubrica" label={t('book')} value={picked} error={undefined} readOnly={false} change={(value) => { setPicked(value); setRead(undefined); }} />
        <Group gap="xs">
          <Button variant="default" disabled={!pasted} loading={busy} onClick={() => void send(new File([pasted], t('pastedName'), { type: 'text/plain' }))}>{t('check')}</Button>
          <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => { if (file) void send(file); }}>
            {(props) => <Button {...props} variant="default" loading={busy} leftSection={<FileUp size={14} aria-hidden />}>{t('file')}</Button>}
          </FileButton>
        </Group>
        {read && <Preview read={read} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={close}>{s('cancel')}</Button>
          <Button disabled={!read} onClick={() => read && use(read)}>{read ? t('use', { count: read.list.count }) : t('useNone')}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** What the server found in it. */
function Preview({ read }: { read: ReadList }) {
  const t = listText.useText();
  return (
    <div role="status" className={css.dialog}>
      <Facts facts={[
        [t('valid'), <strong key="n">{read.list.count}</strong>],
        [t('channels'), t('channelsOf', { certified: read.certified, ordinary: read.ordinary, unknown: read.unknown })],
        [t('doubled'), String(read.doubled)],
        [t('wrong'), String(read.not_addresses)],
        [t('first'), read.first.join(', ')],
      ]} />
      {read.wrong.length > 0 && (
        <Notice tone="warn" title={t('wrongTitle')}>
          <ul className={css.remarks}>{read.wrong.map((line) => <li key={line.line}>{t('line', { n: line.line })}: {line.text}</li>)}</ul>
        </Notice>
      )}
    </div>
  );
}
