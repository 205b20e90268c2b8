// The indices, the keys and the tasks. A write is journalled, answered with its task, then applied in order.
// Task ids only grow, also across a restart. A write that cannot be journalled is refused and changes nothing.
// Without a folder everything is in memory only.
import { z } from 'zod';

import { openJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import type { IndexState } from './index-state.ts';
import { applyMutation, mutationSchema } from './mutations.ts';
import type { Action, Mutation, State } from './mutations.ts';

const entrySchema = z.object({ task: z.number(), at: z.string(), mutation: mutationSchema.nullable() });
type Entry = z.infer<typeof entrySchema>;

export interface StoreOptions {
  folder: string | undefined;
  /** Called for each accepted write: in how many milliseconds it is due. Later writes wait for a late one. */
  lateness: () => number;
  /** The journal is rewritten once it is larger than this and than twice its size after the last rewrite. */
  compactAfterBytes: number;
}

export class Store {
  readonly #state: State = { indices: new Map<string, IndexState>(), keys: new Map() };
  readonly #options: StoreOptions;
  readonly #journal: Journal | null;
  readonly #pending: { entry: Entry; due: number }[] = [];
  #cancelWakeUp: (() => void) | null = null;
  #lastTask = 0;
  #appliedTask = 0;
  #compactedSize = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#journal =
      options.folder === undefined ? null : openJournal(options.folder, (line) => this.#replay(line));
    this.#compactedSize = this.#journal?.size ?? 0;
  }

  get indices(): ReadonlyMap<string, IndexState> {
    return this.#state.indices;
  }

  get keys(): State['keys'] {
    return this.#state.keys;
  }

  get pendingTasks(): number {
    return this.#pending.length;
  }

  /** @returns null for an unknown task */
  taskStatus(task: number): 'published' | 'notPublished' | null {
    if (!Number.isSafeInteger(task) || task < 1 || task > this.#lastTask) return null;
    return task <= this.#appliedTask ? 'published' : 'notPublished';
  }

  /** @returns the task, and when it was accepted */
  accept(mutation: Mutation): { taskID: number; at: string } {
    const entry: Entry = { task: this.#lastTask + 1, at: new Date().toISOString(), mutation };
    this.#journal?.append(entry);
    this.#lastTask = entry.task;
    this.#pending.push({ entry, due: performance.now() + this.#options.lateness() });
    this.#schedule();
    return { taskID: entry.task, at: entry.at };
  }

  /** Accepted writes that are not applied yet are in the journal. The next start applies them. */
  close(): void {
    this.#cancelWakeUp?.();
    this.#pending.length = 0;
    this.#journal?.close();
  }

  #schedule(): void {
    const [head] = this.#pending;
    if (head === undefined || this.#cancelWakeUp !== null) return;
    const wakeUp = () => {
      this.#cancelWakeUp = null;
      this.#applyDue();
      this.#schedule();
    };
    const wait = head.due - performance.now();
    if (wait > 0) {
      const timer = setTimeout(wakeUp, wait);
      this.#cancelWakeUp = () => clearTimeout(timer);
    } else {
      const turn = setImmediate(wakeUp);
      this.#cancelWakeUp = () => clearImmediate(turn);
    }
  }

  #applyDue(): void {
    const now = performance.now();
    for (let head = this.#pending[0]; head !== undefined && head.due <= now; head = this.#pending[0]) {
      this.#pending.shift();
      const { task, at, mutation } = head.entry;
      if (mutation !== null) applyMutation(this.#state, mutation, at);
      this.#appliedTask = task;
    }
    if (this.#pending.length === 0) this.#compact();
  }

  #replay(line: unknown): void {
    const { task, at, mutation } = entrySchema.parse(line);
    if (mutation !== null) applyMutation(this.#state, mutation, at);
    this.#lastTask = task;
    this.#appliedTask = task;
  }

  /** Called only while nothing is pending: then the state equals the journal. */
  #compact(): void {
    const journal = this.#journal;
    if (journal === null) return;
    if (journal.size < Math.max(this.#options.compactAfterBytes, 2 * this.#compactedSize)) return;
    try {
      journal.rewrite(this.#snapshot());
    } catch (error) {
      // The old journal is intact. The next attempt follows when it has doubled.
      process.emitWarning(`The journal could not be compacted: ${String(error)}`);
    }
    this.#compactedSize = journal.size;
  }

  *#snapshot(): Generator<Entry> {
    const task = this.#lastTask;
    for (const [value, key] of this.#state.keys) {
      yield { task, at: '', mutation: { kind: 'saveKey', value, key } };
    }
    for (const [name, index] of this.#state.indices) {
      yield {
        task,
        at: index.createdAt,
        mutation: { kind: 'settings', index: name, settings: index.ownSettings },
      };
      let actions: Action[] = [];
      for (const [objectID, body] of index.records) {
        actions.push({ action: 'updateObject', index: name, objectID, body });
        if (actions.length === 1000) {
          yield { task, at: index.updatedAt, mutation: { kind: 'actions', actions } };
          actions = [];
        }
      }
      yield { task, at: index.updatedAt, mutation: { kind: 'actions', actions } };
    }
    yield { task, at: '', mutation: null };
  }
}
