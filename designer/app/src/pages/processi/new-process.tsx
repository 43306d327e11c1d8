/** "Nuovo processo": a name, a key made from it, and a first drawing. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { reason } from '@/api/http';
import { newProcessXml, processKey } from '@/bpmn/new-process';
import { Notice } from '@/parts/parts';
import { emptyDraft, keys, readDraft, writeDraft } from './api';
import { processText } from './text';

const KEY = /^[a-z][a-z0-9-]{0,63}$/;

async function begin(name: string, key: string): Promise<string> {
  const say = processText.text;
  const made = await emptyDraft(key);
  const { revision, files } = await readDraft(made.name);
  const xml = newProcessXml(key, name, { start: say('startName'), task: say('taskName'), end: say('endName') });
  const bundle = `name = "${key}"\n`;
  await writeDraft(made.name, { 'bundle.toml': bundle, ...files, 'process.bpmn': xml }, revision);
  return made.name;
}

export function NewProcess({ taken, onClose }: { taken: readonly string[]; onClose: () => void }) {
  const t = processText.useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [ownKey, setOwnKey] = useState<string>();
  const [tried, setTried] = useState(false);
  const key = ownKey ?? (name.trim() ? processKey(name) : '');
  const wrong = !KEY.test(key) ? t('keyWrong') : taken.includes(key) ? t('keyTaken') : undefined;
  const making = useMutation({
    mutationFn: () => begin(name.trim(), key),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.drafts });
      await navigate({ to: '/processi/$name/disegna', params: { name: made } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('newProcess')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!wrong && name.trim()) making.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('newName')}
            description={t('newNameHelp')}
            value={name}
            data-autofocus
            required
            error={tried && !name.trim() && t('nameMissing')}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <TextInput
            label={t('newKey')}
            description={t('newKeyHelp')}
            value={key}
            required
            error={(tried && name.trim()) || ownKey !== undefined ? wrong : undefined}
            onChange={(e) => setOwnKey(e.currentTarget.value)}
          />
          {making.isError && <Notice tone="bad" role="alert">{reason(making.error)}</Notice>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={making.isPending}>{t('create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
