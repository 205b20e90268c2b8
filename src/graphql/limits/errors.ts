// Owns the errors that tell a client it asked for too much: one code for what an operation may ask for, with the limit's
// name, and one for each of the others.
import { GraphQLError } from 'graphql';

/** @param limit as configured, without LIMIT_ */
export function limitExceeded(limit: string, maximum: number, found?: number): GraphQLError {
  const what = found === undefined ? `more than ${maximum}` : `${found}, and at most ${maximum} are`;
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

export function timedOut(ms: number): GraphQLError {
  return new GraphQLError(
    `The operation took longer than ${ms / 1000} s and was stopped. A mutation that had begun may have happened.`,
    { extensions: { code: 'TIMEOUT', http: { status: 504 } } },
  );
}

export function tooManySubscriptions(maximum: number): GraphQLError {
  return new GraphQLError(`At most ${maximum} subscriptions may be open at once.`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', maximum, http: { status: 429 } },
  });
}

export function notAcceptable(): GraphQLError {
  return new GraphQLError('A subscription is answered as text/event-stream, or over a socket.', {
    extensions: { code: 'NOT_ACCEPTABLE', http: { status: 406 } },
  });
}

export function rateLimited(retryAfterSeconds: number): GraphQLError {
  return new GraphQLError(`Too many requests; try again in ${retryAfterSeconds} s.`, {
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds, http: { status: 429 } },
  });
}
