// Judges an answer: the status, JSON, error codes that the API has, and no internals or private data.
import { z } from 'zod';
import type { Received } from './client.ts';
import type { FuzzRequest } from './requests.ts';

/** Errors of executed operations. */
const EXECUTED = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT'];
const KNOWN = new Set([
  ...EXECUTED,
  'NOT_ALLOWED',
  'UNAUTHENTICATED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'REQUEST_ENTITY_TOO_LARGE',
  'NOT_ACCEPTABLE',
  'TOO_MANY_SUBSCRIPTIONS',
]);

/** Text that shows internals. */
const LEAK =
  /node_modules|prisma|Prisma(?=[A-Z.:])|\.ts:\d|\bat \S+ \(|"stack|SELECT |INSERT INTO|invalid byte|syntax error at|violates|\bECONN[A-Z]|pgboss|Cannot read prop|is not a function|[Uu]nexpected token/;
/** Occurs only in the sealed profile. */
export const SEALED = 'sealed-away';

const errorRule = z.looseObject({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string() }),
});
const answerRule = z.strictObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(errorRule).min(1).optional(),
});

export interface Verdict {
  /** Null if the answer is right. */
  readonly fault: string | null;
  /** Whether it passed validation and was executed. */
  readonly executed: boolean;
  /** Coordinates of the operations whose resolvers ran. */
  readonly reached: readonly string[];
}

const wrong = (fault: string): Verdict => ({ fault, executed: false, reached: [] });

export function judge(request: FuzzRequest, { status, contentType, text }: Received): Verdict {
  if (status >= 500 || status < 200) return wrong(`status ${status}`);
  if (LEAK.test(text)) return wrong(`shows ${LEAK.exec(text)?.[0] ?? ''}`);
  if (!request.seesAll && text.includes(SEALED)) return wrong('shows the sealed profile');
  const isJson = /^(application\/(graphql-response\+)?json|text\/event-stream)/.test(contentType);
  if (text === '' || !isJson) {
    const isRefusal = status >= 400 && text.length < 200;
    const isNothing = ['HEAD', 'OPTIONS'].includes(request.method);
    return isRefusal || isNothing
      ? { fault: null, executed: false, reached: [] }
      : wrong(`status ${status} and no JSON`);
  }
  const parsed = answerRule.safeParse(parse(text));
  if (request.document === null && request.path.startsWith('/health'))
    return { fault: null, executed: false, reached: [] };
  if (!parsed.success) return wrong('not an answer of GraphQL');
  const { data, errors = [] } = parsed.data;
  const unknown = errors.find(({ extensions }) => !KNOWN.has(extensions.code));
  if (unknown) return wrong(`the code ${unknown.extensions.code}`);
  const reached = Object.entries(request.document?.roots ?? {}).flatMap(([key, { type, name }]) => {
    const found = errors.filter(({ path }) => path?.[0] === key);
    const ran =
      found.every(({ extensions }) => EXECUTED.includes(extensions.code)) &&
      (found.length > 0 || key in (data ?? {}));
    return ran && !isRefusal(data?.[key]) ? [`${type}.${name}`] : [];
  });
  return { fault: null, executed: data !== undefined && data !== null ? true : reached.length > 0, reached };
}

/** A mutation's NotAllowedError. */
function isRefusal(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    '__typename' in value &&
    value.__typename === 'NotAllowedError'
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
