// Plans a push: which documents to send, to remove, to skip, and which cannot be sent. Read-only.
import { isDeepStrictEqual } from 'node:util';
import type { ProfileRow, Transaction } from '../database/client.ts';
import type { ReindexMode } from '../database/generated/prisma/enums.ts';
import { buildDocuments, sameDocument, type BuiltDocument } from './document.ts';
import type { IndexedDocuments } from './indexed.ts';
import { sizeFault, type Failure } from './record-fault.ts';
import type { States } from './state.ts';

export interface Upsert extends BuiltDocument {
  /**
   * Whether to replace the whole record. An update keeps attributes that it does not name, and is ignored when the record
   * has a higher version.
   */
  readonly replaces: boolean;
}

export interface Plan {
  readonly upserts: readonly Upsert[];
  /** Documents as they are in the index, built by other code or pushed to another target. Only their states are written. */
  readonly rebuilt: readonly BuiltDocument[];
  readonly removals: readonly string[];
  readonly failures: readonly Failure[];
  readonly skipped: number;
}

export interface PlanInput {
  readonly ids: readonly string[];
  readonly states: States;
  /** What the index holds; null: it was not read, and the states are used. */
  readonly indexed: IndexedDocuments | null;
  readonly mode: ReindexMode;
  /** The most bytes of a record. */
  readonly recordLimit: number;
  /** Pages of those profiles that are public. */
  readonly profiles: AsyncIterable<readonly ProfileRow[]>;
}

export async function planPush(
  tx: Transaction,
  { ids, states, indexed, mode, recordLimit, profiles }: PlanInput,
): Promise<Plan> {
  const now = new Date();
  const upserts: Upsert[] = [];
  const rebuilt: BuiltDocument[] = [];
  const failures: Failure[] = [];
  const present = new Set<string>();
  for await (const page of profiles) {
    for (const { id } of page) present.add(id);
    const documents = await buildDocuments(tx, page, now, (failure) => failures.push(failure), recordLimit);
    for (const built of documents) {
      if (!differs(built, mode, states, indexed)) {
        if (isRebuilt(built, states, indexed)) rebuilt.push(built);
        continue;
      }
      const fault = sizeFault(built, recordLimit);
      if (fault) failures.push(fault);
      else upserts.push({ ...built, replaces: indexed?.has(built.document.objectID) ?? false });
    }
  }
  const absent = ids.filter((id) => !present.has(id));
  const removals = absent.filter((id) => (states.get(id)?.indexed ?? false) || (indexed?.has(id) ?? false));
  const skipped = ids.length - upserts.length - failures.length - removals.length;
  return { upserts, rebuilt, removals, failures, skipped };
}

function differs(
  { document, hash }: BuiltDocument,
  mode: ReindexMode,
  states: States,
  indexed: IndexedDocuments | null,
): boolean {
  if (mode === 'FULL') return true;
  if (indexed) return !isDeepStrictEqual(indexed.get(document.objectID), document);
  const state = states.get(document.objectID);
  return !state?.indexed || state.documentHash === null || !sameDocument(state.documentHash, hash);
}

function isRebuilt(
  { document, hash }: BuiltDocument,
  states: States,
  indexed: IndexedDocuments | null,
): boolean {
  const state = states.get(document.objectID);
  if (!state?.indexed || state.documentHash === hash) return false;
  if (state.documentHash !== null) return sameDocument(state.documentHash, hash);
  // Read in the index. Without its entry in analytics it is pushed, which tracks it.
  return indexed !== null && state.tracked;
}
