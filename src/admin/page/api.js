// Sends the dashboard's operations to the API with the administrator's token. An error of the API is thrown with its message.
import { createClient } from 'graphql-sse';

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */

const ENDPOINT = '/graphql';
/** An API that takes longer is away. */
const PATIENCE_MS = 15_000;

/** The API did not answer: it is stopped, cut off or hangs. */
export class AwayError extends Error {}

/** @typedef {ReturnType<typeof createApi>} Api */

/**
 * @param {string} token
 * @param {(reason: string) => void} onRefused is called when the API refuses the token, also when it expires meanwhile
 */
export function createApi(token, onRefused) {
  const headers = { authorization: `Bearer ${token}` };
  /** @type {typeof fetch} */
  const ask = async (input, init) => {
    const answer = await fetch(input, init);
    if (answer.status === 401) onRefused(refusalOf(answer));
    return answer;
  };
  /**
   * @template Data
   * @param {Answer<Data>} answer
   * @returns {Data}
   */
  const dataOf = ({ data, errors }) => {
    const error = errors?.[0];
    const refusal = REFUSALS.get(String(error?.extensions?.code));
    if (error && refusal !== undefined) onRefused(refusal ?? error.message);
    if (error) throw new Error(error.message);
    if (!data) throw new Error('The API sent no data.');
    return data;
  };
  return {
    /**
     * @template Data, Variables
     * @param {Operation<Data, Variables>} query
     * @param {Variables} variables
     * @returns {Promise<Data>}
     * @throws AwayError where the API does not answer
     */
    async send(query, variables) {
      return dataOf(
        await answerOf(() =>
          ask(ENDPOINT, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
            body: JSON.stringify({ query, variables }),
            signal: AbortSignal.timeout(PATIENCE_MS),
          }),
        ),
      );
    },
    /**
     * Reconnects forever. `onLost` is called when the connection ends, `onData` with the next data after it is back.
     * @template Data, Variables
     * @param {Operation<Data, Variables>} query
     * @param {(data: Data) => void} onData
     * @param {(reason: string) => void} onLost
     * @returns {() => void} ends the subscription
     */
    watch(query, onData, onLost) {
      const client = createClient({
        url: ENDPOINT,
        headers,
        fetchFn: ask,
        retryAttempts: Number.MAX_SAFE_INTEGER,
        retry: () => new Promise((resolve) => setTimeout(resolve, 1000)),
        on: { connecting: (again) => again && onLost('The connection was lost.') },
      });
      client.subscribe(
        { query },
        {
          next(answer) {
            try {
              onData(dataOf(/** @type {Answer<Data>} */ (answer)));
            } catch (error) {
              onLost(messageOf(error));
            }
          },
          error: (error) => onLost(messageOf(Array.isArray(error) ? error[0] : error)),
          complete: () => onLost('The API ended the connection.'),
        },
      );
      return () => client.dispose();
    },
  };
}

/**
 * @template Data
 * @typedef {{ data?: Data | null, errors?: readonly { message: string, extensions?: { code?: unknown } }[] }} Answer
 */

/**
 * By code: a token that is not valid, with what the API says of it, and one of somebody else.
 * @type {ReadonlyMap<string, string | null>}
 */
const REFUSALS = new Map([
  ['UNAUTHENTICATED', null],
  ['NOT_ALLOWED', "it is not an administrator's"],
]);

/** @param {Response} answer */
function refusalOf(answer) {
  const said = answer.headers.get('www-authenticate') ?? '';
  return /error_description="([^"]*)"/.exec(said)?.[1] ?? 'the token is not valid';
}

/**
 * @template Data
 * @param {() => Promise<Response>} ask
 * @returns {Promise<Answer<Data>>} also with an error in it
 */
async function answerOf(ask) {
  let status = '';
  try {
    const response = await ask();
    status = ` It answered with the status ${response.status}.`;
    /** @type {unknown} */
    const said = await response.json();
    return /** @type {Answer<Data>} */ (said);
  } catch {
    // No answer, or one of something else, such as a proxy.
    throw new AwayError(`The API does not answer.${status}`);
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
