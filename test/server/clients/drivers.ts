// Drives each supported client as its documentation describes: queries, mutations, subscriptions and refusals.
import { ApolloClient, CombinedGraphQLErrors, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as UrqlClient, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws';
import { z } from 'zod';

export interface Watcher {
  next(data: unknown): void;
  /** The codes of the errors that ended it. */
  refused(codes: readonly unknown[]): void;
  complete(): void;
}

export interface Driver {
  /** The data of a query or a mutation. */
  ask(document: string): Promise<unknown>;
  watch(document: string, watcher: Watcher): void;
  dispose(): Promise<void>;
}

export interface Endpoint {
  /** As in `http://localhost:4000/graphql`. */
  readonly url: string;
  readonly token: string;
}

/** Retries soon, and as often as needed. */
const RETRIES = 1000;
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 200));

const errorsRule = z.array(z.object({ extensions: z.object({ code: z.unknown() }) }));
/** The codes of GraphQL errors. @throws any other error */
function codesOf(errors: unknown): readonly unknown[] {
  const parsed = errorsRule.safeParse(errors);
  if (!parsed.success) throw errors instanceof Error ? errors : new Error(JSON.stringify(errors));
  return parsed.data.map(({ extensions }) => extensions.code);
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[] | undefined;
}

/** The common part of the clients of graphql-sse and graphql-ws. */
interface Subscriber {
  subscribe(
    request: { query: string },
    sink: { next(answer: Answer): void; error(error: unknown): void; complete(): void },
  ): () => void;
}

/** Disposing unsubscribes from everything, which closes the connections too. */
function over(client: Subscriber): Driver {
  const leave: (() => Promise<void>)[] = [];
  return {
    ask: (query) =>
      new Promise((resolve, reject) => {
        const next = ({ data, errors }: Answer) =>
          errors ? reject(new Error(JSON.stringify(errors))) : resolve(data);
        client.subscribe({ query }, { next, error: reject, complete: () => undefined });
      }),
    watch(query, watcher) {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const unsubscribe = client.subscribe(
        { query },
        {
          next: ({ data, errors }) => (errors ? watcher.refused(codesOf(errors)) : watcher.next(data)),
          error(error) {
            end();
            watcher.refused(codesOf(error));
          },
          complete() {
            end();
            watcher.complete();
          },
        },
      );
      leave.push(async () => {
        unsubscribe();
        await ended;
      });
    },
    async dispose() {
      await Promise.all(leave.map((each) => each()));
    },
  };
}

function wsClient({ url, token }: Endpoint): WsClient {
  return createWsClient({
    url: url.replace('http', 'ws'),
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: RETRIES,
    retryWait: soon,
    // By default the client retries only after a socket was closed, not after a refused connection.
    shouldRetry: () => true,
  });
}

function sse({ url, token }: Endpoint): Driver {
  const headers = { authorization: `Bearer ${token}` };
  return over(createSseClient({ url, headers, retryAttempts: RETRIES, retry: soon }));
}

function urql({ url, token }: Endpoint): Driver {
  const socket = wsClient({ url, token });
  const client = new UrqlClient({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: ({ next, error, complete }) => ({
            unsubscribe: socket.subscribe(
              { query, variables },
              {
                next: ({ data = null, errors = [] }) => next({ data, ...(errors.length > 0 && { errors }) }),
                error,
                complete,
              },
            ),
          }),
        }),
      }),
    ],
  });
  return {
    async ask(document) {
      const asked = document.startsWith('mutation')
        ? client.mutation(document, {})
        : client.query(document, {});
      const answer = await asked.toPromise();
      if (answer.error) throw answer.error;
      return answer.data as unknown;
    },
    watch(document, watcher) {
      client.subscription(document, {}).subscribe(({ data, error, hasNext }) => {
        if (error) watcher.refused(codesOf(error.graphQLErrors));
        else if (data) watcher.next(data);
        if (!hasNext) watcher.complete();
      });
    },
    dispose: async () => socket.dispose(),
  };
}

function apollo(endpoint: Endpoint): Driver {
  const socket = wsClient(endpoint);
  const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
  return {
    async ask(document) {
      const { data } = document.startsWith('mutation')
        ? await client.mutate({ mutation: gql(document) })
        : await client.query({ query: gql(document), fetchPolicy: 'no-cache' });
      return data;
    },
    watch(document, watcher) {
      client.subscribe({ query: gql(document) }).subscribe({
        next: ({ data, error }) =>
          CombinedGraphQLErrors.is(error) ? watcher.refused(codesOf(error.errors)) : watcher.next(data),
        complete: () => watcher.complete(),
      });
    },
    async dispose() {
      client.stop();
      await socket.dispose();
    },
  };
}

export const drivers: Readonly<Record<string, (endpoint: Endpoint) => Driver>> = {
  'graphql-ws': (endpoint) => over(wsClient(endpoint)),
  'graphql-sse': sse,
  'urql, over graphql-ws': urql,
  'Apollo Client, over graphql-ws': apollo,
};
