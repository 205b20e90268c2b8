// Errors for clients that exceed a limit. LIMIT_EXCEEDED names the limit of an operation; every other limit has its own code.
import { GraphQLError } from 'graphql';

/**
 * @param limit the name of the variable, without LIMIT_
 * @param found what was counted until the maximum was exceeded; left out where that says nothing more
 */
export function limitExceeded(limit: string, maximum: number, found?: number): GraphQLError {
  const what = found === undefined ? `more than ${maximum}` : `at least ${found}, and at most ${maximum} are`;
  return new GraphQLError(`The operation is too large: ${limit} is ${what} allowed.`, {
    extensions: {
      code: 'LIMIT_EXCEEDED',
      limit,
      maximum,
      ...(found !== undefined && { found }),
      http: { status: 400 },
    },
  });
}

/** For what is found while an answer is made, or after it. */
export function answerTooLarge(limit: string, maximum: number, isMutation: boolean): GraphQLError {
  const kept = isMutation ? ' What the mutation has changed stays changed.' : '';
  return new GraphQLError(`The answer is too large: ${limit} is more than ${maximum} allowed.${kept}`, {
    extensions: { code: 'LIMIT_EXCEEDED', limit, maximum, http: { status: 400 } },
  });
}

/** @param isMutation a mutation may have committed before its time was up */
export function timedOut(ms: number, isMutation: boolean): GraphQLError {
  const effect = isMutation ? ' A mutation that has begun may still take effect.' : '';
  return new GraphQLError(`The operation took longer than ${ms / 1000} s and was stopped.${effect}`, {
    extensions: { code: 'TIMEOUT', http: { status: 504 } },
  });
}

export function tooManySubscriptions(maximum: number): GraphQLError {
  return new GraphQLError(`At most ${maximum} subscriptions may be open at once.`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', maximum, http: { status: 429 } },
  });
}

export function bodyTooLarge(): GraphQLError {
  return new GraphQLError('Request body too large', {
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  });
}

export function notAcceptable(): GraphQLError {
  return new GraphQLError('A subscription needs an event stream or a socket: accept text/event-stream.', {
    extensions: { code: 'NOT_ACCEPTABLE', http: { status: 406 } },
  });
}

export function rateLimited(retryAfterSeconds: number): GraphQLError {
  return new GraphQLError(`Too many requests; try again in ${retryAfterSeconds} s.`, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterSeconds,
      http: { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
    },
  });
}
