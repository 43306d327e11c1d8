/** The document of a signing task: signed by the remote signer, or taken away, signed outside and brought back. */
import { Button, FileButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Download, PenLine, Upload } from 'lucide-react';
import { useState } from 'react';
import { http, Problem, reason } from '@/api/http';
import type { OutgoingFile, SignedShown, TaskDetail } from '@/api/types';
import { approvalText } from '@/case/approval-text';
import { Decisions } from '@/case/approvals';
import { doerWords } from '@/case/doer';
import { dateTime } from '@/i18n/dates';
import { Attachments } from '@/mail/reading';
import { held, Signers } from '@/mail/viewer/signers';
import { Facts, Notice } from '@/parts/parts';
import { toast } from '@/shell/toast';
import css from './desk.module.css';
import { signingText } from './signing-text';

export function Signing({ task, editable, acted }: { task: TaskDetail; editable: boolean; acted: () => Promise<void> }) {
  const t = signingText.useText();
  const a = approvalText.useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState<'pades' | 'cades' | 'file'>();
  const [refused, setRefused] = useState<Problem>();
  const signing = task.signing;
  if (!signing) return <Notice tone="bad">{t('noDocument')}</Notice>;

  const give = async (how: 'pades' | 'cades' | 'file', body: () => Promise<object>) => {
    setBusy(how);
    setRefused(undefined);
    try {
      await http.post(`/tasks/${task.id}/signature`, await body());
      await client.invalidateQueries({ queryKey: ['opened', `/api/v1/tasks/${task.id}/signature/file`] });
      await client.invalidateQueries({ queryKey: ['tasks', 'one', task.id] });
    } catch (error) {
      if (error instanceof Problem) setRefused(error);
      else toast.failed(error);
      // Somebody may have taken or concluded it.
      if (error instanceof Problem && error.status === 409) await acted();
    } finally {
      setBusy(undefined);
    }
  };
  const bring = (file: File | null) => file && void give('file', async () => {
    const form = new FormData();
    form.append('file', file, file.name);
    return { file: (await http.post<OutgoingFile>('/uploads', form)).ref };
  });
  return (
    <div className={css.approval}>
      <article className={css.letter}>
        <header className={css.letterHead}>
          <Facts facts={[
            [t('document'), <Attachments key="d" files={[signing.document]} />],
            [t('fingerprint'), <code key="h" className={css.fingerprint}>{signing.sha256}</code>],
            signing.approvals.length > 0 && [a('decided'), <Decisions key="a" approvals={signing.approvals} />],
          ]} />
          {signing.before.length > 0 && <Signers title={t('before', { count: signing.before.length })} signatures={signing.before.map(held)} />}
          {signing.approvals.length === 0 && <p className={css.quiet}>{t('notApproved')}</p>}
        </header>
        {signing.signed && <Given signed={signing.signed} />}
        {editable && (
          <div className={css.signWays}>
            {refused && <Notice tone="bad" role="alert" title={t('refused')}>{refused.detail ? reason(refused) : refused.title}</Notice>}
            {signing.remote && (
              <section aria-labelledby="firma-remota">
                <h3 id="firma-remota">{t('remoteTitle')} · {signing.remote.name}</h3>
                {signing.remote.test && <p>{t('remoteTest')}</p>}
                <div className={css.row2}>
                  {(/\.p7m$/i.test(signing.document.name) ? ['cades'] as const : ['pades', 'cades'] as const).map((format, n) => (
                    <Button key={format} size="sm" variant={n === 0 && !signing.signed ? 'filled' : 'default'} loading={busy === format} disabled={busy !== undefined}
                      leftSection={<PenLine size={14} aria-hidden />} onClick={() => void give(format, async () => ({ remote: format }))}>{t(format)}</Button>
                  ))}
                </div>
              </section>
            )}
            <section aria-labelledby="firma-fuori">
              <h3 id="firma-fuori">{t('outsideTitle')}</h3>
              <p>{t(signing.before.length > 0 ? 'outsideAgain' : 'outside')}</p>
              <div className={css.row2}>
                <Button component="a" size="sm" variant="default" href={signing.document.href} download={signing.document.name} leftSection={<Download size={14} aria-hidden />}>{t(signing.before.length > 0 ? 'downloadFile' : 'download')}</Button>
                <FileButton onChange={bring} accept=".p7m,.pdf,application/pdf,application/pkcs7-mime">
                  {(props) => <Button {...props} size="sm" variant="default" loading={busy === 'file'} disabled={busy !== undefined} leftSection={<Upload size={14} aria-hidden />}>{t(signing.signed ? 'again' : 'upload')}</Button>}
                </FileButton>
              </div>
            </section>
          </div>
        )}
      </article>
    </div>
  );
}

/** What came back: who signed, and that nothing else was changed. */
function Given({ signed }: { signed: SignedShown }) {
  const t = signingText.useText();
  const by = { name: doerWords(signed.given_by), when: dateTime(signed.at) };
  const pages = signed.found.visible_on;
  return (
    <section className={css.signedFile} aria-label={t('signed')}>
      <Facts facts={[[t('signed'), <Attachments key="f" files={[signed.file]} />]]} />
      <p className={css.quiet}>{t(signed.way === 'remote' ? 'remote' : 'uploaded', by)}</p>
      <Notice tone="good" role="status">{t('checked')} {t(signed.found.by.every((s) => s.qualified) ? 'qualified' : 'notQualified')}.</Notice>
      {pages.length > 0 && <Notice tone="warn">{t('visibleOn', { count: pages.length, pages: pages.join(', ') })}</Notice>}
      <Signers signatures={signed.found.by.map(held)} />
    </section>
  );
}
