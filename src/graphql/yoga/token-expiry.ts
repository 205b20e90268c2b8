// Owns that a subscription does not outlive its token: at the token's end it is told why, once, and ended. Whatever
// carries it, an event stream or a socket, sees an answer with the error UNAUTHENTICATED, and then the end.
import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, Repeater, type Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { expiredError } from '../auth/tokens.ts';

/** Longer delays make setTimeout fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export function endWithToken(): Plugin<Context> {
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
    const cancel = at(end, () => {
      void push({ errors: [expiredError()] });
      stop();
    });
    // Also where the client leaves; a source that waits for its next answer would not notice.
    void stop.then(() => answers.return?.());
    try {
      for await (const answer of answers) await push(answer);
    } finally {
      cancel();
      stop();
    }
  });
}

/** Calls back at that time, however far it is. @returns how to call it off */
export function at(time: Date, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = time.getTime() - Date.now();
    timer = left > MAX_DELAY_MS ? setTimeout(arm, MAX_DELAY_MS) : setTimeout(callback, left);
  };
  arm();
  return () => clearTimeout(timer);
}
