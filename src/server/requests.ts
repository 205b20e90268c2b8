// Answers every request of the port: health, readiness and metrics, and the API where this process serves it. Whatever is thrown
// becomes an answer without internals, and is logged under the id in that answer.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { GraphQLError } from 'graphql';
import type { Addressed } from '../graphql/auth/callers.ts';
import { createErrorMask } from '../graphql/errors.ts';
import { rateLimited } from '../graphql/limits/errors.ts';
import type { Logger } from '../observability/logger.ts';
import { answerOf, refusal, send, setSecurityHeaders, type Answer } from './answer.ts';
import type { Api } from './api.ts';
import type { Readiness } from './readiness.ts';
import { refusalOfHead } from './request-head.ts';

export interface RequestOptions {
  /** Null in a process without the API. */
  readonly api: Api | null;
  readonly readiness: Readiness;
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** The bearer token that the metrics require; null: no metrics are served. */
  readonly metricsToken: string | null;
  readonly log: Logger;
}

export interface RequestHandler {
  /** Answers a request. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Counts a request that is refused before the API sees it. Never rejects.
   * @returns the answer: the refusal, or that its address has sent too many requests
   */
  refuse(message: Addressed, error: GraphQLError): Promise<Answer>;
}

export function createRequestHandler(options: RequestOptions): RequestHandler {
  const { api, readiness, serveMetrics, metricsToken, log } = options;
  const mask = createErrorMask(log);

  async function refuse(message: Addressed, error: GraphQLError) {
    try {
      const rate = await api?.count(message);
      return answerOf(rate?.allowed === false ? rateLimited(rate.resetSeconds) : error);
    } catch (fault) {
      return answerOf(mask(fault));
    }
  }

  /** @returns null for what the metrics or the API answer */
  async function ownAnswer(request: IncomingMessage, path: string): Promise<Answer | null> {
    const refused = refusalOfHead(request);
    if (refused) return refuse(request, refused);
    if (path === '/health') return { status: 200, body: { status: 'up' } };
    if (path === '/ready') {
      const state = await readiness.check();
      return { status: state.ready ? 200 : 503, body: state };
    }
    if (path === '/metrics' && metricsToken !== null) {
      if (isBearer(request, metricsToken)) return null;
      return refuse(request, refusal(401, 'UNAUTHENTICATED', 'The token of the metrics is wrong.'));
    }
    return api ? null : { status: 404, body: { status: 'not found' } };
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const own = await ownAnswer(request, path);
    if (own) send(response, own);
    else if (path === '/metrics' && metricsToken !== null) await serveMetrics(request, response);
    else if (api) {
      const context = { req: request, res: response };
      const answer = await api.app.handleNodeRequestAndResponse(request, response, context);
      // The client has left meanwhile: the events that it asked for would go on for ever.
      if (response.destroyed) await answer.body?.cancel();
      else await sendNodeResponse(answer, response, request, true);
    }
  }

  /** Replaces an answer that has not begun. Cuts off one that has, so that its client sees that it is incomplete. */
  function answerFault(error: unknown, response: ServerResponse, reset: OutgoingHttpHeaders): void {
    // The client has left, which ends what it asked for.
    if (response.destroyed) {
      log.debug({ err: error }, 'a client left');
      return;
    }
    const answer = answerOf(mask(error));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    for (const [name, value = ''] of Object.entries(reset)) response.setHeader(name, value);
    send(response, answer);
  }

  return {
    refuse,
    async handle(request, response) {
      setSecurityHeaders(response);
      const reset = { ...response.getHeaders() };
      try {
        await route(request, response);
      } catch (error) {
        answerFault(error, response, reset);
      }
    },
  };
}

function isBearer(request: IncomingMessage, token: string): boolean {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}
