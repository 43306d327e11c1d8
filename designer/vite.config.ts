/// <reference types="vitest/config" />
// Build of the web app into `dist`, which the Rust crate beside this file embeds.
// No inline script and no data: asset is written, so that the server can send a strict CSP.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a development server finds the API: a running `staffetta`. */
const backend = process.env.STAFFETTA_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: 'app',
  publicDir: 'public',
  plugins: [react()],
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
