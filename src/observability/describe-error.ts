// Describes what was thrown, for logs and for the reasons that operators read. Nothing of what libraries attach to errors is
// shown: parameters, rows, whole requests.
import { inspect } from 'node:util';

/** Keys whose values are never logged. */
export const SECRETS = ['authorization', 'token', 'password', 'apiKey', 'secret', 'cookie'];

const MAX_CHARACTERS = 10_000;
/** Causes and parts of an error, which may go in a circle. */
const MAX_DEPTH = 5;
const MAX_PARTS = 10;

/** @returns type, message, code, stack, cause and the parts of an AggregateError */
export function describeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeOf(error), message: reasonOf(error) };
  const deeper = (inner: unknown) =>
    depth < MAX_DEPTH ? describeError(inner, depth + 1) : { message: 'more follow' };
  return {
    type: error.name,
    message: reasonOf(error),
    ...('code' in error && { code: error.code }),
    stack: cut(String(error.stack)),
    ...(error.cause !== undefined && { cause: deeper(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.slice(0, MAX_PARTS).map(deeper) }),
  };
}

/** The message of an error; whatever else was thrown, as text. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return cut(thrown.message);
  return cut(typeof thrown === 'string' ? thrown : inspect(withoutSecrets(thrown), SHALLOW));
}

const SHALLOW = { depth: 0, maxArrayLength: MAX_PARTS, maxStringLength: 200, breakLength: Infinity };

function withoutSecrets(thrown: unknown): unknown {
  if (typeof thrown !== 'object' || thrown === null || Array.isArray(thrown)) return thrown;
  const fields = Object.entries(thrown).filter(([name]) => !SECRETS.includes(name));
  return Object.fromEntries(fields);
}

function typeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return thrown === null ? 'null' : typeof thrown;
  const { constructor: maker } = thrown as { constructor?: unknown };
  return typeof maker === 'function' ? maker.name : 'object';
}

function cut(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)} …` : text;
}
