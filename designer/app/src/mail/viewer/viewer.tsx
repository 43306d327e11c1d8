/** What an attachment holds, beside who signed it: PDF, picture, text, invoice, the list of an archive. */
import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Download, FileQuestion } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { BASE, http } from '@/api/http';
import type { DocumentContents } from '@/api/types';
import { fileSize } from '@/i18n/dates';
import { Bars, Empty, Failure, Notice } from '@/parts/parts';
import { shellText } from '@/shell/text';
import { InvoiceView, NoticeView } from './invoice';
import { Signers } from './signers';
import { viewerText } from './text';
import css from './viewer.module.css';

const Pdf = lazy(() => import('./pdf'));
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

export default function Viewer({ name, href, close }: { name: string; href: string; close: () => void }) {
  const t = viewerText.useText();
  const s = shellText.useText();
  const phone = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const query = useQuery({
    queryKey: ['opened', href],
    staleTime: Infinity,
    retry: false,
    queryFn: () => http.get<DocumentContents>(`${href.replace(BASE, '')}/contents`),
  });
  const contents = query.data;
  const wrapped = (contents?.layers.length ?? 0) > 0;
  return (
    <Modal
      opened onClose={close} fullScreen={phone} size="min(1180px, 100vw)" padding={0} title={<span className="truncate" title={name}>{name}</span>}
      classNames={{ content: css.modal ?? '', header: css.head ?? '', body: css.frame ?? '', title: css.name ?? '' }}
      closeButtonProps={{ 'aria-label': s('close') }}
    >
      <div className={css.tools}>
        {wrapped && contents && <Button component="a" href={`${href}/inner`} download={contents.name} leftSection={<Download size={14} aria-hidden />}>{t('inner')}</Button>}
        <Button component="a" href={href} download={name} variant="default" leftSection={<Download size={14} aria-hidden />}>{t('original')}</Button>
      </div>
      <div className={css.room}>
        {query.isPending && <Bars rows={5} height={48} />}
        {query.isError && <Failure error={query.error} />}
        {contents && <Opened contents={contents} href={wrapped ? `${href}/inner` : href} />}
      </div>
    </Modal>
  );
}

function Opened({ contents, href }: { contents: DocumentContents; href: string }) {
  const t = viewerText.useText();
  const layers = contents.layers;
  const signed = layers.some((l) => l.signatures.length > 0) || contents.pdf_signatures.length > 0;
  return (
    <div className={css.columns} data-signed={signed || undefined}>
      <div className={css.main}>
        {contents.remarks.map((r) => <Notice key={r} tone="warn">{t(r)}</Notice>)}
        <Suspense fallback={<Bars rows={4} height={60} />}><Shown contents={contents} href={href} /></Suspense>
      </div>
      {signed && (
        <aside className={css.aside}>
          {layers.map((layer, i) => (
            <Signers key={i} signatures={layer.signatures} title={layers.length > 1 ? t('layer', { n: i + 1, count: layers.length }) : undefined} />
          ))}
          {contents.pdf_signatures.length > 0 && <Signers signatures={contents.pdf_signatures} />}
        </aside>
      )}
    </div>
  );
}

function Shown({ contents, href }: { contents: DocumentContents; href: string }) {
  const t = viewerText.useText();
  const [raw, setRaw] = useState(false);
  const { media_type: kind, text, invoice, notice, entries } = contents;
  if (kind === 'application/pdf') return <Pdf href={href} />;
  if (PICTURE.test(kind)) return <img className={css.picture} src={`${href}?inline=true`} alt={contents.name} />;
  if (invoice || notice) {
    return (
      <>
        <SegmentedControl
          className={css.switch ?? ''} value={raw ? 'text' : 'facts'} onChange={(v) => setRaw(v === 'text')} aria-label={contents.name}
          data={[{ value: 'facts', label: t('asInvoice') }, { value: 'text', label: t('asText') }]}
        />
        {raw ? <pre className={css.text} tabIndex={0}>{text}</pre> : invoice ? <InvoiceView invoice={invoice} /> : notice && <NoticeView notice={notice} />}
      </>
    );
  }
  if (kind === 'application/zip') {
    return (
      <section>
        <h3 className={css.small}>{t('archive', { count: entries.length })}</h3>
        <ul className={css.entries}>
          {entries.map((e, i) => <li key={i}><span>{e.name}</span><small>{e.encrypted ? t('encrypted') : fileSize(e.size)}</small></li>)}
        </ul>
      </section>
    );
  }
  if (text !== null && text !== undefined) return <pre className={css.text} tabIndex={0}>{text}</pre>;
  return <Empty icon={FileQuestion} title={t('noPreview')}>{t('noPreviewHint')}</Empty>;
}
