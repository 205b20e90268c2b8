// Owns what is known to be wrong with a record before it is sent: so that it is taken out and named, and the others go in.

/** A profile that could not be brought into line, and why. */
export interface Failure {
  readonly profileId: string;
  /** Stable, such as RECORD_TOO_LARGE. */
  readonly code: string;
  /** For a person to read. */
  readonly reason: string;
  /** Bytes of the record, and the most that it may have; null where its size is not what failed. */
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

/** What the version adds to a record, at its longest. */
const VERSION_BYTES = ',"version":{"_operation":"IncrementSet","value":9007199254740991}'.length;

/** Bytes that the record takes as it is sent. */
export function recordSize({ bytes }: Pick<Sized, 'bytes'>): number {
  return bytes + VERSION_BYTES;
}

export function sizeFault(built: Sized, limit: number): Failure | null {
  const size = recordSize(built);
  if (size <= limit) return null;
  const reason = `The record has ${size} bytes, and the limit is ${limit} (ALGOLIA_RECORD_LIMIT)`;
  return { profileId: built.document.objectID, code: 'RECORD_TOO_LARGE', reason, size, limit };
}

const MAX_DEPTH = 100;

/**
 * What JSON would lose, change or not take. JSON.stringify answers some of it with an error, and the rest silently.
 * @returns where and what, null where the value comes out of JSON as it went in
 */
export function jsonFault(value: unknown): string | null {
  const fault = faultIn(value, 0);
  return fault && `${fault.path.join('.') || 'the document'} ${fault.what}`;
}

interface JsonFault {
  readonly path: readonly string[];
  readonly what: string;
}

/** The path is put together on the way out, where there is a fault: this looks at every value of every document. */
function faultIn(value: unknown, depth: number): JsonFault | null {
  const at = (what: string): JsonFault => ({ path: [], what });
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return value.isWellFormed() ? null : at('holds half a character');
  if (typeof value === 'number') return Number.isFinite(value) ? null : at(`is ${value}`);
  if (typeof value !== 'object') return at(`is of type ${typeof value}`);
  if (depth === MAX_DEPTH) return at('is nested too deeply');
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return at(`is a ${value.constructor.name}`);
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed()) return at('has a key with half a character');
    const fault = faultIn((value as Record<string, unknown>)[key], depth + 1);
    if (fault) return { ...fault, path: [key, ...fault.path] };
  }
  return null;
}
