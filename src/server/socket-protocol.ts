// Speaks the protocol of graphql-ws. The token is verified when a socket opens and for each operation. Every operation goes
// through the app, so that all of its plugins apply.
import type { IncomingMessage } from 'node:http';
import { GraphQLError, parse, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { CloseCode, makeServer, type Context, type SubscribePayload } from 'graphql-ws';
import { isAsyncIterable, type GraphQLParams } from 'graphql-yoga';
import type { Callers } from '../graphql/auth/callers.ts';
import { createErrorMask, formatError } from '../graphql/errors.ts';
import { countOpen } from '../graphql/limits/open-count.ts';
import { runAt } from '../graphql/yoga/token-expiry.ts';
import type { Logger } from '../observability/logger.ts';
import type { App } from './app.ts';
import { authorizationOf } from './handshake.ts';
import { schema } from './schema.ts';
import type { Connection, SocketProtocol } from './socket-connection.ts';
import { TRY_AGAIN_LATER } from './socket-input.ts';

/** How long a client may take to send `connection_init`. */
const INIT_MS = 10_000;
/** Characters. Clients number their operations, or use a UUID. */
const MAX_ID = 200;
/** Subscriptions are sent the reason of their end before the socket closes. */
const AFTER_EXPIRY_MS = 1000;

export interface SocketProtocolOptions {
  readonly app: App;
  readonly callers: Callers;
  readonly log: Logger;
  /** Sockets that a caller may have open at once. */
  readonly maximum: number;
  /** A request as the plugins of the app expect it. */
  readonly requestOf: (
    message: IncomingMessage,
    authorization: string | null,
    signal?: AbortSignal,
  ) => Request;
}

export function createSocketProtocol(options: SocketProtocolOptions): SocketProtocol {
  const admit = admission(options);
  const run = execution(options);
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect(context) {
      const { connectionParams, extra } = context;
      // They would stay in memory as long as the socket is open.
      Object.assign(context, { connectionParams: {} });
      return admit(extra, connectionParams);
    },
    async onSubscribe(context, id, payload) {
      // Every event repeats it.
      if (id.length > MAX_ID) throw new Error('the id of an operation is too long');
      const result = await run(context, id, payload);
      if (!isAsyncIterable(result) && !('data' in result)) return result.errors ?? [];
      // The app has executed the operation; `execute` only passes the result on.
      return { schema, document: EXECUTED, contextValue: result };
    },
    execute: ({ contextValue }: ExecutionArgs) => contextValue as ExecutionResult,
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => (error instanceof GraphQLError ? formatError(error) : error)),
  });
}

const EXECUTED = parse('{ __typename }');
/** Ends the operation. It is sent to nobody. */
const COMPLETED = new GraphQLError('The client has completed the operation.');

/** Decides whether a caller may use a socket. Closes the socket with the reason where not, and when the token expires. */
function admission({ callers, log, maximum, requestOf }: SocketProtocolOptions) {
  const mask = createErrorMask(log);
  const open = countOpen(maximum);

  return async (connection: Connection, params: Record<string, unknown> | undefined): Promise<boolean> => {
    const { socket, message } = connection;
    connection.authorization = authorizationOf(message, params);
    const request = requestOf(message, connection.authorization);
    try {
      const viewer = await callers.viewerOf(request);
      const caller = await callers.callerOf(request);
      if (socket.readyState !== socket.OPEN) return false;
      if (!open.take(caller)) {
        socket.close(TRY_AGAIN_LATER, `At most ${maximum} sockets may be open at once.`);
        return false;
      }
      connection.onClose(() => open.release(caller));
      if (viewer.kind === 'anonymous') return true;
      const end = new Date(viewer.expiresAt.getTime() + AFTER_EXPIRY_MS);
      connection.onClose(runAt(end, () => socket.close(CloseCode.Forbidden, 'the token has expired')));
      return true;
    } catch (error) {
      const { message: reason, extensions } = mask(error);
      socket.close(closeCodeOf(extensions['code']), reason);
      return false;
    }
  };
}

function closeCodeOf(code: unknown): number {
  if (code === 'UNAUTHENTICATED') return CloseCode.Forbidden;
  return code === 'UNAVAILABLE' ? TRY_AGAIN_LATER : CloseCode.InternalServerError;
}

/** Runs an operation through the app. Never rejects. */
function execution({ app, log, requestOf }: SocketProtocolOptions) {
  const mask = createErrorMask(log);

  return async (
    context: Context<Record<string, unknown>, Connection>,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> => {
    const { extra: connection } = context;
    const { message, authorization } = connection;
    const isWanted = () => id in context.subscriptions;
    const work = async (signal: AbortSignal) => {
      const request = requestOf(message, authorization, signal);
      const result = await app.getResultForParams({ params: paramsOf(payload), request }, { req: message });
      if (!result) throw new Error('the app returned no result');
      if (isAsyncIterable(result)) return connection.stream(result);
      // The fault of what was cancelled is none.
      return isWanted() ? result : { errors: [COMPLETED] };
    };
    try {
      return await connection.run(work, isWanted);
    } catch (error) {
      return { errors: [mask(error)] };
    }
  };
}

/** The protocol requires a document; for a persisted operation it is empty, and Yoga requires that it is absent. */
function paramsOf({ query, ...params }: SubscribePayload): GraphQLParams {
  const present = Object.entries(params).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(present), ...(query !== '' && { query }) };
}
