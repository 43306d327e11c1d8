import { Button } from '@mantine/core';
import { http } from '@/api/http';
import type { TaskDetail } from '@/api/types';
import { useOfficeName } from '@/case/offices';
import { dateTime } from '@/i18n/dates';
import { Notice } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { handText } from './hand-text';

/** Who gave the task to the office, until when it is put off, and what colleagues said of it. */
export function Given({ task, mine, done }: { task: TaskDetail; mine: boolean; done: () => void }) {
  const t = handText.useText();
  const officeName = useOfficeName();
  const back = async () => {
    try {
      await http.post(`/tasks/${task.id}/snooze`, { until: null });
      done();
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <>
      {task.assignment && task.state === 'open' && (
        <p className={css.candidates}>{t('assigned', { office: officeName(task.assignment.office), name: task.assignment.by.name, when: dateTime(task.assignment.at) })}</p>
      )}
      {task.put_off_until && mine && (
        <Notice tone="neutral" title={t('putOff', { when: dateTime(task.put_off_until) })}>
          <Button size="xs" variant="default" onClick={() => void back()}>{t('bringBack')}</Button>
        </Notice>
      )}
      {task.opinions.map((o) => (
        <Notice key={o.id} tone={o.opinion ? 'brand' : 'neutral'}
          title={o.opinion ? t('opinionOf', { name: o.of.name, when: dateTime(o.answered_at ?? o.asked_at) }) : t('opinionAsked', { name: o.of.name, when: dateTime(o.asked_at) })}>
          {o.opinion ?? o.question}
        </Notice>
      ))}
    </>
  );
}
