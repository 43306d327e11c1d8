/**
 * A text editor for one file of the bundle (CodeMirror 6). Rules are checked by the server's own parser,
 * forms by JSON's; the rest is plain text. Tab leaves the editor only after Escape, as CodeMirror teaches.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, linter, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { reason } from '@/api/http';
import { checkScript, type ScriptProblem } from './api';
import { kindOf } from './files';
import { letter, rhai, toml } from './languages';
import { processText } from './text';

const CHECK_AFTER_MS = 700;

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--st-quiet)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.heading], color: 'var(--st-brand-fg)', fontWeight: '600' },
  { tag: [tags.string], color: 'var(--st-good-fg)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--st-warn-fg)' },
  { tag: [tags.propertyName, tags.function(tags.variableName)], color: 'var(--st-link)' },
  { tag: tags.invalid, color: 'var(--st-bad-fg)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '14px', backgroundColor: 'var(--st-surface)', color: 'var(--st-ink)' },
  '&.cm-focused': { outline: '2px solid var(--st-focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--st-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--st-ink)' },
  '.cm-gutters': { backgroundColor: 'var(--st-sunken)', color: 'var(--st-quiet)', border: 'none', borderRight: '1px solid var(--st-line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--st-hover) 60%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--st-selected)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--st-selected) !important', outline: '1px solid var(--st-brand-line)' },
  '.cm-tooltip': { backgroundColor: 'var(--st-surface)', color: 'var(--st-ink)', border: '1px solid var(--st-edge)', borderRadius: '6px' },
  '.cm-diagnostic': { padding: '6px 10px' },
});

/** Where a problem of the server's parser is in the text: to the end of the word at its place. */
export function spanOf(text: string, line: number | undefined, column: number | undefined): { from: number; to: number } {
  const lines = text.split('\n');
  const row = Math.min(Math.max((line ?? 1) - 1, 0), lines.length - 1);
  const before = lines.slice(0, row).reduce((sum, l) => sum + l.length + 1, 0);
  const here = lines[row] ?? '';
  const at = Math.min(Math.max((column ?? 1) - 1, 0), here.length);
  const word = here.slice(at).match(/^\w+/)?.[0].length ?? 1;
  const from = before + at;
  return { from, to: Math.min(from + word, text.length) };
}

const rhaiLinter = linter(
  async (view): Promise<Diagnostic[]> => {
    const text = view.state.doc.toString();
    let problems: ScriptProblem[];
    try {
      problems = await checkScript(text);
    } catch (error) {
      const message = processText.text('checkFailed', { reason: reason(error) });
      return [{ from: 0, to: 0, severity: 'info', message }];
    }
    return problems.map((p) => ({ ...spanOf(text, p.line, p.column), severity: 'error', message: p.message }));
  },
  { delay: CHECK_AFTER_MS },
);

function languageOf(path: string): Extension {
  switch (kindOf(path)) {
    case 'rule':
      return [rhai, rhaiLinter, lintGutter()];
    case 'form':
      return [json(), linter(jsonParseLinter()), lintGutter()];
    case 'letter':
      return [letter, EditorView.lineWrapping];
    case 'bundle':
      return toml;
    default:
      return path.endsWith('.toml') ? toml : EditorView.lineWrapping;
  }
}

export interface CodeProps {
  path: string;
  text: string;
  label: string;
  /** 1-based line to bring into view, with the moment it was asked for: the same line may be asked twice. */
  goTo?: { line: number; asked: number } | undefined;
  onChange: (text: string) => void;
}

export default function Code({ path, text, label, goTo, onChange }: CodeProps) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const change = useRef(onChange);
  change.current = onChange;
  const first = useRef(text);
  first.current = text;

  useEffect(() => {
    if (!holder.current) return undefined;
    const made = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), indentOnInput(),
          highlightActiveLine(), autocompletion(), languageOf(path), syntaxHighlighting(colours), look,
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [path, label]);

  // A text set from outside (another version was loaded) replaces what is shown.
  useEffect(() => {
    const shown = view.current;
    if (!shown || shown.state.doc.toString() === text) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const shown = view.current;
    if (!shown || !goTo) return;
    const at = shown.state.doc.line(Math.min(Math.max(goTo.line, 1), shown.state.doc.lines)).from;
    shown.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    shown.focus();
  }, [goTo]);

  return <div ref={holder} style={{ height: '100%', minHeight: 0 }} />;
}
