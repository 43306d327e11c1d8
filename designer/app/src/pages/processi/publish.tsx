/** Publishing a draft: the question, and what came of it. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import type { FindingCount } from '@/bpmn/findings';
import { Notice } from '@/parts/parts';
import type { Published } from './api';
import { processText } from './text';

export interface PublishProps {
  title: string;
  count: FindingCount;
  isOpen: boolean;
  isPublishing: boolean;
  done: Published | undefined;
  onPublish: () => void;
  onClose: () => void;
}

export function Publish({ title, count, isOpen, isPublishing, done, onPublish, onClose }: PublishProps) {
  const t = processText.useText();
  if (done) {
    return (
      <Modal opened={isOpen} onClose={onClose} title={t('publishedTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
        <Stack gap="md">
          <Notice tone="good" role="status">
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <CircleCheck size={20} aria-hidden />
              <div>
                {done.existed && <p>{t('existedText')}</p>}
                {done.processes.map((p) => (
                  <p key={p.id}><strong>{t('publishedLine', { key: p.key, version: p.version })}</strong></p>
                ))}
              </div>
            </Group>
          </Notice>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('goOn')}</Button>
            <Button renderRoot={(props) => <Link to="/versioni" {...props} />}>{t('toVersions')}</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('publishAsk', { name: title })} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        <Text>{t('publishText')}</Text>
        {count.errors > 0 && <Notice tone="bad">{t('publishWithErrors', { count: count.errors })}</Notice>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
          <Button loading={isPublishing} onClick={onPublish}>{t('publish')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
