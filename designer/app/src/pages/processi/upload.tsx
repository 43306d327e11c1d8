/** Uploading a bundle: buttons and, for those who can, drag and drop. What the server finds is shown here. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FolderUp, Upload as UploadIcon } from 'lucide-react';
import { useRef, useState } from 'react';
import { reason } from '@/api/http';
import { Notice, Panel } from '@/parts/parts';
import { deployFiles, findingsOf, keys } from './api';
import { Problems } from './problems';
import css from './processi.module.css';
import { processText } from './text';

interface Chosen {
  path: string;
  file: File;
}

/** Paths inside the bundle: a chosen folder is the bundle, not a part of it. */
export function pathsInBundle(files: readonly { name: string; webkitRelativePath?: string }[]): string[] {
  const whole = files.map((f) => f.webkitRelativePath || f.name);
  const folder = whole[0]?.includes('/') ? whole[0].slice(0, whole[0].indexOf('/') + 1) : '';
  const isOneFolder = folder !== '' && whole.every((p) => p.startsWith(folder));
  return whole.map((p) => (isOneFolder ? p.slice(folder.length) : p));
}

const readAll = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    const found: FileSystemEntry[] = [];
    // A browser gives a folder in portions, an empty one at the end.
    const more = (): void =>
      reader.readEntries((entries) => {
        if (entries.length === 0) resolve(found);
        else {
          found.push(...entries);
          more();
        }
      }, reject);
    more();
  });

async function filesUnder(entry: FileSystemEntry, folder: string): Promise<Chosen[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: `${folder}${entry.name}`, file }];
  }
  const inside = await readAll((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(inside.map((e) => filesUnder(e, `${folder}${entry.name}/`)))).flat();
}

async function dropped(transfer: DataTransfer): Promise<Chosen[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found = (await Promise.all(entries.map((e) => filesUnder(e, '')))).flat().filter((c) => !/(?:^|\/)\./.test(c.path));
  const paths = pathsInBundle(found.map((c) => ({ name: c.path })));
  return found.map((c, i) => ({ path: paths[i] ?? c.path, file: c.file }));
}

export function Upload() {
  const t = processText.useText();
  const client = useQueryClient();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const sending = useMutation({
    mutationFn: (chosen: Chosen[]) => deployFiles(chosen),
    onSuccess: () => Promise.all([keys.deployments, keys.processes].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const chosen = (input: HTMLInputElement): void => {
    const picked = [...(input.files ?? [])];
    const paths = pathsInBundle(picked);
    // The same choice again must be told again.
    input.value = '';
    if (picked.length > 0) sending.mutate(picked.map((file, i) => ({ path: paths[i] ?? file.name, file })));
  };
  const refused = findingsOf(sending.error);
  return (
    <>
      <div
        className={css.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void dropped(event.dataTransfer).then((found) => found.length > 0 && sending.mutate(found));
        }}
      >
        <div className={css.dropText}>
          <p><strong>{sending.isPending ? t('uploading') : isOver ? t('dropHere') : t('upload')}</strong></p>
          <p>{t('uploadText')}</p>
        </div>
        <div className={css.dropActions}>
          <Button leftSection={<UploadIcon size={16} aria-hidden />} loading={sending.isPending} onClick={() => files.current?.click()}>
            {t('chooseFiles')}
          </Button>
          <Button
            variant="default"
            leftSection={<FolderUp size={16} aria-hidden />}
            disabled={sending.isPending}
            onClick={() => folder.current?.click()}
          >
            {t('chooseFolder')}
          </Button>
        </div>
        <input ref={files} type="file" multiple hidden data-testid="bundle-files" onChange={(e) => chosen(e.currentTarget)} />
        <input
          ref={(input) => {
            folder.current = input;
            input?.setAttribute('webkitdirectory', '');
          }}
          type="file"
          hidden
          data-testid="bundle-folder"
          onChange={(e) => chosen(e.currentTarget)}
        />
      </div>
      <div className={css.result} aria-live="polite">
        {sending.isError && refused.length === 0 && <Notice tone="bad" role="alert">{reason(sending.error)}</Notice>}
        {refused.length > 0 && (
          <>
            <Notice tone="bad" role="alert">{t('uploadRefused')}</Notice>
            <Panel title={t('problems')} flush><Problems findings={refused} /></Panel>
          </>
        )}
        {sending.data && (
          <Notice tone="good" role="status">
            {sending.data.existed
              ? t('uploadSame')
              : t('uploadDone', {
                  what: sending.data.processes.map((p) => t('publishedLine', { key: p.key, version: p.version })).join(', '),
                })}
          </Notice>
        )}
        {sending.data && sending.data.findings.length > 0 && (
          <Panel title={t('withWarnings')} flush><Problems findings={sending.data.findings} /></Panel>
        )}
      </div>
    </>
  );
}
