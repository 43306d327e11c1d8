/** The draft store: nothing typed is lost, one save at a time, a conflict is a question. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '@/api/http';
import type { Draft, Files } from './api';
import { DraftStore, type Surroundings } from './draft-store';

class Desk {
  server: Draft = { name: 'p', revision: 1, files: { 'a.bpmn': 'uno' }, updated_at: '2026-11-22T09:00:00Z', updated_by: { login: 'sara.costa', name: 'Sara Costa' } };
  writes: { files: Files; revision: number | undefined }[] = [];
  failWith: Error | undefined;
  /** Runs while a write is on its way. */
  during: () => void = () => undefined;
  kept = new Map<string, string>();
  timers: (() => void)[] = [];

  around(): Surroundings {
    return {
      read: () => Promise.resolve(structuredClone(this.server)),
      write: async (_, files, revision) => {
        this.writes.push({ files, revision });
        this.during();
        await Promise.resolve();
        if (this.failWith) throw this.failWith;
        if (revision !== this.server.revision) throw new Problem(412, { title: 'changed' });
        this.server = { ...this.server, revision: this.server.revision + 1, files };
        return { revision: this.server.revision };
      },
      now: () => '2026-11-22T10:44:00Z',
      keep: {
        getItem: (k) => this.kept.get(k) ?? null,
        setItem: (k, v) => void this.kept.set(k, v),
        removeItem: (k) => void this.kept.delete(k),
      },
      later: (act) => {
        this.timers.push(act);
        return () => {
          this.timers = this.timers.filter((t) => t !== act);
        };
      },
    };
  }
  open(): DraftStore {
    return new DraftStore(structuredClone(this.server), this.around());
  }
}

describe('the draft store', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('saves after a pause, with the revision it read', async () => {
    const store = desk.open();
    store.set('a.bpmn', 'due');
    expect(store.snapshot().state.kind).toBe('changed');
    expect(desk.timers).toHaveLength(1);
    await store.flush();
    expect(desk.writes).toEqual([{ files: { 'a.bpmn': 'due' }, revision: 1 }]);
    expect(store.snapshot().state).toEqual({ kind: 'saved', at: '2026-11-22T10:44:00Z' });
    expect(desk.kept.size).toBe(0);
  });

  it('saves again what was typed while a save was on its way, never two at once', async () => {
    const store = desk.open();
    desk.during = () => {
      desk.during = () => undefined;
      store.set('a.bpmn', 'tre');
    };
    store.set('a.bpmn', 'due');
    await Promise.all([store.flush(), store.flush()]);
    expect(desk.writes.map((w) => [w.files['a.bpmn'], w.revision])).toEqual([['due', 1], ['tre', 2]]);
    expect(store.isDirty).toBe(false);
  });

  it('keeps the text and tries again when the server does not answer', async () => {
    const store = desk.open();
    desk.failWith = new Problem(0, { title: 'Il server non risponde.' });
    store.set('a.bpmn', 'due');
    await store.flush();
    expect(store.snapshot().state).toEqual({ kind: 'failed', reason: 'Il server non risponde.' });
    expect(store.isDirty).toBe(true);
    expect(JSON.parse(desk.kept.get('staffetta.draft.p') ?? '{}')).toEqual({ revision: 1, files: { 'a.bpmn': 'due' } });
    desk.failWith = undefined;
    desk.timers.at(-1)?.();
    await store.flush();
    expect(desk.server.files).toEqual({ 'a.bpmn': 'due' });
  });

  it('asks when another person saved, and goes on with either answer', async () => {
    for (const [how, text] of [['mine', 'mio'], ['theirs', 'loro']] as const) {
      desk = new Desk();
      const store = desk.open();
      desk.server = { ...desk.server, revision: 2, files: { 'a.bpmn': 'loro' } };
      store.set('a.bpmn', 'mio');
      await store.flush();
      const { state } = store.snapshot();
      expect(state.kind === 'conflict' && state.theirs.files).toEqual({ 'a.bpmn': 'loro' });
      expect(desk.server.files).toEqual({ 'a.bpmn': 'loro' });
      await store.settle(how);
      expect(store.snapshot().files).toEqual({ 'a.bpmn': text });
      expect(desk.server.files).toEqual({ 'a.bpmn': text });
      expect(store.snapshot().state.kind).toBe('saved');
    }
  });

  it('is no conflict when the other person wrote the same', async () => {
    const store = desk.open();
    desk.server = { ...desk.server, revision: 2, files: { 'a.bpmn': 'due' } };
    store.set('a.bpmn', 'due');
    await store.flush();
    expect(store.snapshot().state.kind).toBe('saved');
  });

  it('gives back after a reload what had not reached the server', async () => {
    const before = desk.open();
    desk.failWith = new Problem(0, {});
    before.set('a.bpmn', 'perso?');
    await before.flush();
    before.close();
    desk.failWith = undefined;

    const after = desk.open();
    expect(after.snapshot()).toMatchObject({ recovered: true, files: { 'a.bpmn': 'perso?' } });
    after.discardRecovered();
    expect(after.snapshot()).toMatchObject({ recovered: false, files: { 'a.bpmn': 'uno' } });
    expect(desk.kept.size).toBe(0);
  });

  it('meets the conflict when what is given back is older than what was saved since', async () => {
    const before = desk.open();
    desk.failWith = new Problem(0, {});
    before.set('a.bpmn', 'vecchio');
    await before.flush();
    desk.failWith = undefined;
    desk.server = { ...desk.server, revision: 5, files: { 'a.bpmn': 'nuovo' } };

    const after = desk.open();
    after.acceptRecovered();
    await after.flush();
    expect(after.snapshot().state.kind).toBe('conflict');
    expect(desk.server.files).toEqual({ 'a.bpmn': 'nuovo' });
  });

  it('adds and takes away files', async () => {
    const store = desk.open();
    store.set('rules/r.rhai', 'fn x() {}');
    store.set('rules/s.rhai', 'fn y() {}');
    store.set('rules/r.rhai', undefined);
    await store.flush();
    expect(desk.server.files).toEqual({ 'a.bpmn': 'uno', 'rules/s.rhai': 'fn y() {}' });
  });
});
