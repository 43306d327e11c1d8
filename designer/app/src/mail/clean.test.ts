import { describe, expect, test } from 'vitest';
import { clean, framed } from './clean';

/** Hand-made from the usual ways in: what must not survive, beside what was sent. */
const HOSTILE: [name: string, html: string, gone: RegExp][] = [
  ['script', '<p>a</p><script>alert(1)</script>', /script|alert/i],
  ['script split by the parser', '<scr<script>ipt>alert(1)</scr</script>ipt>', /<script/i],
  ['event handler', '<p onclick="steal()">a</p>', /onclick|steal/i],
  ['image error handler', '<img src=x onerror=alert(1)>', /onerror|alert/i],
  ['svg with script', '<svg onload=alert(1)><script>1</script></svg>', /<svg|onload|script/i],
  ['math namespace confusion', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>', /onerror|<style|<math/i],
  ['noscript mutation', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', /<img[^>]*onerror/i],
  ['javascript link', '<a href="javascript:alert(1)">a</a>', /javascript:/i],
  ['javascript link with white space', '<a href=" java\tscript:alert(1)">a</a>', /script:/i],
  ['data link', '<a href="data:text/html,<script>1</script>">a</a>', /data:text/i],
  ['form', '<form action="https://evil.example"><input name=q><button>x</button></form>', /<form|<input|<button|evil/i],
  ['frame', '<iframe src="https://evil.example"></iframe>', /<iframe|evil/i],
  ['object and embed', '<object data="https://evil.example"></object><embed src="https://evil.example">', /<object|<embed|evil/i],
  ['base', '<base href="https://evil.example/"><a href="/x">a</a>', /<base|evil/i],
  ['refresh', '<meta http-equiv=refresh content="0;url=https://evil.example">', /<meta|evil/i],
  ['style sheet link', '<link rel=stylesheet href="https://evil.example/a.css">', /<link|evil/i],
  ['style element', '<style>@import url(https://evil.example/a.css); body{display:none}</style><p>a</p>', /<style|evil/i],
  ['style attribute that loads', '<p style="background:url(https://evil.example/a.png)">a</p>', /evil|url\(/i],
  ['style attribute behind escapes', '<p style="background:u\\72l(https://evil.example/a.png)">a</p>', /evil|\\/i],
  ['style attribute with image-set', '<p style="background-image:image-set(\'https://evil.example/a.png\' 1x)">a</p>', /evil/i],
  ['overlay', '<div style="position:fixed;inset:0;z-index:9999">fake</div>', /position\s*:\s*fixed/i],
  ['remote image', '<img src="https://tracker.example/p.gif">', /tracker/i],
  ['image without a scheme', '<img src="//tracker.example/p.gif">', /tracker/i],
  ['remote srcset', '<img srcset="https://tracker.example/p.gif 1x">', /tracker/i],
  ['remote background', '<table background="https://tracker.example/p.gif"><tr><td>a</td></tr></table>', /tracker/i],
  ['video poster', '<video poster="https://tracker.example/p.gif" src="https://tracker.example/v.mp4"></video>', /tracker|<video/i],
  ['svg in a data image', '<img src="data:image/svg+xml;base64,PHN2Zy8+">', /svg/i],
  ['ping of a link', '<a href="https://a.example" ping="https://tracker.example">a</a>', /ping|tracker/i],
  ['clobbered names', '<img name="body"><p id="root">a</p>', /name=|id=/i],
  ['template', '<template><img src=x onerror=alert(1)></template>', /onerror|<template/i],
];

describe('a hostile mail', () => {
  test.each(HOSTILE)('%s does not survive', (_, html, gone) => expect(clean(html, false).html).not.toMatch(gone));
  test.each(HOSTILE.filter(([name]) => !/remote image/.test(name)))('%s does not survive when images are shown either', (name, html, gone) => {
    if (/image without|srcset/.test(name)) return;
    expect(clean(html, true).html).not.toMatch(gone);
  });
});

test('remote images are counted, and come back over https only when asked for', () => {
  const mail = '<p>a</p><img src="https://t.example/1.gif"><img src="http://t.example/2.gif"><img src="//t.example/3.gif">';
  expect(clean(mail, false).blocked).toBe(3);
  const shown = clean(mail, true);
  expect(shown.html).toContain('https://t.example/1.gif');
  expect(shown.html).not.toContain('2.gif');
  expect(shown.blocked).toBe(2);
});

test('what a letter needs stays: text, structure, own images, safe style', () => {
  const out = clean('<h2>Oggetto</h2><p style="color: #333; font-weight: bold">Testo</p><table><tr><td>1</td></tr></table><img src="data:image/png;base64,iVBORw0KGgo=">', false).html;
  expect(out).toContain('<h2>Oggetto</h2>');
  expect(out).toMatch(/color: #333/);
  expect(out).toContain('<td>1</td>');
  expect(out).toContain('data:image/png;base64');
});

test('links leave the frame and tell nothing', () => {
  const out = clean('<a href="https://a.example/x">a</a><a href="mailto:a@b.example">m</a>', false).html;
  expect(out).toContain('href="https://a.example/x"');
  expect(out).toContain('target="_blank"');
  expect(out).toContain('rel="noopener noreferrer nofollow"');
  expect(out).toContain('mailto:a@b.example');
});

test('the frame forbids everything but inline style and its own images', () => {
  const doc = framed('<p>a</p>', false, 'Testo "del" messaggio', 'it');
  expect(doc).toContain("default-src 'none'");
  expect(doc).toContain("form-action 'none'");
  expect(doc).not.toMatch(/script-src|https:/);
  expect(doc).not.toContain('"del"');
  expect(framed('<p>a</p>', true, 't', 'it')).toContain('img-src data: blob: https:');
});
