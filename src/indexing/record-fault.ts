// Checks a record before it is sent: its size, and whether it is JSON.

/** A profile that could not be indexed, and why. */
export interface Failure {
  readonly profileId: string;
  /** Stable, such as RECORD_TOO_LARGE. */
  readonly code: string;
  /** Human-readable. */
  readonly reason: string;
  /** Bytes of the record and the limit; null unless the size is the reason. */
  readonly size: number | null;
  readonly limit: number | null;
}

export function failureOf(profileId: string, code: string, reason: string): Failure {
  return { profileId, code, reason, size: null, limit: null };
}

/** A document and its size as JSON in UTF-8. */
interface Sized {
  readonly document: { readonly objectID: string };
  readonly bytes: number;
}

/** The most that the version adds to a record. */
const VERSION_BYTES = ',"version":{"_operation":"IncrementSet","value":9007199254740991}'.length;

/** Bytes of the record as it is sent. */
export function recordSize({ bytes }: Pick<Sized, 'bytes'>): number {
  return bytes + VERSION_BYTES;
}

export function sizeFault(built: Sized, limit: number): Failure | null {
  const size = recordSize(built);
  if (size <= limit) return null;
  const reason = `The record has ${size} bytes; the limit is ${limit} (ALGOLIA_RECORD_LIMIT)`;
  return { profileId: built.document.objectID, code: 'RECORD_TOO_LARGE', reason, size, limit };
}

const MAX_DEPTH = 100;

/**
 * Finds a value that JSON would lose, change or refuse. JSON.stringify throws for some of these, and ignores the others.
 * @returns the path and the fault; null if the value survives JSON unchanged
 */
export function jsonFault(value: unknown): string | null {
  const fault = faultIn(value, 0);
  return fault && `${fault.path.join('.') || 'the document'} ${fault.what}`;
}

interface JsonFault {
  readonly path: readonly string[];
  readonly what: string;
}

/** Builds the path only once a fault is found, since this runs on every value of every document. */
function faultIn(value: unknown, depth: number): JsonFault | null {
  const fault = (what: string): JsonFault => ({ path: [], what });
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return value.isWellFormed() ? null : fault('contains half a character');
  if (typeof value === 'number') return Number.isFinite(value) ? null : fault(`is ${value}`);
  if (typeof value !== 'object') return fault(`is of type ${typeof value}`);
  if (depth === MAX_DEPTH) return fault('is nested too deeply');
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return fault(`is a ${value.constructor.name}`);
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed()) return fault('has a key with half a character');
    const inner = faultIn((value as Record<string, unknown>)[key], depth + 1);
    if (inner) return { ...inner, path: [key, ...inner.path] };
  }
  return null;
}
