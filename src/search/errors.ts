// SearchError, and the mapping of every error of the Algolia client to one stable code. It never throws: an unknown error becomes
// UNAVAILABLE without an answer, else REJECTED.
import { z } from 'zod';

import { parseJson } from './json.ts';

/**
 * - `UNAVAILABLE`: no host answered, or only with 5xx. Retryable.
 * - `RATE_LIMITED`: 429; wait `retryAfterSeconds`. Retryable.
 * - `TASK_PENDING`: our deadline passed before the task was published; the write stays accepted. Retryable.
 * - `BAD_ANSWER`: an answer that Algolia does not document, such as a proxy's page. Retryable.
 * - `RECORD_TOO_LARGE`: one record is over the plan's limit; nothing of the batch was written.
 * - `FORBIDDEN`: a wrong application id or key, or a key without the permission.
 * - `NOT_FOUND`: the index does not exist.
 * - `REJECTED`: any other 4xx.
 */
export type SearchErrorCode =
  | 'UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'TASK_PENDING'
  | 'BAD_ANSWER'
  | 'RECORD_TOO_LARGE'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'REJECTED';

const retryableCodes: ReadonlySet<SearchErrorCode> = new Set([
  'UNAVAILABLE',
  'RATE_LIMITED',
  'TASK_PENDING',
  'BAD_ANSWER',
]);

export interface SearchErrorDetails {
  cause?: unknown;
  status?: number | undefined;
  objectID?: string | undefined;
  position?: number | undefined;
  retryAfterSeconds?: number | undefined;
}

export class SearchError extends Error {
  override readonly name = 'SearchError';
  readonly code: SearchErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  readonly status: number | undefined;
  /** With RECORD_TOO_LARGE: the refused record, where Algolia names it. */
  readonly objectID: string | undefined;
  /** With RECORD_TOO_LARGE: its position in the batch, from 0. */
  readonly position: number | undefined;
  /** Always set with RATE_LIMITED. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: SearchErrorCode, message: string, details: SearchErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryable = retryableCodes.has(code);
    this.status = details.status;
    this.objectID = details.objectID;
    this.position = details.position;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Statuses that one request or record may cause, unlike what the account is refused. Undefined: the client refused it itself. */
const RECORD_STATUSES: readonly (number | undefined)[] = [400, 413, 422, undefined];

/** Whether what was sent is at fault, and not the account, its key or the index. */
export function isAboutRecord({ code, status }: SearchError): boolean {
  return code === 'RECORD_TOO_LARGE' || (code === 'REJECTED' && RECORD_STATUSES.includes(status));
}

/** For a 429 without Retry-After, which Algolia often sends. */
const defaultRetryAfterSeconds = 5;

const frameSchema = z.object({
  response: z.object({
    status: z.number(),
    content: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
});
const clientErrorSchema = z.object({
  name: z.string(),
  message: z.string(),
  status: z.number().optional(),
  stackTrace: z.array(frameSchema).optional(),
});
const refusalSchema = z.object({ objectID: z.string().optional(), position: z.number().optional() });

/** @param error of the `algoliasearch` client; it becomes the `cause` */
export function toSearchError(error: unknown): SearchError {
  if (error instanceof SearchError) return error;
  hideRequestBodies(error);
  if (error instanceof z.ZodError) {
    return new SearchError('BAD_ANSWER', 'Search answered in an unknown form', { cause: error });
  }
  const parsed = clientErrorSchema.safeParse(error);
  if (!parsed.success) {
    return new SearchError('BAD_ANSWER', 'The search client failed in an unknown way', { cause: error });
  }
  const { name, message, status, stackTrace } = parsed.data;
  const last = stackTrace?.at(-1)?.response;
  if (name === 'DeserializationError') {
    return new SearchError('BAD_ANSWER', 'Search answered with something other than JSON', { cause: error });
  }
  if (status === undefined) {
    const reason = last === undefined ? message : last.status === 0 ? last.content : `status ${last.status}`;
    return new SearchError('UNAVAILABLE', `Search is unavailable: ${reason}`, { cause: error });
  }
  return fromStatus(status, message, last, error);
}

type LastResponse = z.infer<typeof frameSchema>['response'] | undefined;

function fromStatus(status: number, message: string, last: LastResponse, cause: unknown): SearchError {
  if (status === 429) {
    const retryAfterSeconds = parseRetryAfter(last?.headers?.['retry-after']);
    return new SearchError('RATE_LIMITED', `Search refused for rate: ${message}`, {
      cause,
      status,
      retryAfterSeconds,
    });
  }
  if (status === 408 || status >= 500) {
    return new SearchError('UNAVAILABLE', `Search is unavailable: ${message}`, { cause, status });
  }
  if (status === 400 && /\bis too big\b/.test(message)) {
    return new SearchError('RECORD_TOO_LARGE', message, { cause, status, ...refusedRecord(message, last) });
  }
  // Algolia answers 400 for an expired secured key, and 401 or 403 for other faults of a key.
  if (status === 401 || status === 403 || (status === 400 && message.includes('validUntil'))) {
    return new SearchError('FORBIDDEN', `Search refused the key: ${message}`, { cause, status });
  }
  if (status === 404) return new SearchError('NOT_FOUND', message, { cause, status });
  return new SearchError('REJECTED', `Search rejected the request: ${message}`, { cause, status });
}

function refusedRecord(message: string, last: LastResponse): z.infer<typeof refusalSchema> {
  const [, position, objectID] = /position (\d+)(?: objectID=([^]*?))? is too big/.exec(message) ?? [];
  const fromMessage = { position: position === undefined ? undefined : Number(position), objectID };
  try {
    return { ...fromMessage, ...refusalSchema.parse(parseJson(last?.content ?? '{}')) };
  } catch {
    return fromMessage;
  }
}

/** RFC 9110, 10.2.3: seconds or a date. */
function parseRetryAfter(header: string | undefined): number {
  if (header === undefined || header.trim() === '') return defaultRetryAfterSeconds;
  if (/^\d+$/.test(header.trim())) return Number(header.trim());
  const date = Date.parse(header);
  return Number.isNaN(date) ? defaultRetryAfterSeconds : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

/** The client's errors hold whole request bodies. A logger that prints the cause must not print them. */
function hideRequestBodies(error: unknown): void {
  if (typeof error === 'object' && error !== null && 'stackTrace' in error && Object.isExtensible(error)) {
    Object.defineProperty(error, 'stackTrace', { enumerable: false });
  }
}
