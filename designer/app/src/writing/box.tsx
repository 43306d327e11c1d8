/** The box a message leaves from: chosen by its recipients and the writer's office, unless the writer chose it. */
import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { MessageCheck, Outgoing, TaskDetail } from '@/api/types';
import { writingText } from './text';
import css from './writing.module.css';

/** The process of messages that answer nobody. */
export const MESSAGE = 'messaggio';

export interface Box {
  choose: (key: string) => void;
  /** The one the rule names, where it is not the one that is set. */
  other: string | undefined;
  /** The rule set it since this draft was opened. */
  chosen: boolean;
}

/**
 * Sets the box when the recipients change what it should be. Of an answer the process decides how it leaves: there the rule only
 * goes from an ordinary box to a PEC box.
 */
export function useBox(task: TaskDetail, message: Outgoing, check: MessageCheck | undefined, set: (mailbox: string) => void): Box {
  const who = JSON.stringify([message.to, message.cc]);
  const opened = useRef(who);
  const byHand = useRef(false);
  const byRule = useRef('');
  const wanted = check?.mailbox ?? undefined;
  const certified = check?.recipients.some((r) => r.channel === 'certified') ?? false;
  const applies = task.process_key === MESSAGE || (certified && !check?.certified);
  const other = wanted && wanted !== message.mailbox ? wanted : undefined;
  const moves = other !== undefined && applies && !byHand.current && (message.mailbox === '' || who !== opened.current);
  useEffect(() => {
    if (!moves || !other) return;
    byRule.current = other;
    set(other);
  });
  return {
    choose: (key) => {
      byHand.current = true;
      set(key);
    },
    other: moves ? undefined : other,
    chosen: byRule.current !== '' && byRule.current === message.mailbox && !byHand.current,
  };
}

export function BoxLine({ box, boxes }: { box: Box; boxes: { value: string; label: string }[] }) {
  const t = writingText.useText();
  if (box.chosen) return <p className={css.under} role="status">{t('boxChosen')}</p>;
  const other = box.other;
  if (!other) return null;
  return (
    <p className={css.under}>
      {t('boxOther', { box: boxes.find((b) => b.value === other)?.label ?? other })}
      <UnstyledButton className={css.act} onClick={() => box.choose(other)}>{t('boxUse')}</UnstyledButton>
    </p>
  );
}
