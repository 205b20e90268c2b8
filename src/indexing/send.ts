// Owns how a plan is sent: in bulk calls cut by bytes as well as by count. Where the index refuses a call for one of its
// records, that one is taken out and named, and the others go in: it says which, or the call is halved until it is found.
// An error that is not about a record is thrown: then the whole push is done again later.
import { SearchError } from '../search/errors.ts';
import type { SearchGateway, WriteOperation } from '../search/gateway.ts';
import { failureOf, recordSize, type Failure } from './record-fault.ts';
import type { Plan, Upsert } from './plan.ts';

/** What Algolia advises for one call. */
const MAX_CALL_BYTES = 10_000_000;
const MAX_CALL_ENTRIES = 1000;
/** Of the frame around a record, or of a deletion. */
const FRAME_BYTES = 100;
/** Unlike wrong credentials or a quota, these may be the fault of one record. */
const STATUSES_OF_A_RECORD: readonly (number | undefined)[] = [400, 413, 422, undefined];

/** What is sent of one document: together, or not at all. */
interface Entry {
  readonly objectID: string;
  readonly bytes: number;
  readonly operations: readonly WriteOperation[];
}

export interface Sending {
  readonly plan: Plan;
  /** Documents to remove whose id can be no profile's. */
  readonly strangers: readonly string[];
  readonly version: number;
}

/** @returns what the index refused; everything else is in it */
export async function sendPlan(
  search: SearchGateway,
  { plan, strangers, version }: Sending,
): Promise<Failure[]> {
  const entries = [
    ...[...strangers, ...plan.removals].map(removal),
    ...plan.upserts.map((upsert) => update(upsert, version)),
  ];
  const failures: Failure[] = [];
  for (const call of cutCalls(entries)) await deliver(search, call, failures);
  return failures;
}

function removal(objectID: string): Entry {
  return { objectID, bytes: FRAME_BYTES, operations: [{ type: 'delete', objectID }] };
}

function update(upsert: Upsert, version: number): Entry {
  const { document, replaces } = upsert;
  const { objectID } = document;
  return {
    objectID,
    bytes: recordSize(upsert) + FRAME_BYTES,
    operations: [
      ...(replaces ? [{ type: 'delete' as const, objectID }] : []),
      { type: 'upsert', object: { ...document, version } },
    ],
  };
}

export function* cutCalls<One extends Pick<Entry, 'bytes'>>(entries: readonly One[]): Generator<One[]> {
  let call: One[] = [];
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
    await search.write(call.flatMap(({ operations }) => operations));
  } catch (error) {
    if (!mayBeOfARecord(error)) throw error;
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

function mayBeOfARecord(error: unknown): error is SearchError {
  if (!(error instanceof SearchError)) return false;
  return (
    error.code === 'RECORD_TOO_LARGE' ||
    (error.code === 'REJECTED' && STATUSES_OF_A_RECORD.includes(error.status))
  );
}

function refusal({ objectID }: Entry, { code, message }: SearchError): Failure {
  const sizes = /size=(\d+)\/(\d+)/.exec(message);
  return {
    ...failureOf(objectID, code, message),
    ...(sizes && { size: Number(sizes[1]), limit: Number(sizes[2]) }),
  };
}
