/**
 * The draft being edited: its files here, its last saved state on the server, and the saving between.
 *
 * Promises: one save at a time, in order; what a person typed is never thrown away, neither when a save
 * fails (it stays here, in the browser's storage for this tab, and is tried again) nor when somebody else
 * saved meanwhile (412: a conflict to decide, both texts kept). Knows no React and no drawing.
 */
import { Problem, reason } from '@/api/http';
import { type Draft, type Files, readDraft, writeDraft } from './api';

export type SaveState =
  | { kind: 'saved'; at: string }
  | { kind: 'changed' }
  | { kind: 'saving' }
  | { kind: 'failed'; reason: string }
  | { kind: 'conflict'; theirs: Draft };

export interface Snapshot {
  files: Files;
  state: SaveState;
  /** Changed here and found again after a reload, not yet on the server. */
  recovered: boolean;
}

/** What the store needs of the outside; the tests give their own. */
export interface Surroundings {
  read: (name: string) => Promise<Draft>;
  write: (name: string, files: Files, revision: number | undefined) => Promise<{ revision: number }>;
  now: () => string;
  keep: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  later: (act: () => void, ms: number) => () => void;
}

const SAVE_AFTER_MS = 1200;
const RETRY_AFTER_MS = 8000;

function browser(): Surroundings {
  return {
    read: readDraft,
    write: writeDraft,
    now: () => new Date().toISOString(),
    keep: sessionStorage,
    later: (act, ms) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Two sets of files with the same paths and texts. */
export function sameFiles(a: Files, b: Files): boolean {
  const paths = Object.keys(a);
  return paths.length === Object.keys(b).length && paths.every((p) => a[p] === b[p]);
}

export class DraftStore {
  private readonly name: string;
  private readonly around: Surroundings;
  private files: Files;
  private revision: number;
  private saved: Files;
  private state: SaveState;
  private recovered = false;
  private running: Promise<void> | undefined;
  private cancel: () => void = () => undefined;
  private readonly listeners = new Set<() => void>();
  private shown: Snapshot;

  constructor(draft: Draft, around: Surroundings = browser()) {
    this.name = draft.name;
    this.around = around;
    this.files = { ...draft.files };
    this.saved = this.files;
    this.revision = draft.revision;
    this.state = { kind: 'saved', at: draft.updated_at ?? around.now() };
    this.recover();
    this.shown = this.take();
  }

  subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };

  /** What is shown now; the same object until something changes. */
  snapshot = (): Snapshot => this.shown;

  get isDirty(): boolean {
    return !sameFiles(this.files, this.saved);
  }

  /** Sets the text of a file, or makes the file; `undefined` takes it away. */
  set(path: string, text: string | undefined): void {
    if (this.files[path] === text) return;
    const { [path]: _, ...rest } = this.files;
    this.replace(text === undefined ? rest : { ...rest, [path]: text });
  }

  /** Saves now what is not saved. Resolves when nothing is left to do or the save failed. */
  async flush(): Promise<void> {
    this.cancel();
    while (this.running) await this.running;
    if (!this.isDirty || this.state.kind === 'conflict') return;
    this.running = this.save().finally(() => {
      this.running = undefined;
    });
    await this.running;
    if (this.isDirty && this.state.kind === 'changed') await this.flush();
  }

  /** Ends a conflict: with their text in place of ours, or with ours saved over theirs. */
  async settle(how: 'theirs' | 'mine'): Promise<void> {
    if (this.state.kind !== 'conflict') return;
    const { theirs } = this.state;
    this.revision = theirs.revision;
    this.saved = { ...theirs.files };
    if (how === 'theirs') {
      this.files = this.saved;
      this.forget();
      this.change({ kind: 'saved', at: theirs.updated_at ?? this.around.now() });
      return;
    }
    this.change(this.isDirty ? { kind: 'changed' } : { kind: 'saved', at: this.around.now() });
    await this.flush();
  }

  /** Goes back to the server's text when what was found in the browser is not wanted. */
  discardRecovered(): void {
    if (!this.recovered) return;
    this.cancel();
    this.files = this.saved;
    this.forget();
    this.change({ kind: 'saved', at: this.around.now() });
  }

  acceptRecovered(): void {
    this.recovered = false;
    this.change(this.state);
    void this.flush();
  }

  close(): void {
    this.cancel();
    this.listeners.clear();
  }

  private replace(files: Files): void {
    this.files = files;
    this.recovered = false;
    this.remember();
    if (this.state.kind === 'conflict') return this.change(this.state);
    this.change({ kind: 'changed' });
    return this.saveIn(SAVE_AFTER_MS);
  }

  private saveIn(ms: number): void {
    this.cancel();
    this.cancel = this.around.later(() => void this.flush(), ms);
  }

  private async save(): Promise<void> {
    const { files } = this;
    this.change({ kind: 'saving' });
    try {
      const { revision } = await this.around.write(this.name, files, this.revision);
      this.revision = revision;
      this.saved = files;
      if (!this.isDirty) this.forget();
      this.change(this.isDirty ? { kind: 'changed' } : { kind: 'saved', at: this.around.now() });
    } catch (error) {
      await this.failed(error);
    }
  }

  private async failed(error: unknown): Promise<void> {
    if (error instanceof Problem && error.status === 412) {
      try {
        const theirs = await this.around.read(this.name);
        if (!sameFiles(theirs.files, this.files)) {
          return this.change({ kind: 'conflict', theirs });
        }
        this.revision = theirs.revision;
        this.saved = this.files;
        this.forget();
        return this.change({ kind: 'saved', at: theirs.updated_at ?? this.around.now() });
      } catch (again) {
        this.change({ kind: 'failed', reason: reason(again) });
        return this.saveIn(RETRY_AFTER_MS);
      }
    }
    this.change({ kind: 'failed', reason: reason(error) });
    return this.saveIn(RETRY_AFTER_MS);
  }

  private get kept(): string {
    return `staffetta.draft.${this.name}`;
  }

  private remember(): void {
    try {
      this.around.keep.setItem(this.kept, JSON.stringify({ revision: this.revision, files: this.files }));
    } catch {
      // The storage of the browser is full or closed: the save on the server is the one that counts.
    }
  }

  private forget(): void {
    this.recovered = false;
    try {
      this.around.keep.removeItem(this.kept);
    } catch {
      // Nothing was kept.
    }
  }

  private recover(): void {
    let text: string | null = null;
    try {
      text = this.around.keep.getItem(this.kept);
    } catch {
      return;
    }
    if (!text) return;
    let kept: { revision: number; files: Files };
    try {
      kept = JSON.parse(text) as { revision: number; files: Files };
    } catch {
      // Cut short by a browser that ended while writing: there is nothing whole to give back.
      return this.forget();
    }
    if (sameFiles(kept.files, this.files)) return this.forget();
    this.files = kept.files;
    this.recovered = true;
    // Written from an older revision: saving it must meet the conflict, not pass over it.
    this.revision = Math.min(kept.revision, this.revision);
    this.state = { kind: 'changed' };
  }

  private change(state: SaveState): void {
    this.state = state;
    this.shown = this.take();
    for (const tell of this.listeners) tell();
  }

  private take(): Snapshot {
    return { files: this.files, state: this.state, recovered: this.recovered };
  }
}
