/** A question before something that cannot be taken back. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { shellText } from '@/shell/text';

export interface AskProps {
  isOpen: boolean;
  title: string;
  children?: ReactNode;
  yes: string;
  no?: string;
  isBusy?: boolean;
  onYes: () => void;
  onNo: () => void;
}

export function Ask({ isOpen, title, children, yes, no, isBusy, onYes, onNo }: AskProps) {
  const t = shellText.useText();
  return (
    <Modal opened={isOpen} onClose={onNo} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        {children && <Text>{children}</Text>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onNo} data-autofocus>{no ?? t('cancel')}</Button>
          <Button color="red.8" loading={isBusy ?? false} onClick={onYes}>{yes}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
