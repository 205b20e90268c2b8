// Owns what a push has to do: which documents to send, which to remove, which to leave alone, and which cannot be sent. It
// changes nothing.
import { isDeepStrictEqual } from 'node:util';
import type { Prisma, Transaction } from '../database/client.ts';
import { buildDocuments, type BuiltDocument } from './document.ts';
import type { IndexedDocuments } from './indexed.ts';
import { sizeFault, type Failure } from './record-fault.ts';
import type { States } from './state.ts';

type ProfileRow = Prisma.ProfileModel;
type ReindexMode = Prisma.ReindexRunModel['mode'];

export interface Upsert extends BuiltDocument {
  /**
   * The record in the index is not what was pushed last. It is deleted first: an update would leave in place what it has
   * too much, and be ignored where its version is a strange one.
   */
  readonly replaces: boolean;
}

export interface Plan {
  readonly upserts: readonly Upsert[];
  readonly removals: readonly string[];
  readonly failures: readonly Failure[];
  readonly skipped: number;
}

export interface PlanInput {
  readonly ids: readonly string[];
  readonly states: States;
  /** What the index holds, where it was asked; null where the state is trusted. */
  readonly indexed: IndexedDocuments | null;
  readonly mode: ReindexMode;
  /** Bytes that a record may have. */
  readonly recordLimit: number;
  /** Those of the ids that are public, some at a time. */
  readonly profiles: AsyncIterable<readonly ProfileRow[]>;
}

export async function planPush(
  tx: Transaction,
  { ids, states, indexed, mode, recordLimit, profiles }: PlanInput,
): Promise<Plan> {
  const now = new Date();
  const upserts: Upsert[] = [];
  const failures: Failure[] = [];
  const present = new Set<string>();
  for await (const page of profiles) {
    for (const { id } of page) present.add(id);
    const built = await buildDocuments(tx, page, now, (failure) => failures.push(failure));
    for (const one of built) {
      if (!differs(one, mode, states, indexed)) continue;
      const fault = sizeFault(one, recordLimit);
      if (fault) failures.push(fault);
      else upserts.push({ ...one, replaces: indexed?.has(one.document.objectID) ?? false });
    }
  }
  const absent = ids.filter((id) => !present.has(id));
  const removals = absent.filter((id) => (states.get(id)?.indexed ?? false) || (indexed?.has(id) ?? false));
  const skipped = ids.length - upserts.length - failures.length - removals.length;
  return { upserts, removals, failures, skipped };
}

function differs(
  { document, hash }: BuiltDocument,
  mode: ReindexMode,
  states: States,
  indexed: IndexedDocuments | null,
): boolean {
  if (mode === 'FULL') return true;
  if (indexed) {
    return !isDeepStrictEqual(indexed.get(document.objectID), document);
  }
  const state = states.get(document.objectID);
  return !state?.indexed || state.documentHash !== hash;
}
