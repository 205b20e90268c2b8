// Applies the limits of an operation on every transport: the types of its variables and its cost before execution, its time during
// execution, what its caller runs at once, and the size of its answer.
import {
  getOperationAST,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { withSignal } from '../../cancellation/current-signal.ts';
import type { Limits } from '../../config/api.ts';
import type { Callers } from '../auth/callers.ts';
import { answerBudgetOf, createAnswerBudget, openAnswerBudget } from './answer-budget.ts';
import { costOf } from './cost.ts';
import { countEvents } from './count-events.ts';
import { limitExceeded, notAcceptable, timedOut } from './errors.ts';
import { limitSubscriptions } from './open-subscriptions.ts';
import { requestsOfBytes, requestsOfCost, type Rates } from './rate-limit.ts';
import { takeTurns } from './turns.ts';
import { checkTypes } from './variables.ts';
import { within } from './within.ts';

/** The arguments that Yoga's executor takes. */
interface Cancellable extends ExecutionArgs {
  readonly signal: AbortSignal;
}

export function useLimits(limits: Limits, callers: Callers, rates: Rates): Plugin {
  const subscribeFor = limitSubscriptions(limits.subscriptions);
  const runInTurn = takeTurns(limits.operations);
  const examine = (args: ExecutionArgs) => {
    const operation = getOperationAST(args.document, args.operationName);
    const isMutation = operation?.operation === OperationTypeNode.MUTATION;
    // The executor reports that there is no such operation.
    const cost = operation ? checkInput(args, operation, limits) : 0;
    const budget = createAnswerBudget(limits, isMutation);
    openAnswerBudget(requestOf(args), budget);
    return { cost, isMutation, budget };
  };
  /** @returns the caller, once the operation is paid */
  const charge = async (request: Request, cost: number) => {
    await rates.charge(request, requestsOfCost(cost));
    return callers.callerOf(request);
  };
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { cost, isMutation } = examine(args);
      const timeout = { ms: limits.executionMs, error: () => timedOut(limits.executionMs, isMutation) };
      setExecuteFn(async (executed: ExecutionArgs) => {
        const request = requestOf(executed);
        const caller = await charge(request, cost);
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
        return subscribeFor(await charge(request, cost), async () => {
          const result = await startStream(request, (): unknown => subscribeFn(executed));
          return isAsyncIterable(result) ? countEvents(rates, { request, cost, budget }, result) : result;
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

/** Its statements end when the client leaves. @returns the events, or the errors of a subscription that did not start */
async function startStream(
  request: Request,
  start: () => unknown,
): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  const result = (await withSignal(request.signal, start)) as
    AsyncIterable<ExecutionResult> | ExecutionResult;
  if (!isAsyncIterable(result)) {
    // The fault of a statement that was cancelled is none.
    request.signal.throwIfAborted();
    return result;
  }
  if (canBeStreamed(request) && !request.signal.aborted) return result;
  await result[Symbol.asyncIterator]().return?.();
  // Nobody would end the events of a client that has left meanwhile.
  request.signal.throwIfAborted();
  throw notAcceptable();
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
