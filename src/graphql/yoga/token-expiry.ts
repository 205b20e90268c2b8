// Ends a subscription when its token expires: the client gets one last answer with the error UNAUTHENTICATED, over event
// streams and sockets alike.
import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, Repeater, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { expiredError } from '../auth/tokens.ts';

/** With a longer delay setTimeout fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export function useTokenExpiry(): Plugin<Context> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result, setResult }) {
        const { viewer } = args.contextValue;
        if (viewer.kind === 'anonymous' || !isAsyncIterable(result)) return;
        setResult(endingAt(viewer.expiresAt, result));
      },
    }),
  };
}

function endingAt(
  end: Date,
  answers: AsyncIterableIterator<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  return new Repeater<ExecutionResult>(async (push, stop) => {
    const cancel = runAt(end, () => {
      void push({ errors: [expiredError()] });
      stop();
    });
    // Needed when the client leaves: a source that waits for its next answer would not notice.
    void stop.then(() => answers.return?.());
    try {
      for await (const answer of answers) await push(answer);
    } finally {
      cancel();
      stop();
    }
  });
}

/** Any time in the future, however far. @returns cancels it */
export function runAt(time: Date, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = time.getTime() - Date.now();
    timer = left > MAX_DELAY_MS ? setTimeout(arm, MAX_DELAY_MS) : setTimeout(callback, left);
  };
  arm();
  return () => clearTimeout(timer);
}
