// Sends the dashboard's operations to the API with the administrator's token. An error of the API is thrown with its message.
import { createClient } from 'graphql-sse';

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */

const ENDPOINT = '/graphql';

/** @typedef {ReturnType<typeof createApi>} Api */

/** @param {string} token */
export function createApi(token) {
  const headers = { authorization: `Bearer ${token}` };
  return {
    /**
     * @template Data, Variables
     * @param {Operation<Data, Variables>} query
     * @param {Variables} variables
     * @returns {Promise<Data>}
     */
    async send(query, variables) {
      const answer = await fetch(ENDPOINT, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      /** @type {unknown} */
      const body = await answer.json();
      return dataOf(/** @type {Answer<Data>} */ (body));
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
        retryAttempts: Number.MAX_SAFE_INTEGER,
        retry: () => new Promise((resolve) => setTimeout(resolve, 1000)),
        on: { connecting: (again) => again && onLost('The connection was lost; trying again.') },
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
          complete: () => onLost('The session has ended: sign in again.'),
        },
      );
      return () => client.dispose();
    },
  };
}

/**
 * @template Data
 * @typedef {{ data?: Data | null, errors?: readonly { message: string }[] }} Answer
 */

/**
 * @template Data
 * @param {Answer<Data>} answer
 * @returns {Data}
 */
function dataOf({ data, errors }) {
  if (errors?.[0]) throw new Error(errors[0].message);
  if (!data) throw new Error('The API sent no data.');
  return data;
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
