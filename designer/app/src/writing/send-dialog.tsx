/** What is about to leave, to be confirmed: always for a PEC, and whenever something should have been seen. */
import { Button, Modal } from '@mantine/core';
import type { MessageCheck, Outgoing } from '@/api/types';
import { dateTime, fileSize } from '@/i18n/dates';
import { Addresses } from '@/mail/addresses';
import { useMailboxes } from '@/mail/mailboxes';
import { Facts, Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { PlanLine } from './list';
import { listText } from './list-text';
import { Known } from './recipients';
import { writingText } from './text';
import css from './writing.module.css';

/** A PEC that leaves without anybody's approval, what leaves in parts, and a message with a remark are not sent by one press. */
export const mustConfirm = (check: MessageCheck): boolean => (check.certified && !check.approved) || check.planned != null || check.remarks.length > 0;

export function SendDialog({ message, check, back, confirm }: { message: Outgoing; check: MessageCheck; back: () => void; confirm: () => void }) {
  const t = writingText.useText();
  const l = listText.useText();
  const s = shellText.useText();
  const boxes = useMailboxes();
  const box = boxes.data?.find((b) => b.key === message.mailbox);
  const legal = check.certified && !check.approved;
  const when = message.send_at ? dateTime(message.send_at) : undefined;
  return (
    <Modal opened onClose={back} title={t('confirmTitle')} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <div className={css.dialog}>
        {check.remarks.length > 0 && (
          <Notice tone="warn" role="alert">
            <ul className={css.remarks}>{check.remarks.map((remark) => <li key={remark.code}>{remark.message}</li>)}</ul>
          </Notice>
        )}
        <Facts facts={[
          [t('confirmBox'), box ? `${box.address} · ${check.certified ? t('certified') : t('ordinary')}` : message.mailbox],
          message.to.length > 0 && [t('confirmTo'), <Addresses key="to" list={message.to} />],
          message.to_list != null && [l('confirmList'), l('chip', { name: message.to_list.name, count: message.to_list.count })],
          message.cc.length > 0 && [t('confirmCc'), <Addresses key="cc" list={message.cc} />],
          [t('confirmSubject'), message.subject],
          [t('confirmFiles'), message.attachments.length === 0 ? t('confirmNoFiles') : message.attachments.map((a) => a.name).join(', ')],
          [t('confirmSize'), fileSize(check.bytes)],
          [t('confirmWhen'), when ?? t('confirmNow')],
          check.planned != null && [l('confirmPlan'), <PlanLine key="plan" plan={check.planned} />],
        ]} />
        <Known list={check.recipients} />
        {legal && <p className={css.under}>{t('confirmPec')}</p>}
        <div className={css.buttons}>
          <Button variant="default" onClick={back}>{t('confirmBack')}</Button>
          <Button onClick={confirm} data-autofocus={check.remarks.length === 0 || undefined}>
            {!legal ? t('confirmAnyway') : when ? t('confirmYesAt', { when }) : t('confirmYes')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
