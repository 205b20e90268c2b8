// What the answer of one operation may cost while it is made. A list counts with its real length, which the cost of the
// document could only assume; the rows of a page count with their real size before the next page is read.
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Limits } from '../../config/api.ts';
import { bytesOf, charactersLeft } from './answer-bytes.ts';
import { answerTooLarge } from './errors.ts';
import { BYTES_PER_REQUEST } from './rate-limit.ts';

export type AnswerLimits = Pick<Limits, 'cost' | 'responseBytes'>;

export interface BoundedAnswer {
  /** The answer, or the error of the first limit that it passed, alone. */
  readonly answer: ExecutionResult;
  /** Of its JSON. Where it passed a limit, the most that an answer may have: it was made, or most of it. */
  readonly bytes: number;
}

export interface AnswerBudget {
  /**
   * Counts the bytes of an answer before it is serialised.
   * @param short up to so many, fewer may be counted as more. @default less than what counts as a request
   */
  readonly bounded: (answer: ExecutionResult, short?: number) => BoundedAnswer;
  /** @throws GraphQLError LIMIT_EXCEEDED */
  spendCost(cost: number): void;
  /** Reads one page at a time, so that many pages of one operation are never in memory together. @throws as above */
  readPage<Page>(read: () => Page | Promise<Page>): Promise<Page>;
  /** Before each event of a subscription. */
  refill(): void;
}

export function createAnswerBudget(limits: AnswerLimits, isMutation = false): AnswerBudget {
  let { cost, responseBytes: bytes } = limits;
  let exceeded: GraphQLError | null = null;
  let reading: Promise<unknown> = Promise.resolve();

  function check(left: number, limit: keyof AnswerLimits): void {
    if (left < 0) exceeded ??= answerTooLarge(limit, limits[limit], isMutation);
    if (exceeded) throw exceeded;
  }

  return {
    bounded(answer, short = BYTES_PER_REQUEST - 1) {
      const { responseBytes } = limits;
      const size = exceeded ? Infinity : bytesOf(answer, responseBytes, short);
      if (size <= responseBytes) return { answer, bytes: size };
      exceeded ??= answerTooLarge('responseBytes', responseBytes, isMutation);
      return { answer: { data: null, errors: [exceeded] }, bytes: responseBytes };
    },
    spendCost(spent) {
      cost -= spent;
      check(cost, 'cost');
    },
    readPage(read) {
      const page = reading.then(async () => {
        check(bytes, 'responseBytes');
        const rows = await read();
        bytes = charactersLeft(rows, bytes);
        check(bytes, 'responseBytes');
        return rows;
      });
      reading = page.catch(() => undefined);
      return page;
    },
    refill() {
      ({ cost, responseBytes: bytes } = limits);
      exceeded = null;
    },
  };
}

const budgets = new WeakMap<Request, AnswerBudget>();

/** One per request: requests are not batched. */
export function openAnswerBudget(request: Request, budget: AnswerBudget): void {
  budgets.set(request, budget);
}

/** Undefined where nothing is executed, and outside of a request. */
export function answerBudgetOf(context: { readonly request?: Request }): AnswerBudget | undefined {
  return context.request && budgets.get(context.request);
}
