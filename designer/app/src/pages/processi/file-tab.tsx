/** The other files of a bundle: a list at the left, the text of the chosen one at the right. */
import { ActionIcon, Button, Modal, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { FileCode2, FileJson2, FileText, Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Ask } from '@/parts/ask';
import { Bars, Empty } from '@/parts/parts';
import type { Files } from './api';
import { type Kind, kindOf, PLACES, pathsOf } from './files';
import css from './processi.module.css';
import { processText } from './text';

const Code = lazy(() => import('./code'));

const ICONS = { diagram: FileCode2, form: FileJson2, rule: FileCode2, letter: FileText, bundle: FileCode2, other: FileText };
const PATH = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/;

const starterOf = (kind: Kind, stem: string): string => {
  if (kind === 'form') {
    const field = { type: 'textfield', key: 'oggetto', label: processText.text('formStarter'), validate: { required: true } };
    return `${JSON.stringify({ id: stem, type: 'default', components: [field] }, null, 2)}\n`;
  }
  if (kind === 'rule') return 'fn regola() {\n    \n}\n';
  if (kind === 'letter') return processText.text('letterStarter');
  return '';
};

export interface FileTabProps {
  kinds: readonly Kind[];
  /** What this tab makes: its folder and ending; undefined where any file may be added. */
  makes?: keyof typeof PLACES;
  files: Files;
  chosen: string | undefined;
  goTo: { line: number; asked: number } | undefined;
  onChoose: (path: string) => void;
  onChange: (path: string, text: string | undefined) => void;
}

export function FileTab({ kinds, makes, files, chosen, goTo, onChoose, onChange }: FileTabProps) {
  const t = processText.useText();
  const paths = pathsOf(files, kinds);
  const path = chosen !== undefined && paths.includes(chosen) ? chosen : paths[0];
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<string>();
  const addWord = t(makes === 'form' ? 'newForm' : makes === 'rule' ? 'newRule' : makes === 'letter' ? 'newLetter' : 'newFile');
  const emptyWords = makes === 'rule' ? (['noRules', 'noRulesText'] as const)
    : makes === 'letter' ? (['noLetters', 'noLettersText'] as const)
    : (['noForms', 'noFormsText'] as const);
  const add = (name: string): void => {
    const place = makes ? PLACES[makes] : { folder: '', ending: '' };
    const made = `${name.startsWith(place.folder) ? '' : place.folder}${name}${name.endsWith(place.ending) ? '' : place.ending}`;
    const stem = made.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
    onChange(made, starterOf(kindOf(made), stem));
    onChoose(made);
    setAdding(false);
  };
  const addButton = (
    <Button variant="default" leftSection={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>{addWord}</Button>
  );
  return (
    <div className={css.fileTab}>
      {path === undefined ? (
        <div className={css.fileNone}>
          <Empty icon={FileText} title={t(emptyWords[0])} action={addButton}>{t(emptyWords[1])}</Empty>
        </div>
      ) : (
        <>
          <nav className={css.fileList} aria-label={addWord}>
            <ul>
              {paths.map((p) => {
                const Icon = ICONS[kindOf(p)];
                return (
                  <li key={p} data-chosen={p === path || undefined}>
                    <UnstyledButton title={p} onClick={() => onChoose(p)} aria-current={p === path ? 'true' : undefined}>
                      <Icon size={15} aria-hidden /> <span>{makes ? p.replace(PLACES[makes].folder, '') : p}</span>
                    </UnstyledButton>
                    <ActionIcon size="md" aria-label={t('deleteFile', { name: p })} onClick={() => setRemoving(p)}>
                      <Trash2 size={14} aria-hidden />
                    </ActionIcon>
                  </li>
                );
              })}
            </ul>
            {addButton}
          </nav>
          <div className={css.fileText}>
            <Suspense fallback={<Bars rows={4} height={20} />}>
              <Code
                key={path}
                path={path}
                text={files[path] ?? ''}
                label={t('editorOf', { name: path })}
                goTo={goTo}
                onChange={(text) => onChange(path, text)}
              />
            </Suspense>
          </div>
        </>
      )}
      {adding && <NewFile title={addWord} folder={makes ? PLACES[makes].folder : ''} ending={makes ? PLACES[makes].ending : ''}
        taken={Object.keys(files)} onAdd={add} onClose={() => setAdding(false)} />}
      <Ask
        isOpen={removing !== undefined}
        title={t('deleteFileAsk', { name: removing ?? '' })}
        yes={t('remove')}
        onNo={() => setRemoving(undefined)}
        onYes={() => {
          if (removing !== undefined) onChange(removing, undefined);
          setRemoving(undefined);
        }}
      />
    </div>
  );
}

function NewFile({ title, folder, ending, taken, onAdd, onClose }: {
  title: string; folder: string; ending: string; taken: string[]; onAdd: (name: string) => void; onClose: () => void;
}) {
  const t = processText.useText();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const whole = `${name.startsWith(folder) ? '' : folder}${name}${name.endsWith(ending) ? '' : ending}`;
  const wrong = !name.trim() || !PATH.test(whole) ? t('fileNameWrong') : taken.includes(whole) ? t('fileTaken') : undefined;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!wrong) onAdd(name.trim());
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('fileName')}
            description={name && !wrong ? whole : undefined}
            value={name}
            error={tried ? wrong : undefined}
            data-autofocus
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <Button type="submit" style={{ alignSelf: 'flex-end' }}>{t('addFile')}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
