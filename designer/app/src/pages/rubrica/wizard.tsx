/** Importing a file: choose it, look at what it would do, do it. */
import { Button, Checkbox, FileInput, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { ContactImport, ImportFile, ImportPreview } from '@/api/types';
import { Bars, Notice, Panel } from '@/parts/parts';
import { PARTY_KINDS } from '@/router';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './book.module.css';
import { brings, type Choices, decisions, type Doubt, Doubts } from './doubts';
import { Lines } from './lines';
import { bookText, kindWord } from './text';

const FIELDS = ['name', 'surname', 'tax_code', 'pec', 'email', 'kind', 'position', 'checked'] as const;
export const OUTCOMES = ['new', 'changed', 'same', 'doubtful', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];
const SETS = ['ipa_bodies', 'ipa_aoo', 'ipa_uo', 'ipa_old', 'domiciles', 'roll', 'plain'] as const;
const BYTES_READ = 64 * 1024;

/** The names of the first line of a file, as well as the page can read them; the server reads them again. */
async function firstLine(file: File): Promise<string[]> {
  const bytes = await file.slice(0, BYTES_READ).arrayBuffer();
  const line = (new TextDecoder('windows-1252').decode(bytes).replace(/^ï»¿/, '').split('\n')[0] ?? '').trim();
  const separator = [';', '\t', ','].sort((a, b) => line.split(b).length - line.split(a).length)[0] ?? ';';
  return line.split(separator).map((n) => n.replace(/^"|"$/g, '').trim()).filter(Boolean);
}

export function Wizard({ close }: { close: () => void }) {
  const t = bookText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [kept, setKept] = useState<ImportFile>();
  const [columns, setColumns] = useState<string[]>([]);
  const [source, setSource] = useState('');
  const [kind, setKind] = useState('');
  const [checkedOn, setCheckedOn] = useState('');
  const [rest, setRest] = useState<Doubt>('skip');
  const [choices, setChoices] = useState<Choices>({});
  const [byHand, setByHand] = useState(false);
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [preview, setPreview] = useState<ImportPreview>();
  const [shown, setShown] = useState<Outcome>('new');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState<'look' | 'import'>();
  const said = (field: string) => (problem instanceof Problem ? problem.fields.find((f) => f.field === field)?.message : undefined);
  const given = (file: ImportFile, from: string) => ({
    file: file.ref, source: from,
    ...(kind ? { kind } : {}), ...(checkedOn ? { checked_on: checkedOn } : {}),
    ...(byHand ? { mapping: Object.fromEntries(FIELDS.map((f) => [f, mapping[f] ?? ''])) } : {}),
  });
  const stale = () => setPreview(undefined);
  const look = async (file: ImportFile, from: string) => {
    setBusy('look');
    setProblem(undefined);
    try {
      const found = await http.post<ImportPreview>('/imports/preview', given(file, from));
      setPreview(found);
      setChoices({});
      setColumns(found.columns);
      setShown(OUTCOMES.find((o) => found.counts[o] > 0) ?? 'new');
    } catch (error) {
      setPreview(undefined);
      setProblem(error);
      // The names of the columns say too little: they are asked for.
      if (error instanceof Problem && error.fields.some((f) => f.field === 'file')) setByHand(true);
    } finally {
      setBusy(undefined);
    }
  };
  const take = async (file: File | null) => {
    setPreview(undefined);
    setKept(undefined);
    setProblem(undefined);
    setByHand(false);
    if (!file) return;
    setBusy('look');
    setSource(file.name);
    try {
      setColumns(await firstLine(file));
      const body = new FormData();
      body.append('file', file, file.name);
      const uploaded = await http.post<ImportFile>('/imports/files', body);
      setKept(uploaded);
      await look(uploaded, file.name);
    } catch (error) {
      setProblem(error);
      setBusy(undefined);
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!kept) return;
    if (!preview) {
      await look(kept, source);
      return;
    }
    setBusy('import');
    setProblem(undefined);
    try {
      const begun = await http.post<ContactImport>('/imports', { ...given(kept, source), doubtful: rest, decisions: decisions(choices) }, { idempotencyKey: crypto.randomUUID() });
      await client.invalidateQueries({ queryKey: ['parties'] });
      toast.done(t('imported'));
      await navigate({ to: '/rubrica/importazioni/$import', params: { import: begun.id } });
    } catch (error) {
      setProblem(error);
      setBusy(undefined);
    }
  };
  const set = SETS.find((one) => one === preview?.set);
  const lines = preview?.lines.filter((l) => l.outcome === shown) ?? [];
  const all = preview?.counts[shown] ?? 0;
  const doubtful = preview?.lines.filter((l) => l.outcome === 'doubtful') ?? [];
  const worth = preview !== undefined && (preview.counts.new + preview.counts.changed + preview.counts.same > 0 || brings(doubtful, choices, rest));
  return (
    <Panel title={t('import')} actions={<Button variant="subtle" onClick={close}>{s('cancel')}</Button>}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <FileInput label={t('file')} description={t('fileHelp')} placeholder={t('choose')} accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={(file) => void take(file)} />
        {kept && (
          <>
            <div className={css.two}>
              <TextInput label={t('source')} description={t('sourceHelp')} required value={source} error={said('source')} onChange={(e) => setSource(e.currentTarget.value)} />
              <TextInput type="date" label={t('checkedOnLabel')} description={t('checkedOnHelp')} value={checkedOn} onChange={(e) => { setCheckedOn(e.currentTarget.value); stale(); }} />
              <NativeSelect label={t('kindOfRest')} value={kind} error={said('kind')} onChange={(e) => { setKind(e.currentTarget.value); stale(); }}
                data={[{ value: '', label: t('kindByCode') }, ...PARTY_KINDS.map((value) => ({ value, label: kindWord(value) }))]} />
            </div>
            <div className={css.only}>
              <Checkbox label={t('mappingChange')} checked={byHand} onChange={(e) => { setByHand(e.currentTarget.checked); stale(); }} />
            </div>
            {byHand && (
              <fieldset className={css.part}>
                <legend>{t('mapping')}</legend>
                <p className={css.quiet}>{t('mappingHint')}</p>
                <div className={css.two}>
                  {FIELDS.map((f) => (
                    <NativeSelect key={f} label={t(`map_${f}`)} value={mapping[f] ?? ''} error={said(`mapping.${f}`)} onChange={(e) => { const v = e.currentTarget.value; setMapping((m) => ({ ...m, [f]: v })); stale(); }}
                      data={[{ value: '', label: t('noColumn') }, ...[...new Set(columns)].map((c) => ({ value: c, label: c }))]} />
                  ))}
                </div>
              </fieldset>
            )}
          </>
        )}
        {problem !== undefined && <Notice tone="bad" role="alert">{said('file') ?? reason(problem)}</Notice>}
        {busy === 'look' && <><p className={css.quiet}>{t('looking')}</p><Bars rows={3} height={28} /></>}
        {preview && (
          <>
            <Notice role="status">{t('read', { set: set ? t(`set_${set}`) : preview.set, encoding: preview.encoding })} {OUTCOMES.map((o) => `${t(o)}: ${preview.counts[o]}`).join(' · ')}</Notice>
            <SegmentedControl size="xs" value={shown} aria-label={t('outcome')} onChange={(v) => setShown(OUTCOMES.find((o) => o === v) ?? 'new')}
              data={OUTCOMES.map((o) => ({ value: o, label: `${t(o)} ${preview.counts[o]}` }))} />
            {all > lines.length && <p className={css.quiet}>{t('firstLines', { count: lines.length, all })}</p>}
            {shown === 'doubtful' && lines.length > 0
              ? <Doubts lines={lines} choices={choices} choose={setChoices} rest={rest} chooseRest={setRest} />
              : <Lines lines={lines} />}
          </>
        )}
        <div className={css.buttons}>
          {kept && preview && <Button variant="default" size="sm" loading={busy === 'look'} onClick={() => void look(kept, source)}>{t('lookAgain')}</Button>}
          {kept && <Button type="submit" size="sm" loading={busy !== undefined} disabled={preview !== undefined && !worth}>{t(preview ? 'doImport' : 'look')}</Button>}
        </div>
      </form>
    </Panel>
  );
}
