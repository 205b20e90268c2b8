// Owns where an operation's limits hold, over every transport alike: its document before it is validated, its cost before
// it runs, its time while it runs, and the caller's open subscriptions.
import {
  getOperationAST,
  GraphQLError,
  parse,
  type DocumentNode,
  type ExecutionArgs,
  type ParseOptions,
  type Source,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Limits } from '../../config/api.ts';
import type { Callers } from '../auth/callers.ts';
import { costOf } from './cost.ts';
import { checkDocument } from './document.ts';
import { limitExceeded, notAcceptable, timedOut } from './errors.ts';
import { countSubscriptions } from './open-subscriptions.ts';

export function useLimits(limits: Limits, callers: Callers): Plugin {
  const small = new WeakSet<DocumentNode>();
  const subscribeFor = countSubscriptions(limits.subscriptions);
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) =>
        parse(source, { ...options, maxLexicalTokens: limits.tokens }),
      );
      return ({ result }: { result: DocumentNode | Error | null }) => {
        if (result instanceof GraphQLError && result.message.includes(`more than ${limits.tokens} tokens`)) {
          throw limitExceeded('tokens', limits.tokens);
        }
        // So deep that the parser itself has no room for it.
        if (result instanceof RangeError) throw limitExceeded('depth', limits.depth);
        if (result === null || result instanceof Error || small.has(result)) return;
        checkDocument(result, limits);
        small.add(result);
      };
    },
    onExecute({ args, executeFn, setExecuteFn }) {
      checkCost(args, limits.cost);
      setExecuteFn((given: ExecutionArgs) =>
        within(limits.executionMs, requestOf(given).signal, (signal) => {
          const cancellable: Cancellable = { ...given, signal };
          return executeFn(cancellable);
        }),
      );
    },
    onSubscribe({ args, subscribeFn, setSubscribeFn }) {
      checkCost(args, limits.cost);
      setSubscribeFn(async (given: ExecutionArgs) => {
        const request = requestOf(given);
        return subscribeFor(await callers.callerOf(request), async () => {
          const result: unknown = await subscribeFn(given);
          if (!isAsyncIterable(result) || canBeStreamed(request)) return result;
          await result[Symbol.asyncIterator]().return?.();
          throw notAcceptable();
        });
      });
    },
  };
}

function checkCost(
  { schema, document, operationName, variableValues }: ExecutionArgs,
  maximum: number,
): void {
  const operation = getOperationAST(document, operationName);
  if (!operation) return;
  let cost: number;
  try {
    cost = costOf(schema, document, operation, variableValues ?? {});
  } catch (error) {
    // Variables that do not fit: the execution says so, and does nothing else.
    if (error instanceof GraphQLError) return;
    throw error;
  }
  if (!(cost <= maximum)) throw limitExceeded('cost', maximum, cost);
}

function requestOf({ contextValue }: ExecutionArgs): Request {
  return (contextValue as { request: Request }).request;
}

/** A subscription that cannot be sent would be ended by nobody. An operation over a socket accepts whatever there is. */
function canBeStreamed(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '*/*';
  return /text\/event-stream|text\/\*|\*\/\*/.test(accept);
}

/** As the executor of Yoga takes them. */
interface Cancellable extends ExecutionArgs {
  readonly signal: AbortSignal;
}

/** Starts no more resolvers once the time is over or the client is gone; what runs already ends by itself, unheard. */
async function within(
  ms: number,
  client: AbortSignal,
  run: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const controller = new AbortController();
  const leave = () => controller.abort(client.reason);
  const timer = setTimeout(() => controller.abort(timedOut(ms)), ms);
  client.addEventListener('abort', leave, { once: true });
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error));
  });
  try {
    return await Promise.race([run(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', leave);
  }
}
