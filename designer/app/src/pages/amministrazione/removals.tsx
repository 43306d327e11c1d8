/** /amministrazione/scarti: what is to be withheld or disposed of, asked by one person and confirmed by another. */
import { Button, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { EyeOff } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { http, Problem } from '@/api/http';
import type { DespatchDetail, InstanceDetail, MailDetail, Page, Removal } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { Ask } from '@/parts/ask';
import { Bars, Empty, Facts, Failure, Mark, PageHead, Panel, Sheet } from '@/parts/parts';
import { REMOVAL_KINDS, type RemovalKind } from '@/router';
import { may, useSession } from '@/session/session';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { Refusal } from './refusal';
import { removalText } from './removals-text';

const KEY = ['removals'] as const;
const TONES = { open: 'warn', done: 'good', withdrawn: 'neutral' } as const;
const ACTS = ['withhold', 'dispose'] as const;
type Act = (typeof ACTS)[number];

const known = <T extends string>(all: readonly T[], word: string): T | undefined => all.find((x) => x === word);
const kindWord = (kind: string): string => {
  const one = known([...REMOVAL_KINDS, 'registration', 'receipt'] as const, kind);
  return one ? removalText.text(`kind_${one}`) : kind;
};

/** What it is called, as far as it is still shown: undefined when it is no more. */
async function named(kind: RemovalKind, id: string): Promise<string | undefined> {
  try {
    if (kind === 'trace') return (await http.getQuietly<InstanceDetail>(`/instances/${id}`)).title;
    const found = kind === 'mail' ? await http.getQuietly<MailDetail>(`/mails/${id}`) : await http.getQuietly<DespatchDetail>(`/despatches/${id}`);
    return found.withheld ? removalText.text('withheld') : found.subject || removalText.text('noSubject');
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
  }
}

/** Its kind, and a link with its name while there is something to see. */
function Thing({ kind, object }: { kind: string; object: string }) {
  const t = removalText.useText();
  const shown = known(REMOVAL_KINDS, kind);
  const name = useQuery({ queryKey: [...KEY, 'named', kind, object], enabled: shown !== undefined, queryFn: async () => (shown && (await named(shown, object))) ?? null });
  const to = kind === 'mail' ? `/posta/m/${object}` : kind === 'despatch' ? `/posta/s/${object}?verso=inviata` : `/pratiche/${object}`;
  return (
    <>
      {kindWord(kind)}
      {name.data ? <>: <Link to={to}>{name.data}</Link></> : name.data === null ? <> <span className={css.quiet}>({t('gone')})</span></> : null}
    </>
  );
}

function Request({ kind, object, close }: { kind: RemovalKind; object: string; close: () => void }) {
  const t = removalText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const acts: readonly Act[] = kind === 'trace' ? ['dispose'] : ACTS;
  const [act, setAct] = useState<Act>(acts[0] ?? 'dispose');
  const [reason, setReason] = useState('');
  const [reference, setReference] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await http.post<Removal>('/removals', { act, kind, object, reason, reference });
      toast.done(t('sent'));
      await client.invalidateQueries({ queryKey: KEY });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('ask')} actions={<Button variant="subtle" onClick={close}>{s('cancel')}</Button>}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <Facts facts={[[t('about'), <Thing key="about" kind={kind} object={object} />]]} />
        <Radio.Group label={t('act')} value={act} onChange={(v) => setAct(known(ACTS, v) ?? act)}>
          <Stack gap={8} mt={6}>{acts.map((a) => <Radio key={a} value={a} label={t(a)} description={t(`${a}Hint`)} />)}</Stack>
        </Radio.Group>
        <Textarea label={t('reason')} required maxLength={2000} autosize minRows={2} value={reason} error={said('reason')} onChange={(e) => setReason(e.currentTarget.value)} />
        <TextInput label={t('reference')} description={t('referenceHint')} required maxLength={2000} value={reference} error={said('reference')} onChange={(e) => setReference(e.currentTarget.value)} />
        <Refusal problem={problem} />
        <div className={css.buttons}><Button type="submit" size="sm" loading={busy}>{t('send')}</Button></div>
      </form>
    </Panel>
  );
}

