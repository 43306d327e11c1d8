/** Six steps that tick themselves: the server says which are done, each leads to its page. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { DemoPerson, RailKey, RailStep, Session } from '@/api/types';
import { time } from '@/i18n/dates';
import { may, useDemoPeople, useEnter, useSession } from '@/session/session';
import { toast } from '@/shell/toast';
import css from './demo.module.css';
import { demoText } from './text';

const KEYS: RailKey[] = ['arrived', 'routed', 'drafted', 'approved', 'receipts', 'ended'];

/** Who goes on with the step, when it is not the turn of the present person. */
function useActor(step: RailStep | undefined, session: Session): DemoPerson | undefined {
  const people = useDemoPeople().data ?? [];
  if (!step || step.actors.includes(session.person.login)) return undefined;
  return people.find((p) => step.actors.includes(p.login));
}

export function Rail() {
  const t = demoText.useText();
  const navigate = useNavigate();
  const enter = useEnter();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const rail = useQuery({
    queryKey: ['rail'],
    queryFn: () => http.get<{ steps: RailStep[] }>('/demo/rail'),
    refetchInterval: 5_000,
  });
  const steps = KEYS.map((key) => rail.data?.steps.find((s) => s.key === key) ?? { key, done: false, actors: [] });
  const current = steps.findIndex((s) => !s.done);

  /** The page that shows a step; undefined while there is nothing to show. */
  const lead = (step: RailStep): (() => void) | undefined => {
    const { key, mail, instance, task, despatch } = step;
    // Who may see neither mail nor cases would be led to closed pages.
    if (!may(session, 'mail')) return undefined;
    if (key === 'arrived') return mail ? () => void navigate({ to: '/posta/m/$mail', params: { mail }, search: {} }) : undefined;
    if (key === 'receipts') return despatch ? () => void navigate({ to: '/posta/s/$despatch', params: { despatch }, search: { verso: 'inviata' } }) : undefined;
    if ((key === 'drafted' || key === 'approved' || key === 'ended') && task && !step.done) {
      return () => void navigate({ to: '/scrivania/$task', params: { task }, search: key !== 'approved' ? { scheda: 'modulo', elenco: 'gruppi' } : { scheda: 'modulo' } });
    }
    if (instance) {
      return () => void navigate({ to: '/pratiche/$instance', params: { instance }, search: { scheda: key === 'ended' ? 'diagramma' : 'cronologia' } });
    }
    return undefined;
  };

  const now = current < 0 ? undefined : steps[current];
  const actor = useActor(now, session);
  const continueAs = async (login: string) => {
    setBusy(true);
    try {
      await enter.asDemoPerson(login);
      const task = now?.task;
      await navigate(task ? { to: '/scrivania/$task', params: { task }, search: { elenco: 'gruppi', scheda: 'modulo' } } : { to: '/scrivania', search: { elenco: 'gruppi' } });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const go = now && lead(now);
  const hint = now ? t(now.key === 'ended' && now.task ? 'remedyHint' : `${now.key}Hint`) : rail.data ? t('finished') : '';
  return (
    <div className={css.rail}>
      <ol className={css.steps}>
        {steps.map((step, i) => {
          const act = lead(step);
          const state = step.done ? t('done') : i === current ? t('now') : '';
          const inside = (
            <>
              <span className={css.bullet} aria-hidden>{step.done ? <Check size={13} strokeWidth={3} /> : i + 1}</span>
              <span className={css.stepName}>{t(step.key)}</span>
              {step.done && step.at && <span className={css.stepAt}>{time(step.at)}</span>}
              {state && <span className="visually-hidden">{state}</span>}
            </>
          );
          return (
            <li key={step.key} className={css.step} data-done={step.done || undefined} data-now={i === current || undefined} aria-current={i === current ? 'step' : undefined}>
              {act && step.done ? <button type="button" onClick={act} title={t(`${step.key}Hint`)}>{inside}</button> : <span title={t(`${step.key}Hint`)}>{inside}</span>}
            </li>
          );
        })}
      </ol>
      <p className={css.hint}>
        <span>
          {now && <span className={css.narrow}>{t('step', { n: current + 1 })}: {t(now.key)}. </span>}
          <span className={now ? css.wide : undefined}>{hint}</span>
        </span>
        {now && actor
          ? <Button size="compact-xs" variant="filled" loading={busy} title={actor.name} onClick={() => void continueAs(actor.login)}>
              {now.key === 'approved' ? t('asHead') : t('asPerson', { name: actor.name })}
            </Button>
          : go && <Button size="compact-xs" variant="filled" onClick={go}>{t('go')}</Button>}
      </p>
    </div>
  );
}
