/** A PDF drawn by pdf.js in this page: no script of the file runs, nothing is fetched but the file. */
import { ActionIcon } from '@mantine/core';
import { Minus, Plus } from 'lucide-react';
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { Bars, Notice } from '@/parts/parts';
import { viewerText } from './text';
import css from './viewer.module.css';

GlobalWorkerOptions.workerSrc = worker;

const SCALES = [0.25, 0.35, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 3];

export default function Pdf({ href }: { href: string }) {
  const t = viewerText.useText();
  const [pdf, setPdf] = useState<PDFDocumentProxy>();
  const [failed, setFailed] = useState<unknown>();
  const [scale, setScale] = useState(SCALES.indexOf(1));
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The decoders of scanned pages are plain scripts from here: the policy of the page allows no wasm.
    const task = getDocument({ url: href, enableXfa: false, useWasm: false, wasmUrl: `${location.origin}/assets/pdf/`, maxImageSize: 1 << 26 });
    task.promise.then(async (opened) => {
      const first = await opened.getPage(1);
      const width = first.getViewport({ scale: 96 / 72 }).width;
      const fits = SCALES.findLastIndex((s) => s <= 1 && s * width <= (room.current?.clientWidth ?? width));
      setScale(Math.max(fits, 0));
      setPdf(opened);
    }).catch(setFailed);
    return () => void task.destroy();
  }, [href]);
  if (failed !== undefined) {
    const said = failed instanceof Error ? failed : new Error(String(failed));
    return <Notice tone="warn" title={t('pdfFailed')} role="alert">{said.name === 'PasswordException' ? t('pdfPassword') : said.message}</Notice>;
  }
  if (!pdf) return <div ref={room}><Bars rows={4} height={60} /></div>;
  const zoom = SCALES[scale] ?? 1;
  return (
    <div className={css.pdf}>
      <div className={css.pdfBar}>
        <span>{t('pages', { count: pdf.numPages })}</span>
        <ActionIcon size={28} aria-label={t('smaller')} disabled={scale === 0} onClick={() => setScale(scale - 1)}><Minus size={16} aria-hidden /></ActionIcon>
        <span className={css.zoom}>{Math.round(zoom * 100)} %</span>
        <ActionIcon size={28} aria-label={t('larger')} disabled={scale === SCALES.length - 1} onClick={() => setScale(scale + 1)}><Plus size={16} aria-hidden /></ActionIcon>
      </div>
      <div className={css.pages} tabIndex={0} role="group" aria-label={t('pages', { count: pdf.numPages })}>
        {Array.from({ length: pdf.numPages }, (_, i) => <Page key={`${i}-${zoom}`} pdf={pdf} n={i + 1} zoom={zoom} />)}
      </div>
    </div>
  );
}

/** One page, drawn when it comes near the screen. */
function Page({ pdf, n, zoom }: { pdf: PDFDocumentProxy; n: number; zoom: number }) {
  const t = viewerText.useText();
  const frame = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const at = frame.current;
    if (!at) return undefined;
    const watch = new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) setNear(true); }, { rootMargin: '800px' });
    watch.observe(at);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const at = frame.current;
    if (!near || !at) return undefined;
    let gone = false;
    let stop = () => {};
    void (async () => {
      const page = await pdf.getPage(n);
      if (gone) return;
      const viewport = page.getViewport({ scale: zoom * (96 / 72) });
      const sharp = window.devicePixelRatio || 1;
      const canvas = document.createElement('canvas');
      canvas.width = Math.floor(viewport.width * sharp);
      canvas.height = Math.floor(viewport.height * sharp);
      canvas.style.width = `${viewport.width}px`;
      canvas.style.height = `${viewport.height}px`;
      const words = document.createElement('div');
      words.className = css.words ?? '';
      words.style.setProperty('--total-scale-factor', String(viewport.scale));
      at.style.width = `${viewport.width}px`;
      at.style.height = `${viewport.height}px`;
      at.replaceChildren(canvas, words);
      const drawing = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
      const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
      stop = () => { drawing.cancel(); layer.cancel(); };
      // A drawing that was given up is no failure; another shows as an empty page.
      await Promise.allSettled([drawing.promise, layer.render()]);
    })();
    return () => { gone = true; stop(); };
  }, [near, n, pdf, zoom]);
  return <div ref={frame} className={css.page} role="group" aria-label={t('page', { n, count: pdf.numPages })} />;
}