function Item({ removal, confirm }: { removal: Removal; confirm: () => void }) {
  const t = removalText.useText();
  const session = useSession();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = known(ACTS, removal.act) ?? 'dispose';
  const state = known(['open', 'done', 'withdrawn'] as const, removal.state);
  const own = removal.asked_by.login === session.person.login;
  const admin = may(session, 'admin');
  const withdraw = async () => {
    setBusy(true);
    try {
      await http.post(`/removals/${removal.id}/withdraw`);
      toast.done(t('taken'));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: KEY });
    }
  };
  return (
    <li className={css.box}>
      <div className={css.boxHead}>
        <div className={css.boxTitle}>
          <h2>{t(`act_${act}`)}</h2>
          <p><Thing kind={removal.kind} object={removal.object} /></p>
        </div>
        <div className={css.acts}>
          <Mark tone={state ? TONES[state] : 'neutral'}>{state ? t(state) : removal.state}</Mark>
          {state === 'open' && admin && !own && <Button onClick={confirm}>{t(`confirm_${act}`)}</Button>}
          {state === 'open' && (own || admin) && <Button variant="default" loading={busy} onClick={() => void withdraw()}>{t('withdraw')}</Button>}
        </div>
      </div>
      <Facts facts={[
        [t('reason'), removal.reason],
        [t('reference'), removal.reference],
        [t('askedBy'), t('by', { name: removal.asked_by.name, at: dateTime(removal.asked_at) })],
        removal.decided_by && removal.decided_at && [t(state === 'withdrawn' ? 'withdrawnBy' : 'doneBy'), t('by', { name: removal.decided_by.name, at: dateTime(removal.decided_at) })],
      ]} />
      {state === 'open' && (own ? <p className={css.quiet}>{t('own')}</p> : !admin && <p className={css.quiet}>{t('admin')}</p>)}
    </li>
  );
}

export default function Removals() {
  const t = removalText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { tipo, oggetto } = useSearch({ from: '/shell/amministrazione/scarti' });
  const [asked, setAsked] = useState<Removal>();
  const [busy, setBusy] = useState(false);
  const list = useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<Removal>>(`/removals${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ''}`),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const act = known(ACTS, asked?.act ?? '') ?? 'dispose';
  const confirm = async () => {
    if (!asked) return;
    setBusy(true);
    try {
      await http.post(`/removals/${asked.id}/confirm`);
      toast.done(t(`confirmed_${act}`));
    } catch (error) {
      toast.failed(error);
    }
    setBusy(false);
    setAsked(undefined);
    await client.invalidateQueries({ queryKey: KEY });
  };
  const asks = tipo !== undefined && oggetto !== undefined;
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')} />
      {asks && <Request key={oggetto} kind={tipo} object={oggetto} close={() => void navigate({ to: '/amministrazione/scarti', search: {}, replace: true })} />}
      {list.isPending ? <Bars rows={3} height={110} /> : list.isError ? <Failure error={list.error} retry={() => void list.refetch()} />
        : rows.length === 0 ? (!asks && <Panel><Empty icon={EyeOff} title={t('empty')}>{t('emptyHint')}</Empty></Panel>)
        : <ul className={css.boxes}>{rows.map((r) => <Item key={r.id} removal={r} confirm={() => setAsked(r)} />)}</ul>}
      {list.hasNextPage && <div className={css.more}><Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button></div>}
      <Ask isOpen={asked !== undefined} title={t(`confirmTitle_${act}`)} yes={t(`confirm_${act}`)} isBusy={busy} onYes={() => void confirm()} onNo={() => setAsked(undefined)}>{t(`confirmText_${act}`)}</Ask>
    </Sheet>
  );
}
