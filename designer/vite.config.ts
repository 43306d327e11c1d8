/// <reference types="vitest/config" />
// Build of the web app into `dist`, which the Rust crate beside this file embeds.
// No inline script and no data: asset is written, so that the server can send a strict CSP.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where a development server finds the API: a running `staffetta`. */
const backend = process.env.STAFFETTA_URL ?? 'http://127.0.0.1:8080';

/**
 * Parts of bpmn.io's panel that ask no `translate`: the fallback of those whose caller hands on none (most do
 * not), and tooltips written into the source. Each becomes ours, so that they speak the language of the page.
 */
const ENGLISH: Record<string, [string, string][]> = {
  '/@bpmn-io/properties-panel/dist/index.esm.js': [['function translateFallback(', 'function englishFallback(']],
  '/bpmn-js-element-templates/dist/index.esm.js': [
    ['title: "Toggle section"', 'title: translateFallback("Toggle section")'],
    ['title: "Select a template"', 'title: translateFallback("Select a template")'],
  ],
};

const panelWords: Plugin = {
  name: 'panel-words',
  transform(code, id) {
    const changes = id.includes('?raw') ? undefined : Object.entries(ENGLISH).find(([module]) => id.includes(module))?.[1];
    if (!changes) return undefined;
    const said = changes.reduce((text, [from, to]) => {
      if (!text.includes(from)) this.error(`bpmn.io says this in another way now: ${from}`);
      return text.replace(from, to);
    }, code);
    return { code: `import { translateFallback } from '@/bpmn/words/translate';\n${said}`, map: null };
  },
};

/** The decoders pdf.js falls back to where wasm is not allowed: it asks for them by name, beside each other. */
const PDF_DECODERS = ['openjpeg_nowasm_fallback.js', 'jbig2_nowasm_fallback.js'];

const pdfDecoders: Plugin = {
  name: 'pdf-decoders',
  generateBundle() {
    for (const name of PDF_DECODERS) {
      const source = readFileSync(fileURLToPath(new URL(`./node_modules/pdfjs-dist/wasm/${name}`, import.meta.url)));
      this.emitFile({ type: 'asset', fileName: `assets/pdf/${name}`, source });
    }
  },
};

export default defineConfig({
  root: 'app',
  publicDir: 'public',
  plugins: [react(), panelWords, pdfDecoders],
  resolve: { alias: { '@': fileURLToPath(new URL('./app/src', import.meta.url)) } },
  server: { port: 5173, host: '127.0.0.1', proxy: { '/api': { target: backend } } },
  build: {
    target: 'es2022',
    outDir: '../dist',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    manifest: true,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
    css: false,
  },
});
