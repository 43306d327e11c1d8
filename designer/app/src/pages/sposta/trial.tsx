/** Try first, then do: what would happen, in words, and the button that does it. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { Moved } from '@/api/types';
import { eventWords } from '@/case/history';
import { Notice, Panel } from '@/parts/parts';
import { toast } from '@/shell/toast';
import { type Element, nameIn } from './elements';
import css from './move.module.css';
import { moveText } from './text';

export function Trial({ instance, verb, body, elements, ready }: {
  instance: string;
  verb: 'modify' | 'migrate';
  /** What is asked; another one makes the trial old. */
  body: object;
  /** Of the version the case will be in. */
  elements: readonly Element[];
  /** Something was chosen. */
  ready: boolean;
}) {
  const t = moveText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const asked = JSON.stringify(body);
  const trying = useMutation({ mutationFn: () => http.post<Moved>(`/instances/${instance}/${verb}?dry_run=true`, body) });
  const doing = useMutation({
    mutationFn: () => http.post<Moved>(`/instances/${instance}/${verb}`, body),
    onSuccess: async () => {
      toast.done(t('done'));
      await Promise.all([['instances'], ['tasks'], ['counts']].map((queryKey) => client.invalidateQueries({ queryKey })));
      await navigate({ to: '/pratiche/$instance', params: { instance }, search: { scheda: 'diagramma' } });
    },
  });
  const { reset } = trying;
  useEffect(() => reset(), [asked, reset]);
  const places = [...new Set(trying.data?.tokens.map((token) => nameIn(elements, token.element)))];
  const failed = trying.error ?? doing.error;
  return (
    <>
      {!ready && verb === 'modify' && <p className={css.quiet}>{t('nothingChosen')}</p>}
      <div className={css.buttons}>
        <Button size="sm" variant={trying.data ? 'default' : 'filled'} disabled={!ready} loading={trying.isPending} onClick={() => trying.mutate()}>{t('try')}</Button>
      </div>
      {failed && (
        <Notice tone="bad" role="alert">
          {failed instanceof Problem && failed.fields.length > 0 ? failed.fields.map((f) => <p key={f.field} className={css.said}>{f.message}</p>) : reason(failed)}
        </Notice>
      )}
      {trying.data && (
        <Panel title={t('tried')}>
          <p className={css.places}><strong>{places.length > 0 ? t('standsAt', { names: places.join(', ') }) : t('standsNowhere')}</strong></p>
          {trying.data.events.length === 0 ? <p className={css.quiet}>{t('nothingHappens')}</p> : (
            <>
              <h3 className={css.small}>{t('happens')}</h3>
              <ol className={css.events}>
                {trying.data.events.map((event, i) => (
                  <li key={i}>{eventWords(event.kind, nameIn(elements, event.element))}{event.text && <span className={css.quiet}> {event.text}</span>}</li>
                ))}
              </ol>
            </>
          )}
          <div className={css.buttons}><Button size="sm" loading={doing.isPending} onClick={() => doing.mutate()}>{t('do')}</Button></div>
        </Panel>
      )}
    </>
  );
}
