// The errors that a client can act on, and the mask for all others. Mutations return them as members of their result union;
// other fields put them into `errors`, with code and fields as extensions. Any other error is logged under an id, and the
// client gets only that id.
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorExtensions, type GraphQLFormattedError } from 'graphql';
import { isRowGone, isTransactionGivenUp } from '../database/client.ts';
import { isDatabaseUnreachable } from '../database/unreachable.ts';
import type { Logger } from '../observability/logger.ts';
import { isAboutRecord, SearchError } from '../search/errors.ts';
import type { z } from 'zod';
import { faultsOf, wholeFault, type FaultCode, type FaultParams, type FieldFault } from './faults.ts';

export type { FieldFault } from './faults.ts';

/** The most faults that one error names. */
const MAX_FAULTS = 50;
/** Characters of a value that a message quotes, and of a message of GraphQL, which quotes whole values. */
const MAX_QUOTED = 100;
const MAX_MESSAGE = 300;

/** The beginning of a text that is longer. */
export const cut = (text: string, max: number) =>
  text.length > max ? `${text.slice(0, max).toWellFormed()}…` : text;

export abstract class ClientError extends Error {
  abstract readonly code: 'INVALID_INPUT' | 'NOT_FOUND' | 'NOT_ALLOWED' | 'CONFLICT';
  readonly fields: readonly FieldFault[] = [];
}

export class InvalidInputError extends ClientError {
  readonly code = 'INVALID_INPUT';
  override readonly fields: readonly FieldFault[];
  /** @param faults the first 50 are reported */
  constructor(faults: readonly FieldFault[]) {
    const fields = faults.slice(0, MAX_FAULTS);
    super(fields.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.name = 'InvalidInputError';
    this.fields = fields;
  }
}

export class NotFoundError extends ClientError {
  readonly code = 'NOT_FOUND';
  override readonly fields: readonly FieldFault[];
  /** @param what as in `profile` @param path the argument that holds the id */
  constructor(what: string, id: string, path = 'id') {
    const message = `there is no ${what} with the id ${JSON.stringify(cut(id, MAX_QUOTED))}`;
    super(message);
    this.name = 'NotFoundError';
    this.fields = [{ path, message, code: 'NOT_FOUND' }];
  }
}

export class NotAllowedError extends ClientError {
  readonly code = 'NOT_ALLOWED';
  constructor(message: string) {
    super(message);
    this.name = 'NotAllowedError';
  }
}

interface ConflictOptions {
  readonly currentRevision?: number | null;
  /** @default NOT_POSSIBLE */
  readonly code?: FaultCode;
  readonly params?: FaultParams;
}

export class ConflictError extends ClientError {
  readonly code = 'CONFLICT';
  override readonly fields: readonly FieldFault[];
  /** Of the profile, where the expected one was another; else null. */
  readonly currentRevision: number | null;
  constructor(
    path: string,
    message: string,
    { currentRevision = null, code = 'NOT_POSSIBLE', params = {} }: ConflictOptions = {},
  ) {
    super(`${path}: ${message}`);
    this.name = 'ConflictError';
    this.fields = [{ path, message, code, params }];
    this.currentRevision = currentRevision;
  }
}

/**
 * Checks a value from a client against a rule.
 * @param path the name of the value, the first part of every fault's path
 * @throws InvalidInputError that names each field and its rule
 */
export function validate<Output>(path: string, schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(faultsOf(path, parsed.error, value));
}

/** @throws InvalidInputError where the number is outside */
export function checkRange(path: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  const message = `must be ${min} to ${max}`;
  throw new InvalidInputError([{ path, message, code: 'OUT_OF_RANGE', params: { min, max } }]);
}

/** @returns the `maskError` of Yoga: turns any error into what a client may see */
export function createErrorMask(log: Logger) {
  return (error: unknown): GraphQLError => {
    const original = error instanceof GraphQLError ? (error.cause ?? error) : error;
    const masked = (message: string, extensions: GraphQLErrorExtensions) =>
      new GraphQLError(message, { ...locationOf(error), extensions });
    if (original instanceof ClientError) {
      return masked(original.message, { code: original.code, fields: original.fields.map(wholeFault) });
    }
    // The row was deleted between two queries, some of them Pothos' own.
    if (isRowGone(original)) {
      return masked('It was deleted while it was read.', { code: 'NOT_FOUND', fields: [] });
    }
    if (original instanceof SearchError && !isAboutRecord(original)) {
      if (original.retryable) log.warn({ err: original }, 'the search is unavailable');
      else log.error({ err: original }, 'the search server refuses the key, the account or the index');
      return masked('The search is unavailable at the moment; try again later.', { code: 'UNAVAILABLE' });
    }
    if (isTransactionGivenUp(original)) {
      log.warn({ err: original }, 'a transaction got no connection, took too long or was ended for others');
      return masked('The server is busy at the moment; nothing was changed, try again later.', {
        code: 'UNAVAILABLE',
      });
    }
    if (isDatabaseUnreachable(original)) {
      log.error({ err: original }, 'Postgres cannot be reached, or a connection to it broke');
      return masked(
        'The database cannot be reached at the moment; try again later. A mutation may have taken effect.',
        { code: 'UNAVAILABLE' },
      );
    }
    // An error of GraphQL itself, without a cause, is about the client's document.
    if (original instanceof GraphQLError) return shortened(withCode(original));
    const errorId = randomUUID();
    log.error({ err: original, errorId }, 'an unexpected error was masked');
    return masked('Something went wrong on our side.', { code: 'INTERNAL_SERVER_ERROR', errorId });
  };
}

/**
 * Gives every error a code. What GraphQL and Yoga refuse without a code is the client's fault. Removes what Yoga's parser
 * threw on a body that is not JSON.
 */
function withCode(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path } = error;
  const { originalError, ...extensions } = error.extensions;
  const known = extensions['code'];
  if (known !== undefined && known !== 'BAD_USER_INPUT' && originalError === undefined) return error;
  const http = httpOf(error);
  const code = http?.status === 403 ? 'FORBIDDEN' : 'BAD_REQUEST';
  return new GraphQLError(error.message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...extensions, code, ...(http && { http }) },
  });
}

/** Without the rest of a long message: GraphQL quotes the values that it refuses whole. */
export function shortened(error: GraphQLError): GraphQLError {
  if (error.message.length <= MAX_MESSAGE) return error;
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(cut(error.message, MAX_MESSAGE), { nodes, source, positions, path, extensions });
}

interface HttpExtension {
  readonly status?: number;
  /** Whether only clients that accept application/graphql-response+json get the status. */
  readonly spec?: boolean;
}

function httpOf({ extensions, path }: GraphQLError): HttpExtension | undefined {
  const http = extensions['http'] as HttpExtension | undefined;
  if (extensions['originalError'] !== undefined) return { ...http, spec: false };
  // Without a path nothing was executed: https://graphql.github.io/graphql-over-http/draft/
  return http ?? (path ? undefined : { status: 400, spec: true });
}

/** The error without its HTTP part, where Yoga does not write the answer itself. */
export function formatError(error: GraphQLError): GraphQLFormattedError {
  const { extensions = {}, ...formatted } = error.toJSON();
  const visible = Object.entries(extensions).filter(([name]) => name !== 'http');
  return { ...formatted, extensions: Object.fromEntries(visible) };
}

function locationOf(error: unknown) {
  return error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
}
