// The API as a port serves it: over HTTP, over sockets, and the count of those requests that reach neither.
import { createCallers, type Addressed } from '../graphql/auth/callers.ts';
import { requestsOfBody, type Rate } from '../graphql/limits/rate-limit.ts';
import { createApp, type App, type AppOptions } from './app.ts';
import { createSockets, type Sockets } from './sockets.ts';

export interface Api {
  readonly app: App;
  readonly sockets: Sockets;
  /** Counts a request and its declared body for its address. Never rejects. */
  count(message: Addressed): Promise<Rate>;
}

export function createApi(options: AppOptions): Api {
  const { api, tokens, limiter } = options;
  const { limits } = api;
  const app = createApp(options);
  const callers = createCallers(tokens, api.trustedProxies);
  return {
    app,
    sockets: createSockets(app, options),
    count: (message) => {
      const more = requestsOfBody(message.headers['content-length'], limits.bodyBytes);
      return limiter.consume(callers.callerAt(message), 1 + more);
    },
  };
}
