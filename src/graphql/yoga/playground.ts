// Serves GraphiQL as the playground, without requests to other sites, with tabs that are ready to run.
import type { IncomingMessage } from 'node:http';
import type { YogaServerOptions } from 'graphql-yoga';
import { isFromThisMachine, WITHOUT_TOKEN } from '../auth/loopback.ts';
import { playgroundPage, type PageOptions } from './playground-page.ts';
import { EDIT, LOOK, QUEUES, REINDEX, SEARCH, WATCH } from './playground-tabs.ts';

export interface PlaygroundTokens {
  /** Null where there is no profile yet. */
  readonly person: string | null;
  readonly administrator: string;
}

/** Without `req` where `fetch` of the app was called directly. */
interface ServerContext {
  readonly req?: IncomingMessage;
}

type Playground = Pick<YogaServerOptions<ServerContext, object>, 'graphiql' | 'renderGraphiQL'>;

/** @param tokens for the headers of the tabs, on pages that are opened on this machine; null for tabs without headers */
export function playground(tokens: PlaygroundTokens | null): Playground {
  const full = optionsOf(tokens);
  const withoutTokens = optionsOf(null, tokens ? `# ${WITHOUT_TOKEN}\n# The start printed it.\n` : '');
  return {
    graphiql: (_request, context) => (isFromThisMachine(context?.req) ? full : withoutTokens),
    renderGraphiQL: playgroundPage,
  };
}

/** @param note stands above the first tab's document */
function optionsOf(tokens: PlaygroundTokens | null, note = ''): PageOptions {
  const person = tokens?.person ? headersOf(tokens.person) : null;
  const administrator = tokens ? headersOf(tokens.administrator) : null;
  return {
    title: 'Vitae',
    subscriptionsProtocol: 'SSE',
    // The playground subscribes by GET, which the CSRF prevention refuses without this header.
    additionalHeaders: { 'graphql-require-preflight': 'playground' },
    // Headers of the open tab; the other tabs have their own.
    ...(person && { headers: person }),
    shouldPersistHeaders: true,
    tokens: tokens ? [tokens.administrator, tokens.person ?? ''] : [],
    defaultTabs: [
      { query: `${note}${LOOK}`, headers: person },
      { query: EDIT, headers: person },
      { query: SEARCH, headers: person },
      { query: REINDEX, headers: administrator },
      { query: WATCH, headers: administrator },
      { query: QUEUES, headers: administrator },
    ],
  };
}

function headersOf(token: string): string {
  return JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);
}
