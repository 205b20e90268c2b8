// The client of the commands and the tests: typed documents over HTTP, and server-sent events for subscriptions. An error of the
// API is thrown as an ApiError with its message and code. A subscription that breaks off is tried again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-sse';
import { z } from 'zod';

export class ApiError extends Error {
  /** The code from the API, or UNKNOWN. */
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}

export interface Client {
  /** @throws ApiError */
  request<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Ends with the subscription. Leaving the loop unsubscribes. @throws ApiError */
  subscribe<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data, void, undefined>;
}

const errorsRule = z.array(
  z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }),
);

/** An API that takes longer hangs. Its own bounds are shorter. */
const PATIENCE_MS = 30_000;

/**
 * @param url of /graphql
 * @param token null: anonymous
 * @param onAway called once each time that a subscription gets no answer, before it is tried again
 */
export function createApiClient(
  url: string,
  token: string | null,
  onAway: () => void = () => undefined,
): Client {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return {
    async request(document, variables) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const late = (error: unknown) => {
        if (!signal.aborted) throw error;
        const seconds = PATIENCE_MS / 1000;
        throw new ApiError(
          `${url} does not answer within ${seconds} seconds. It may still do what it was told.`,
          'UNKNOWN',
        );
      };
      const response = await fetch(url, {
        method: 'POST',
        signal,
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query: print(document), variables }),
      }).catch(late);
      const answer = (await response
        .json()
        .catch((error: unknown) => (signal.aborted ? late(error) : null))) as Answer<never> | null;
      if (answer) return dataOf(answer);
      throw new ApiError(
        `${url} answers ${response.status} without JSON: it is no GraphQL endpoint.`,
        'UNKNOWN',
      );
    },
    async *subscribe(document, variables) {
      const sse = createClient({
        ...{ url, headers, retryAttempts: 5 },
        async retry(tried) {
          if (tried === 0) onAway();
          await sleep(1000 * 2 ** tried + 300 + 2700 * Math.random());
        },
      });
      try {
        for await (const answer of sse.iterate({ query: print(document), variables }))
          yield dataOf(answer as Answer<never>);
      } finally {
        sse.dispose();
      }
    },
  };
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: unknown;
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  const [first] = errors === undefined ? [] : errorsRule.parse(errors);
  if (first) throw new ApiError(first.message, first.extensions?.code ?? 'UNKNOWN');
  if (data === null || data === undefined) throw new ApiError('The API returned no data.', 'UNKNOWN');
  return data;
}
