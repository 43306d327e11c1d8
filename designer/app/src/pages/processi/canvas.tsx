/**
 * The drawing of the designer: bpmn-js with its palette, and the properties panel beside it.
 * A chunk of its own. The modeler stays alive while other tabs are shown, so that undo is not lost.
 */
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import './canvas.css';
import type { ElementTemplate, Finding } from '@/api/types';
import { findingMarks } from '@/bpmn/findings';
import { createDesigner, type Designer } from '@/bpmn/modeler';
import { outline, type OutlineEntry } from '@/bpmn/outline';
import type { Names } from '@/bpmn/properties/provider';
import type { Language } from '@/i18n/dictionary';

const WRITE_AFTER_MS = 400;

export interface CanvasHandle {
  undo(): void;
  redo(): void;
  fit(): void;
  /** False when no such element is drawn. */
  select(element: string): boolean;
  /** Hands over what is drawn but not yet written, before a save that must have it. */
  settle(): Promise<void>;
}

export interface CanvasProps {
  ref?: Ref<CanvasHandle>;
  path: string;
  xml: string;
  language: Language;
  templates: readonly ElementTemplate[];
  names: Names;
  findings: readonly Finding[];
  isShown: boolean;
  withPanel: boolean;
  panelLabel: string;
  onChange: (xml: string) => void;
  onOutline: (entries: OutlineEntry[]) => void;
  onUndoable: (can: { undo: boolean; redo: boolean }) => void;
  onOpened: (result: { failure?: string; warnings: string[] }) => void;
  onTemplateErrors: (messages: string[]) => void;
}

export default function Canvas(props: CanvasProps) {
  const { path, xml, language, templates, names, findings, isShown, withPanel } = props;
  const paper = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const designer = useRef<Designer>(undefined);
  const told = useRef(props);
  told.current = props;
  /** The text this canvas last read or wrote: anything else comes from outside and is opened. */
  const known = useRef<{ path: string; xml: string }>(undefined);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shared = useRef<Names>({ ...names });
  const [opened, setOpened] = useState(0);

  const write = useCallback(async () => {
    clearTimeout(waiting.current);
    waiting.current = undefined;
    const made = designer.current;
    const from = known.current;
    if (!made || !from) return;
    const text = await made.xml();
    // Another file was opened while this one was being written.
    if (known.current !== from || text === from.xml) return;
    known.current = { path: from.path, xml: text };
    told.current.onChange(text);
    told.current.onOutline(outline(made.definitions()));
  }, []);

  useImperativeHandle(
    props.ref,
    () => ({
      undo: () => designer.current?.undo(),
      redo: () => designer.current?.redo(),
      fit: () => designer.current?.fit(),
      select: (element) => designer.current?.select(element) ?? false,
      settle: async () => {
        // A text field of the panel tells its change after a pause; leaving it tells at once.
        if (document.activeElement instanceof HTMLElement && panel.current?.contains(document.activeElement)) {
          document.activeElement.blur();
        }
        if (waiting.current) await write();
      },
    }),
    [write],
  );

  useEffect(() => {
    if (!paper.current || !panel.current) return undefined;
    const made = createDesigner({
      canvas: paper.current,
      panel: panel.current,
      language,
      templates,
      names: shared.current,
      onChange: () => {
        clearTimeout(waiting.current);
        waiting.current = setTimeout(() => void write(), WRITE_AFTER_MS);
        told.current.onUndoable({ undo: made.canUndo(), redo: made.canRedo() });
      },
      onSelect: () => undefined,
      onTemplateErrors: (messages) => told.current.onTemplateErrors(messages),
    });
    designer.current = made;
    known.current = undefined;
    return () => {
      clearTimeout(waiting.current);
      designer.current = undefined;
      made.destroy();
    };
  }, [language, templates, write]);

  useEffect(() => {
    const made = designer.current;
    if (!made || (known.current?.path === path && known.current.xml === xml)) return;
    clearTimeout(waiting.current);
    waiting.current = undefined;
    const mine = { path, xml };
    known.current = mine;
    void made
      .open(xml)
      .then(({ warnings }) => {
        if (known.current !== mine) return;
        told.current.onOpened({ warnings });
        told.current.onOutline(outline(made.definitions()));
        told.current.onUndoable({ undo: false, redo: false });
        setOpened((n) => n + 1);
      })
      .catch((cause: unknown) => {
        if (known.current !== mine) return;
        told.current.onOpened({ failure: cause instanceof Error ? cause.message : String(cause), warnings: [] });
        told.current.onOutline([]);
      });
  }, [path, xml, language, templates]);

  useEffect(() => {
    Object.assign(shared.current, names);
  }, [names]);

  useEffect(() => {
    const made = designer.current;
    if (made && opened > 0) made.mark(findingMarks(findings, path, (id) => made.isOnCanvas(id)));
  }, [findings, path, opened]);

  useEffect(() => {
    if (isShown) designer.current?.resized();
  }, [isShown, withPanel]);

  return (
    <>
      <div className="designer-paper" ref={paper} />
      <aside className="designer-panel bio-theme-parent" ref={panel} hidden={!withPanel} aria-label={props.panelLabel} />
    </>
  );
}
