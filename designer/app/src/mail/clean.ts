/**
 * Makes the HTML of a mail harmless before it is shown. The server has sanitised it already; this is the
 * second lock, and the frame's sandbox and CSP (`frame.tsx`) the third.
 *
 * Promises: no script, form, frame, style sheet or address that loads anything survives; images that are
 * not part of the mail are taken out and counted unless the reader asked for them.
 */
import DOMPurify from 'dompurify';

export interface Clean {
  html: string;
  /** Remote images taken out. */
  blocked: number;
}

const FORBIDDEN_TAGS = [
  'form', 'input', 'button', 'textarea', 'select', 'option', 'meta', 'base', 'link', 'svg', 'math', 'video', 'audio',
  'source', 'track', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'style', 'template', 'dialog', 'portal',
];
const LOADING = ['src', 'srcset', 'background', 'poster', 'data', 'longdesc', 'lowsrc', 'dynsrc'];
const INSIDE = /^data:image\/(png|jpe?g|gif|webp);base64,/i;

/** Declarations that load, move out of the frame or hide behind escapes are dropped one by one. */
function cleanStyle(style: string): string {
  return style
    .split(';')
    .filter((one) => !/url\s*\(|@import|expression\s*\(|-moz-binding|behavior\s*:|image-set|\\|position\s*:\s*(fixed|sticky)/i.test(one))
    .join(';');
}

/** `remote`: the reader wants the images of this mail that lie elsewhere (https only). */
export function clean(html: string, remote: boolean): Clean {
  let blocked = 0;
  const purify = DOMPurify(window);
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName === 'A' || node.tagName === 'AREA') {
      const href = node.getAttribute('href');
      if (href && !/^(https?:|mailto:|tel:|#)/i.test(href.trim())) node.removeAttribute('href');
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer nofollow');
    }
    for (const name of LOADING) {
      const value = node.getAttribute(name);
      if (value === null || (name === 'src' && INSIDE.test(value))) continue;
      const elsewhere = /^(https?:)?\/\//i.test(value.trim());
      if (remote && name === 'src' && /^https:\/\//i.test(value.trim())) continue;
      node.removeAttribute(name);
      if (elsewhere) blocked += 1;
    }
    const style = node.getAttribute('style');
    if (style !== null) {
      if (/url\s*\(/i.test(style)) blocked += 1;
      const kept = cleanStyle(style);
      if (kept.trim()) node.setAttribute('style', kept);
      else node.removeAttribute('style');
    }
  });
  const out = purify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: ['ping', 'formaction', 'action', 'autofocus', 'id', 'name', 'usemap', 'is'],
    ALLOW_DATA_ATTR: false,
    WHOLE_DOCUMENT: false,
  });
  return { html: out, blocked };
}

/** The document of the frame: own CSP, white paper, links outside. */
export function framed(html: string, remote: boolean, title: string, lang: string): string {
  const csp = `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:${remote ? ' https:' : ''}; font-src 'none'; form-action 'none'; base-uri 'none'`;
  const escape = (s: string): string => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  return `<!doctype html><html lang="${escape(lang)}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"><meta name="referrer" content="no-referrer"><title>${escape(title)}</title><style>html{color-scheme:light}body{margin:16px;font:15px/1.5 "Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#17202b;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #c8d0da;color:#4d5a69}pre{white-space:pre-wrap}</style></head><body>${html}</body></html>`;
}
