// Applies the limits of an operation on every transport: the number of its values before all, its document before validation,
// the types of its variables and its cost before execution, its time during execution, and what its caller runs at once.
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ParseOptions,
  type Source,
  type ValidationRule,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { withSignal } from '../../cancellation/current-signal.ts';
import type { Limits } from '../../config/api.ts';
import type { Callers } from '../auth/callers.ts';
import { shortened } from '../errors.ts';
import { answerBudgetOf, createAnswerBudget, openAnswerBudget } from './answer-budget.ts';
import { costOf } from './cost.ts';
import { countEvents } from './count-events.ts';
import { checkDocument } from './document.ts';
import { limitExceeded, notAcceptable, timedOut } from './errors.ts';
import { requestsOfBytes, requestsOfCost, type Rates } from './rate-limit.ts';
import { limitSubscriptions } from './open-subscriptions.ts';
import { takeTurns } from './turns.ts';
import { checkTypes, checkValues } from './variables.ts';

/** The most faults of a document that its validation reports. */
const MAX_FAULTS = 20;

/**
 * A document of more than 2000 lines. Its faults have no location: to find one takes as long as there are lines before it, for
 * each node of each fault.
 */
const MANY_LINES = /^(?:[^\n\r]*[\n\r]){2001}/;

export function useLimits(limits: Limits, callers: Callers, rates: Rates): Plugin {
  const checked = new WeakSet<DocumentNode>();
  const examine = (args: ExecutionArgs) => {
    const operation = getOperationAST(args.document, args.operationName);
    const isMutation = operation?.operation === OperationTypeNode.MUTATION;
    // The executor reports that there is no such operation.
    const cost = operation ? checkInput(args, operation, limits) : 0;
    const budget = createAnswerBudget(limits, isMutation);
    openAnswerBudget(requestOf(args), budget);
    return { cost, isMutation, budget };
  };
  const subscribeFor = limitSubscriptions(limits.subscriptions);
  const runInTurn = takeTurns(limits.operations);
  return {
    onParams({ params }) {
      checkValues(params, limits.values);
    },
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) => {
        const noLocation = MANY_LINES.test(typeof source === 'string' ? source : source.body);
        return parse(source, { ...options, maxLexicalTokens: limits.tokens, noLocation });
      });
      return ({ result }: { result: DocumentNode | Error | null }) => {
        if (result instanceof GraphQLError && result.message.includes(`more than ${limits.tokens} tokens`)) {
          throw limitExceeded('tokens', limits.tokens);
        }
        // The document is too deep for the stack of the parser.
        if (result instanceof RangeError) throw limitExceeded('depth', limits.depth);
        if (result === null || result instanceof Error || checked.has(result)) return;
        checkDocument(result, limits);
        checked.add(result);
      };
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]) =>
        validate(schema, document, rules, { maxErrors: MAX_FAULTS }).map(shortened),
      );
    },
    onExecute({ args, executeFn, setExecuteFn }) {
      const { cost, isMutation } = examine(args);
      const timeout = { ms: limits.executionMs, error: () => timedOut(limits.executionMs, isMutation) };
      setExecuteFn(async (executed: ExecutionArgs) => {
        const request = requestOf(executed);
        await rates.charge(request, requestsOfCost(cost));
        const caller = await callers.callerOf(request);
        return within(timeout, request.signal, (signal) => {
          const cancellable: Cancellable = { ...executed, signal };
          return runInTurn<unknown>(caller, signal, async (waited) => {
            // The answers before it may have used up what its caller had.
            if (waited) await rates.check(request);
            return executeFn(cancellable) as unknown;
          });
        });
      });
    },
    onSubscribe({ args, subscribeFn, setSubscribeFn }) {
      const { cost, budget } = examine(args);
      setSubscribeFn(async (executed: ExecutionArgs) => {
        const request = requestOf(executed);
        await rates.charge(request, requestsOfCost(cost));
        return subscribeFor(await callers.callerOf(request), async () => {
          // Its statements end when the client leaves.
          const result: unknown = await withSignal(request.signal, (): unknown => subscribeFn(executed));
          // The fault of a statement that was cancelled is none.
          if (!isAsyncIterable(result)) request.signal.throwIfAborted();
          if (!isAsyncIterable(result)) return result;
          const events = result as AsyncIterable<ExecutionResult>;
          if (canBeStreamed(request)) return countEvents(rates, { request, cost, budget }, events);
          await result[Symbol.asyncIterator]().return?.();
          throw notAcceptable();
        });
      });
    },
    onExecutionResult(hook) {
      const { result, request } = hook;
      if (!result || isAsyncIterable(result) || Array.isArray(result)) return undefined;
      // Without a budget nothing was executed: these are errors of the document.
      const { bounded } = answerBudgetOf({ request }) ?? createAnswerBudget(limits);
      const { answer, bytes } = bounded(result);
      hook.setResult(answer);
      return rates.add(request, requestsOfBytes(bytes));
    },
  };
}

/** @returns the cost of the operation */
function checkInput(
  { schema, document, variableValues }: ExecutionArgs,
  operation: OperationDefinitionNode,
  limits: Limits,
): number {
  const variables = variableValues ?? {};
  checkTypes(schema, operation, variables);
  const cost = costOf(schema, document, operation, variables);
  if (!(cost <= limits.cost)) throw limitExceeded('cost', limits.cost, cost);
  return cost;
}

function requestOf({ contextValue }: ExecutionArgs): Request {
  return (contextValue as { request: Request }).request;
}

/** Otherwise nothing would ever end the subscription. An operation over a socket has no Accept header. */
function canBeStreamed(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '*/*';
  return /text\/event-stream|text\/\*|\*\/\*/.test(accept);
}

/** The arguments that Yoga's executor takes. */
interface Cancellable extends ExecutionArgs {
  readonly signal: AbortSignal;
}

interface Timeout {
  readonly ms: number;
  readonly error: () => GraphQLError;
}

const answered = new Error('The request has been answered.');

/** Ends all that `run` has started after the timeout, once the client is gone, and with the answer. */
async function within(
  { ms, error }: Timeout,
  client: AbortSignal,
  run: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const controller = new AbortController();
  const { signal } = controller;
  const leave = () => controller.abort(client.reason);
  const timer = setTimeout(() => controller.abort(error()), ms);
  client.addEventListener('abort', leave, { once: true });
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  if (client.aborted) leave();
  try {
    return await Promise.race([withSignal(signal, () => run(signal)), stopped]);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', leave);
    // Fields beside one that failed may still be read.
    controller.abort(answered);
  }
}
