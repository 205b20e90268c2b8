// Serves GraphiQL as the playground, without requests to other sites, with tabs that are ready to run.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { GraphiQLOptions, YogaServerOptions } from 'graphql-yoga';
import { isFromThisMachine, WITHOUT_TOKEN } from '../auth/loopback.ts';
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
    // The page has nine megabytes. Loading them at the start would take half a second.
    renderGraphiQL: async (rendered) => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
      return renderGraphiQL(rendered).replace('<head>', `<head>${resetTabs(rendered.defaultTabs)}`);
    },
  };
}

/** @param note stands above the first tab's document */
function optionsOf(tokens: PlaygroundTokens | null, note = ''): GraphiQLOptions {
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

/** The browser keeps tabs with their tokens. A page with other tabs or tokens starts with new tabs. */
function resetTabs(tabs: GraphiQLOptions['defaultTabs'] = []): string {
  const id = createHash('sha256').update(JSON.stringify(tabs)).digest('base64url');
  return `<script>
    if (localStorage.getItem('vitae:tokens') !== '${id}') {
      Object.keys(localStorage).filter((key) => key.startsWith('graphiql:')).forEach((key) => localStorage.removeItem(key));
      localStorage.setItem('vitae:tokens', '${id}');
    }
  </script>`;
}

function headersOf(token: string): string {
  return JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);
}
