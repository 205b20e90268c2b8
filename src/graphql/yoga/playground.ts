// Serves GraphiQL as the playground, without requests to other sites, with tabs that are ready to run.
import { createHash } from 'node:crypto';
import type { GraphiQLOptions, YogaServerOptions } from 'graphql-yoga';
import { EDIT, LOOK, QUEUES, REINDEX, SEARCH, WATCH } from './playground-tabs.ts';

export interface PlaygroundTokens {
  /** Null where there is no profile yet. */
  readonly person: string | null;
  readonly administrator: string;
}

type Playground = Pick<YogaServerOptions<object, object>, 'graphiql' | 'renderGraphiQL'>;

/** @param tokens for the headers of the tabs; null for tabs without headers */
export function playground(tokens: PlaygroundTokens | null): Playground {
  const person = tokens?.person ? headersOf(tokens.person) : null;
  const administrator = tokens ? headersOf(tokens.administrator) : null;
  const resetScript = resetTabs(createHash('sha256').update(`${person}${administrator}`).digest('base64url'));
  return {
    graphiql: () => optionsOf(person, administrator),
    // The page has nine megabytes. Loading them at the start would take half a second.
    renderGraphiQL: async (rendered) => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
      return renderGraphiQL(rendered).replace('<head>', `<head>${resetScript}`);
    },
  };
}

function optionsOf(person: string | null, administrator: string | null): GraphiQLOptions {
  return {
    title: 'Vitae',
    subscriptionsProtocol: 'SSE',
    // The playground subscribes by GET, which the CSRF prevention refuses without this header.
    additionalHeaders: { 'graphql-require-preflight': 'playground' },
    // Headers of the open tab; the other tabs have their own.
    ...(person && { headers: person }),
    shouldPersistHeaders: true,
    defaultTabs: [
      { query: LOOK, headers: person },
      { query: EDIT, headers: person },
      { query: SEARCH, headers: person },
      { query: REINDEX, headers: administrator },
      { query: WATCH, headers: administrator },
      { query: QUEUES, headers: administrator },
    ],
  };
}

/** The browser keeps tabs with their tokens. A Vitae with other tokens starts with new tabs. */
function resetTabs(id: string): string {
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
