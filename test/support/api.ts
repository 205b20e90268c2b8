// Sends GraphQL requests for tests: without a token, as a person, as the administrator or with any header.
// `query` and `subscribe` throw an ApiFailure if the answer holds errors; `send` returns the answer unchanged.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print, type DocumentNode } from 'graphql';
import { z } from 'zod';
import type { Signer } from '../../src/graphql/auth/tokens.ts';

/** 'admin', a profile's id, null for no token, or an Authorization header. */
export type As = string | null | { readonly authorization: string };

const errorRule = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string().optional() }).optional(),
});
export type AnswerError = z.infer<typeof errorRule>;

const answerRule = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(errorRule).optional(),
});

export type StreamedAnswer = z.infer<typeof answerRule>;

export interface Answer extends z.infer<typeof answerRule> {
  readonly status: number;
  readonly headers: Headers;
  /** The unparsed body. */
  readonly text: string;
}

export class ApiFailure extends Error {
  readonly errors: readonly AnswerError[];
  constructor(errors: readonly AnswerError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.name = 'ApiFailure';
    this.errors = errors;
  }
}

type Typed<Data, Variables> = TypedDocumentNode<Data, Variables>;

export interface Api {
  query<Data, Variables>(document: Typed<Data, Variables>, variables: Variables, as: As): Promise<Data>;
  /** Ends with the subscription. Leaving the loop unsubscribes. */
  subscribe<Data, Variables>(
    document: Typed<Data, Variables>,
    variables: Variables,
    as: As,
  ): AsyncGenerator<Data, void, undefined>;
  send(document: string | DocumentNode, variables: object, as: As): Promise<Answer>;
  /** Every answer of a subscription, with its errors. Ends with the subscription. Leaving the loop unsubscribes. */
  stream(document: string, variables: object, as: As): AsyncGenerator<StreamedAnswer, void, undefined>;
  /** The first event of a stream, or the answer that refuses it. */
  first(document: string, variables: object, as: As): Promise<Answer>;
}

/** An app in this process, or a server. */
interface Fetches {
  fetch(url: string, init: RequestInit): Response | Promise<Response>;
}

const ENDPOINT = 'http://vitae.test/graphql';

export function createApiOver(app: Fetches, tokens: Signer): Api {
  async function request(document: string | DocumentNode, variables: unknown, as: As, accept: string) {
    const authorization = await authorizationOf(as);
    return app.fetch(ENDPOINT, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...(authorization && { authorization }) },
      body: JSON.stringify({
        query: typeof document === 'string' ? document : print(document),
        variables,
      }),
    });
  }

  async function authorizationOf(as: As): Promise<string | null> {
    if (as === null) return null;
    if (typeof as === 'object') return as.authorization;
    const viewer =
      as === 'admin' ? { kind: 'administrator' as const } : { kind: 'person' as const, profileId: as };
    return `Bearer ${await tokens.sign(viewer)}`;
  }

  async function send(document: string | DocumentNode, variables: object, as: As): Promise<Answer> {
    const response = await request(document, variables, as, 'application/json');
    return answerOf(response, await response.text());
  }

  async function first(document: string, variables: object, as: As): Promise<Answer> {
    const response = await request(document, variables, as, 'text/event-stream');
    const { body, headers } = response;
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) {
      return answerOf(response, await response.text());
    }
    for await (const { event, data } of serverSentEvents(body)) {
      if (event === 'next') return answerOf(response, data);
    }
    throw new Error('the stream ended without an event');
  }

  return {
    send,
    first,
    async query<Data, Variables>(document: Typed<Data, Variables>, variables: Variables, as: As) {
      const response = await request(document, variables, as, 'application/json');
      return dataOf(await response.text()) as Data;
    },
    async *subscribe<Data, Variables>(document: Typed<Data, Variables>, variables: Variables, as: As) {
      for await (const data of events(document, variables, as)) yield dataOf(data) as Data;
    },
    async *stream(document, variables, as) {
      for await (const data of events(document, variables, as)) yield answerRule.parse(JSON.parse(data));
    },
  };

  async function* events(
    document: string | DocumentNode,
    variables: unknown,
    as: As,
  ): AsyncGenerator<string> {
    const response = await request(document, variables, as, 'text/event-stream');
    if (!response.body) throw new Error('the answer has no body');
    for await (const { event, data } of serverSentEvents(response.body)) {
      if (event === 'complete') return;
      if (event === 'next') yield data;
    }
  }
}

function answerOf({ status, headers }: Response, text: string): Answer {
  return { status, headers, text, ...answerRule.parse(JSON.parse(text)) };
}

/** Not checked: the server has checked the data against the schema. */
function dataOf(text: string): unknown {
  const { data, errors = [] } = answerRule.parse(JSON.parse(text));
  if (errors.length > 0) throw new ApiFailure(errors);
  return data;
}

interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** The part of https://html.spec.whatwg.org/multipage/server-sent-events.html that Yoga uses. */
async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: ?(.*)/s));
      const event = fields.find(([name]) => name === 'event')?.[1] ?? '';
      const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
      yield { event, data: data.join('\n') };
    }
  }
}
