// Sends a plan in bulk calls that are limited by bytes and by count. If the index refuses a call because of one record,
// that record is reported and the others are sent: the error names it, or the call is halved until it is found.
// Any other error is thrown, and the whole push is retried.
import { isAboutRecord, SearchError } from '../search/errors.ts';
import type { SearchGateway, WriteOperation } from '../search/gateway.ts';
import { failureOf, recordSize, type Failure } from './record-fault.ts';
import type { Plan, Upsert } from './plan.ts';

/** Algolia's advice for one call. */
const MAX_CALL_BYTES = 10_000_000;
const MAX_CALL_ENTRIES = 1000;
/** JSON around a record, or a whole deletion. */
const FRAME_BYTES = 100;

/** What is sent of one document. */
interface Entry {
  readonly objectID: string;
  readonly bytes: number;
  readonly operation: WriteOperation;
}

export interface Sending {
  readonly plan: Plan;
  /** Documents to remove whose id is not the id of a profile. */
  readonly unknownIds: readonly string[];
  readonly version: number;
}

/** @returns what the index refused */
export async function sendPlan(
  search: SearchGateway,
  { plan, unknownIds, version }: Sending,
): Promise<Failure[]> {
  const entries = [
    ...[...unknownIds, ...plan.removals].map(removal),
    ...plan.upserts.map((upsert) => update(upsert, version)),
  ];
  const failures: Failure[] = [];
  for (const call of splitIntoCalls(entries)) await deliver(search, call, failures);
  return failures;
}

function removal(objectID: string): Entry {
  return { objectID, bytes: FRAME_BYTES, operation: { type: 'delete', objectID } };
}

function update(upsert: Upsert, version: number): Entry {
  const { document, replaces } = upsert;
  const { objectID } = document;
  return {
    objectID,
    bytes: recordSize(upsert) + FRAME_BYTES,
    operation: { type: replaces ? 'replace' : 'upsert', object: { ...document, version } },
  };
}

export function* splitIntoCalls<Item extends Pick<Entry, 'bytes'>>(
  entries: readonly Item[],
): Generator<Item[]> {
  let call: Item[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (call.length === MAX_CALL_ENTRIES || (call.length > 0 && bytes + entry.bytes > MAX_CALL_BYTES)) {
      yield call;
      call = [];
      bytes = 0;
    }
    call.push(entry);
    bytes += entry.bytes;
  }
  if (call.length > 0) yield call;
}

async function deliver(search: SearchGateway, call: readonly Entry[], failures: Failure[]): Promise<void> {
  const [first] = call;
  if (!first) return;
  try {
    await search.write(call.map(({ operation }) => operation));
  } catch (error) {
    if (!(error instanceof SearchError) || !isAboutRecord(error)) throw error;
    const named = call.length === 1 ? first : call.find(({ objectID }) => objectID === error.objectID);
    if (named) {
      failures.push(refusal(named, error));
      const others = call.filter((entry) => entry !== named);
      await deliver(search, others, failures);
    } else {
      const half = Math.ceil(call.length / 2);
      await deliver(search, call.slice(0, half), failures);
      await deliver(search, call.slice(half), failures);
    }
  }
}

function refusal({ objectID }: Entry, { code, message }: SearchError): Failure {
  const sizes = /size=(\d+)\/(\d+)/.exec(message);
  return {
    ...failureOf(objectID, code, message),
    ...(sizes && { size: Number(sizes[1]), limit: Number(sizes[2]) }),
  };
}
