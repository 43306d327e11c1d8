/** /archivi: archives by period, for whoever heads or supervises an office of a mailbox. */
import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FileArchive } from 'lucide-react';
import { useMailboxes } from '@/mail/mailboxes';
import { Bars, Empty, Failure, PageHead, Panel, Sheet } from '@/parts/parts';
import { Archives } from './archives';
import css from './archives.module.css';
import { archivesText } from './text';

export default function ArchivesPage() {
  const t = archivesText.useText();
  const navigate = useNavigate();
  const { casella } = useSearch({ from: '/shell/archivi' });
  const boxes = useMailboxes();
  const own = boxes.data?.filter((box) => box.archives) ?? [];
  const box = own.find((b) => b.key === casella) ?? own[0];
  return (
    <Sheet>
      <PageHead title={t('title')} hint={t('hint')} />
      {boxes.isPending ? <Bars rows={4} height={44} /> : boxes.isError ? <Failure error={boxes.error} retry={() => void boxes.refetch()} />
        : !box ? <Panel><Empty icon={FileArchive} title={t('noBoxes')}>{t('noBoxesHint')}</Empty></Panel> : (
          <>
            {own.length > 1 && (
              <NativeSelect className={css.box} label={t('mailbox')} value={box.key} data={own.map((b) => ({ value: b.key, label: b.address }))}
                onChange={(e) => void navigate({ to: '/archivi', search: { casella: e.currentTarget.value }, replace: true })} />
            )}
            <Panel title={box.address}><Archives key={box.id} box={box} /></Panel>
          </>
        )}
    </Sheet>
  );
}
