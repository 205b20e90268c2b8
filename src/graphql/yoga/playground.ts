// Owns the playground: GraphiQL served by us with no outside request, its tabs ready to press.
import { createHash } from 'node:crypto';
import type { GraphiQLOptions, YogaServerOptions } from 'graphql-yoga';

export interface PlaygroundTokens {
  /** Null where there is no profile yet. */
  readonly person: string | null;
  readonly administrator: string;
}

type Playground = Pick<YogaServerOptions<object, object>, 'graphiql' | 'renderGraphiQL'>;

/** @param tokens filled into the tabs' headers; null for a playground without any */
export function playground(tokens: PlaygroundTokens | null): Playground {
  const person = tokens?.person ? headers(tokens.person) : null;
  const administrator = tokens ? headers(tokens.administrator) : null;
  const options: GraphiQLOptions = {
    title: 'Vitae',
    subscriptionsProtocol: 'SSE',
    // It subscribes by GET, which a page elsewhere could do without this.
    additionalHeaders: { 'graphql-require-preflight': 'playground' },
    // The open tab takes its headers from here, the others from their own.
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
  const forget = forgetOtherTokens(
    createHash('sha256').update(`${person}${administrator}`).digest('base64url'),
  );
  return {
    graphiql: () => options,
    // Nine megabytes of page, which would cost every start half a second: loaded when somebody looks.
    renderGraphiQL: async (rendered) => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
      return renderGraphiQL(rendered).replace('<head>', `<head>${forget}`);
    },
  };
}

/** The browser keeps tabs with their tokens. Those of another Vitae, or of one that was set up anew, are of no use here. */
function forgetOtherTokens(id: string): string {
  return `<script>
    if (localStorage.getItem('vitae:tokens') !== '${id}') {
      Object.keys(localStorage).filter((key) => key.startsWith('graphiql:')).forEach((key) => localStorage.removeItem(key));
      localStorage.setItem('vitae:tokens', '${id}');
    }
  </script>`;
}

function headers(token: string): string {
  return JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);
}

const LOOK = `# Look: your own profile and how complete it is.
query Look {
  me {
    id
    fullName
    bio {
      label
      summary
    }
    experience {
      name
      position
      startDate
      endDate
    }
    completion {
      percentage
      nextChangeAt
      sections {
        name
        status
      }
    }
  }
}
`;

const EDIT = `# Edit: a photo was missing. See the completion change.
mutation Edit {
  savePhoto(input: { url: "https://example.com/portrait.jpg" }) {
    ... on ProfilePayload {
      profile {
        revision
        completion {
          percentage
        }
      }
    }
    ... on Error {
      code
      message
      fields {
        path
        message
      }
    }
  }
}
`;

const SEARCH = `# Search: the index follows a moment after an edit.
query Search {
  searchProfiles(query: "engineer", first: 5, minCompletion: 50) {
    totalCount
    hits {
      id
      completion {
        percentage
      }
      profile {
        fullName
        bio {
          label
        }
      }
    }
  }
}
`;

const REINDEX = `# Reindex: as the administrator. Then watch it in the next tab.
mutation Reindex {
  startReindex(input: { mode: FULL, batchSize: 100 }) {
    id
    status
    total
  }
}
`;

const WATCH = `# Watch: the run started last, until it is done.
subscription Watch {
  reindexProgress(runId: "latest") {
    status
    processed
    total
    percentage
    ratePerSecond
    etaSeconds
  }
}
`;

const QUEUES = `# Queues: as the administrator. Retry what was given up with retryDeadLetters(queue: "profile-changed").
query Queues {
  queues {
    name
    waiting
    delayed
    active
    deadLetters
    pause {
      until
      reason
    }
  }
  deadLetters(queue: "profile-changed", first: 10) {
    edges {
      node {
        id
        reason
        tries
        failedAt
        profile {
          fullName
        }
      }
    }
  }
}
`;
