// Owns how the dashboard asks the API: our own GraphQL and nothing else, with the administrator's token.
// What the API refuses is thrown as an Error with its message.
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
     * Tries again for ever where it is cut off: `lost` says so, and what comes next says it is back.
     * @template Data, Variables
     * @param {Operation<Data, Variables>} query
     * @param {(data: Data) => void} told
     * @param {(reason: string) => void} lost
     * @returns {() => void} ends it
     */
    watch(query, told, lost) {
      const client = createClient({
        url: ENDPOINT,
        headers,
        retryAttempts: Number.MAX_SAFE_INTEGER,
        retry: () => new Promise((resolve) => setTimeout(resolve, 1000)),
        on: { connecting: (again) => again && lost('The connection was lost; trying again.') },
      });
      client.subscribe(
        { query },
        {
          next(answer) {
            try {
              told(dataOf(/** @type {Answer<Data>} */ (answer)));
            } catch (error) {
              lost(messageOf(error));
            }
          },
          error: (error) => lost(messageOf(Array.isArray(error) ? error[0] : error)),
          complete: () => lost('The session has ended: sign in again.'),
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
  if (!data) throw new Error('The API answered nothing.');
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
