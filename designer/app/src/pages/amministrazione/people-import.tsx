/** People from a CSV file: looked at line by line, taken at once, undone by closing the door to those it made. */
import { Button, FileButton, Modal, Radio } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { http, items, reason } from '@/api/http';
import type { Page, PeopleTaken, PersonImport, PersonLine } from '@/api/types';
import { dateTime } from '@/i18n/dates';
import { usePersonName } from '@/case/people';
import { Ask } from '@/parts/ask';
import { Mark, Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './admin.module.css';
import { identityText } from './identities-text';
import { addressOf } from './password-links';

const STATES = ['new', 'changed', 'same', 'refused'] as const;
type State = (typeof STATES)[number];
const known = (state: string): State => STATES.find((s) => s === state) ?? 'refused';
const TONES = { new: 'good', changed: 'brand', same: 'neutral', refused: 'bad' } as const;
const CHANGES = ['name', 'email', 'tax_code', 'roles'] as const;

function Lines({ lines }: { lines: PersonLine[] }) {
  const t = identityText.useText();
  const word = (change: string) => {
    const found = CHANGES.find((c) => c === change);
    return found ? t(`ch_${found}`) : change;
  };
  return (
    <div className="table-scroll">
      <table className="grid stack">
        <thead><tr><th>{t('line')}</th><th>{t('person')}</th><th>{t('what')}</th></tr></thead>
        <tbody>
          {lines.map((l) => (
            <tr key={l.line}>
              <td data-label={t('line')}>{l.line}</td>
              <td className={css.name}>{l.name} <span className={css.quiet}>{l.login}</span></td>
              <td><Mark tone={TONES[known(l.state)]}>{t(`st_${known(l.state)}`)}</Mark> {l.reason ?? l.changes.map(word).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a spreadsheet reads: a password or a link for each. */
function waysCsv(taken: PeopleTaken): string {
  const quoted = (...fields: string[]) => fields.map((f) => `"${f.replaceAll('"', '""')}"`).join(';');
  const rows = taken.links.length > 0
    ? ['utente;nome;collegamento', ...taken.links.map((l) => quoted(l.login, l.name, addressOf(l.path)))]
    : ['utente;password', ...taken.passwords.map((p) => quoted(p.login, p.password))];
  return `\u{feff}${rows.join('\r\n')}\r\n`;
}

/** The bytes as they are: the server tells UTF-8 from Windows-1252. */
async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function Recent() {
  const t = identityText.useText();
  const nameOf = usePersonName();
  const client = useQueryClient();
  const [asking, setAsking] = useState<PersonImport>();
  const list = useQuery({ queryKey: ['people-imports'], queryFn: async () => items(await http.get<Page<PersonImport>>('/people/imports')) });
  const undo = async () => {
    if (!asking) return;
    try {
      const done = await http.post<{ people: number }>(`/people/imports/${asking.id}/undo`, {});
      toast.done(t('undoDone', { count: done.people }));
    } catch (error) {
      toast.failed(error);
    }
    setAsking(undefined);
    await client.invalidateQueries({ queryKey: ['people-imports'] });
    await client.invalidateQueries({ queryKey: ['people'] });
  };
  if (!list.data || list.data.length === 0) return null;
  return (
    <fieldset className={css.part}>
      <legend>{t('recent')}</legend>
      <ul className={css.tree}>
        {list.data.map((i) => (
          <li key={i.id} className={css.office}>
            <div>
              {t('recentLine', { source: i.source, at: dateTime(i.imported_at), name: nameOf(i.imported_by), created: i.created, changed: i.changed })}
              {i.undone_at && <small> · {t('undone', { name: nameOf(i.undone_by), at: dateTime(i.undone_at) })}</small>}
            </div>
            {!i.undone_at && i.created > 0 && <Button variant="default" onClick={() => setAsking(i)}>{t('undo')}</Button>}
          </li>
        ))}
      </ul>
      <Ask isOpen={asking !== undefined} title={t('undoAsk')} yes={t('undo')} onYes={() => void undo()} onNo={() => setAsking(undefined)}>{t('undoText', { count: asking?.created ?? 0 })}</Ask>
    </fieldset>
  );
}

export function PeopleImport({ close }: { close: () => void }) {
  const t = identityText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [file, setFile] = useState<{ source: string; bytes: string }>();
  const [ways, setWays] = useState<'links' | 'passwords'>('links');
  const [lines, setLines] = useState<PersonLine[]>();
  const [taken, setTaken] = useState<PeopleTaken>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const chosen = async (picked: File | null) => {
    if (!picked) return;
    setBusy(true);
    setProblem(undefined);
    setLines(undefined);
    setTaken(undefined);
    try {
      const asked = { source: picked.name, bytes: await base64(picked) };
      const looked = items(await http.post<Page<PersonLine>>('/people/import/preview', asked));
      setFile(asked);
      setLines(looked);
    } catch (error) {
      setProblem(reason(error));
    } finally {
      setBusy(false);
    }
  };
  const take = async () => {
    if (!file) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const done = await http.post<PeopleTaken>('/people/import', { ...file, ways });
      setTaken(done);
      setLines(undefined);
      toast.done(t('taken'));
      await client.invalidateQueries({ queryKey: ['people'] });
      await client.invalidateQueries({ queryKey: ['people-imports'] });
    } catch (error) {
      setProblem(reason(error));
    } finally {
      setBusy(false);
    }
  };
  const download = () => {
    if (!taken) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([waysCsv(taken)], { type: 'text/csv;charset=utf-8' }));
    link.download = taken.links.length > 0 ? 'collegamenti.csv' : 'password.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const count = (state: State) => lines?.filter((l) => l.state === state).length ?? 0;
  const some = count('new') + count('changed');
  return (
    <Modal opened onClose={close} title={t('importTitle')} size="xl" closeButtonProps={{ 'aria-label': s('close') }}>
      <div className={css.form}>
        <p className={css.quiet}>{t('importHint')}</p>
        {problem !== undefined && <Notice tone="bad" role="alert">{problem}</Notice>}
        <div>
          <FileButton accept=".csv,text/csv" onChange={(picked) => void chosen(picked)}>
            {(props) => <Button {...props} variant="default" loading={busy} leftSection={<FileUp size={16} aria-hidden />}>{t('choose')}</Button>}
          </FileButton>
        </div>
        {lines && (
          <>
            <p role="status">{t('counts', { n_new: count('new'), n_changed: count('changed'), n_same: count('same'), n_refused: count('refused') })}</p>
            {count('refused') > 0 && <Notice tone="warn">{t('refusedLeft')}</Notice>}
            <Lines lines={lines} />
            {count('new') > 0 && (
              <Radio.Group label={t('ways')} value={ways} onChange={(v) => setWays(v === 'passwords' ? 'passwords' : 'links')}>
                <div className={css.choices}><Radio value="links" label={t('waysLinks')} /><Radio value="passwords" label={t('waysPasswords')} /></div>
              </Radio.Group>
            )}
            {some === 0 ? <p>{t('nothing')}</p>
              : <div className={css.buttons}><Button size="sm" loading={busy} onClick={() => void take()}>{t('take', { count: some })}</Button></div>}
          </>
        )}
        {taken && taken.passwords.length > 0 && (
          <fieldset className={css.part}>
            <legend>{t('passwords')}</legend>
            <p>{t('passwordsHint')}</p>
            <ul className={css.tree}>{taken.passwords.map((p) => <li key={p.login} className={css.office}><div>{p.login}</div><code className={css.hash}>{p.password}</code></li>)}</ul>
            <div><Button variant="default" onClick={download}>{t('download')}</Button></div>
          </fieldset>
        )}
        {taken && taken.links.length > 0 && (
          <fieldset className={css.part}>
            <legend>{t('links')}</legend>
            <p>{t('linksHint')}</p>
            <ul className={css.tree}>{taken.links.map((l) => <li key={l.login} className={css.office}><div>{l.name} <small>{l.login}</small></div><code className={css.hash}>{addressOf(l.path)}</code></li>)}</ul>
            <div><Button variant="default" onClick={download}>{t('download')}</Button></div>
          </fieldset>
        )}
        {taken && <Lines lines={taken.lines} />}
        <Recent />
      </div>
    </Modal>
  );
}
