// Owns the errors that a client can act on: their classes, their GraphQL types, and how any other error is masked.
// Mutations answer them as members of their result union; elsewhere they arrive in `errors` with the same code and
// fields as extensions. Anything that is not one of these is logged with an id, and only that id goes out.
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isRowGone } from '../database/client.ts';
import type { Logger } from '../observability/logger.ts';
import { SearchError } from '../search/errors.ts';
import type { z } from 'zod';

export interface FieldFault {
  /** Where, as in `input.startDate` or `skills.0.name`. */
  readonly path: string;
  /** The rule that does not hold. */
  readonly message: string;
}

export abstract class ClientError extends Error {
  abstract readonly code: string;
  readonly fields: readonly FieldFault[] = [];
}

export class InvalidInputError extends ClientError {
  readonly code = 'INVALID_INPUT';
  override readonly fields: readonly FieldFault[];
  constructor(fields: readonly FieldFault[]) {
    super(fields.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.name = 'InvalidInputError';
    this.fields = fields;
  }
}

export class NotFoundError extends ClientError {
  readonly code = 'NOT_FOUND';
  override readonly fields: readonly FieldFault[];
  /** @param what as in `profile` @param id the id that was asked for @param path the argument that held it */
  constructor(what: string, id: string, path = 'id') {
    const message = `there is no ${what} with the id ${JSON.stringify(id)}`;
    super(message);
    this.name = 'NotFoundError';
    this.fields = [{ path, message }];
  }
}

export class NotAllowedError extends ClientError {
  readonly code = 'NOT_ALLOWED';
  constructor(message: string) {
    super(message);
    this.name = 'NotAllowedError';
  }
}

export class ConflictError extends ClientError {
  readonly code = 'CONFLICT';
  override readonly fields: readonly FieldFault[];
  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.name = 'ConflictError';
    this.fields = [{ path, message }];
  }
}

/**
 * Checks a value from outside against its schema.
 * @param path what the value is called where it came from, the first part of every fault's path
 * @throws InvalidInputError that names each field and its rule
 */
export function validate<Output>(path: string, schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    parsed.error.issues.map((issue) => ({ path: [path, ...issue.path].join('.'), message: issue.message })),
  );
}

/** @returns what a client may see of an error; it fits where Yoga asks for a `maskError` */
export function createErrorMask(log: Logger) {
  return (error: unknown): GraphQLError => {
    const original = error instanceof GraphQLError ? (error.cause ?? error) : error;
    if (original instanceof ClientError) {
      return new GraphQLError(original.message, {
        ...location(error),
        extensions: { code: original.code, fields: original.fields },
      });
    }
    // What belongs to a row is read after it, also by Pothos itself.
    if (isRowGone(original)) {
      return new GraphQLError('It was deleted while it was read.', {
        ...location(error),
        extensions: { code: 'NOT_FOUND', fields: [] },
      });
    }
    // It is away, or asks for time; what exactly is for the log.
    if (original instanceof SearchError && original.mendable) {
      log.warn({ err: original }, 'the search could not be asked');
      return new GraphQLError('The search cannot be reached at the moment; try again later.', {
        ...location(error),
        extensions: { code: 'UNAVAILABLE' },
      });
    }
    // What GraphQL itself says of a document is the client's to see; it has no error of ours behind it.
    if (original instanceof GraphQLError) return withCode(original);
    const id = randomUUID();
    log.error({ err: original, errorId: id }, 'an unexpected error was masked');
    return new GraphQLError('Something went wrong on our side.', {
      ...location(error),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: id },
    });
  };
}

/**
 * Every error has a code; what GraphQL and Yoga refuse without one is the client's fault. Variables that do not fit have
 * the same in a subscription as elsewhere. Of a body that is no JSON Yoga also tells what its parser threw.
 */
function withCode(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path } = error;
  const { originalError, ...extensions } = error.extensions;
  const given = extensions['code'];
  if (given !== undefined && given !== 'BAD_USER_INPUT' && originalError === undefined) return error;
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

interface HttpExtension {
  readonly status?: number;
  /** Whether the status is told only to who accepts application/graphql-response+json. */
  readonly spec?: boolean;
}

function httpOf({ extensions, path }: GraphQLError): HttpExtension | undefined {
  const http = extensions['http'] as HttpExtension | undefined;
  if (extensions['originalError'] !== undefined) return { ...http, spec: false };
  // Of no field, so nothing was executed: https://graphql.github.io/graphql-over-http/draft/
  return http ?? (path ? undefined : { status: 400, spec: true });
}

/** As it goes out where Yoga does not write the answer itself: without what concerns HTTP alone. */
export function formatError(error: GraphQLError): GraphQLFormattedError {
  const { extensions = {}, ...formatted } = error.toJSON();
  const told = Object.entries(extensions).filter(([name]) => name !== 'http');
  return { ...formatted, extensions: Object.fromEntries(told) };
}

function location(error: unknown) {
  return error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
}
