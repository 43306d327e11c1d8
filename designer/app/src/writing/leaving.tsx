/** A message that was handed over and has not left: when it leaves, and the way back. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { http } from '@/api/http';
import type { MessageLeaving, TaskDetail } from '@/api/types';
import { dateTime, day, time } from '@/i18n/dates';
import { Notice } from '@/parts/parts';
import { toast } from '@/shell/toast';
import { writingText } from './text';

/** "Il messaggio parte alle 10:42." */
export function leavingWords(leaving: MessageLeaving): string {
  const today = day(leaving.at) === day(new Date().toISOString());
  return today ? writingText.text('leavesAt', { when: time(leaving.at) }) : writingText.text('leavesOn', { when: dateTime(leaving.at) });
}

/** Takes a message back and gives the task it is written in again. */
export function useTakeBack(): (task: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (task) => {
    try {
      const back = await http.post<{ task: string }>(`/tasks/${task}/take-back`);
      toast.done(writingText.text('takenBack'));
      await navigate({ to: '/scrivania/$task', params: { task: back.task }, search: { scheda: 'modulo' } });
    } catch (error) {
      toast.failed(error);
    } finally {
      await client.invalidateQueries({ queryKey: ['tasks'] });
    }
  };
}

/** After a message was handed over: says when it leaves and offers the way back until then. */
export async function offerBack(task: string, takeBack: (task: string) => Promise<void>): Promise<void> {
  const { leaving } = await http.get<TaskDetail>(`/tasks/${task}`);
  if (!leaving?.may_take_back) return;
  toast.offer(leavingWords(leaving), { label: writingText.text('takeBack'), act: () => void takeBack(task) }, new Date(leaving.at).getTime() - Date.now());
}

export function LeavingNotice({ task }: { task: TaskDetail }) {
  const t = writingText.useText();
  const takeBack = useTakeBack();
  const [busy, setBusy] = useState(false);
  const leaving = task.leaving;
  if (!leaving) return null;
  const back = async () => {
    setBusy(true);
    await takeBack(task.id);
    setBusy(false);
  };
  return (
    <Notice tone="brand" role="status" title={leavingWords(leaving)}>
      {leaving.may_take_back && <Button size="xs" variant="default" loading={busy} onClick={() => void back()}>{t('takeBack')}</Button>}
    </Notice>
  );
}
