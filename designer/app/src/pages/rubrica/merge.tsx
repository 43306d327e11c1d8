/** Makes one contact of two. */
import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http, reason } from '@/api/http';
import type { PartyDetail, PartyRef } from '@/api/types';
import { Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { toast } from '@/shell/toast';
import css from './book.module.css';
import { Choose } from './choose';
import { bookText } from './text';

export function Merge({ into, close }: { into: PartyDetail; close: () => void }) {
  const t = bookText.useText();
  const s = shellText.useText();
  const client = useQueryClient();
  const [other, setOther] = useState<PartyRef>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const merge = async () => {
    if (!other) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await http.post(`/parties/${into.id}/merge`, { other: other.id });
      await client.invalidateQueries({ queryKey: ['parties'] });
      toast.done(t('mergeDone'));
      close();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('mergeTitle', { name: into.name })} size="lg" closeButtonProps={{ 'aria-label': s('close') }}>
      <div className={css.form}>
        <p className={css.quiet}>{t('mergeHint')}</p>
        <Choose label={t('mergeOther')} chosen={other} choose={setOther} fits={(p) => p.id !== into.id} />
        {other && <strong className={css.wrap}>{other.name}</strong>}
        {problem !== undefined && <Notice tone="bad" role="alert">{reason(problem)}</Notice>}
        <div className={css.buttons}>
          <Button variant="default" size="sm" onClick={close}>{s('cancel')}</Button>
          <Button size="sm" disabled={!other} loading={busy} onClick={() => void merge()}>{t('mergeDo')}</Button>
        </div>
      </div>
    </Modal>
  );
}
