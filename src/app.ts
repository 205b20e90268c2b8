// Owns the API as a thing that answers requests: the schema, who asks, errors masked, the playground. No port is opened
// here: tests call its fetch.
import { createYoga } from 'graphql-yoga';
import { createInvalidations } from './database/invalidations.ts';
import type { Context, Services } from './graphql/context.ts';
import { createErrorMask } from './graphql/errors.ts';
import { playground, type PlaygroundTokens } from './graphql/playground.ts';
import type { Tokens } from './graphql/viewer.ts';
import { schema } from './schema.ts';

export interface AppOptions {
  readonly services: Services;
  readonly tokens: Tokens;
  /** Development tokens for the playground's tabs; null leaves them out. */
  readonly playgroundTokens: PlaygroundTokens | null;
}

export type App = ReturnType<typeof createApp>;

export function createApp({ services, tokens, playgroundTokens }: AppOptions) {
  const { log } = services;
  return createYoga({
    schema,
    landingPage: false,
    ...playground(playgroundTokens),
    maskedErrors: { maskError: createErrorMask(log) },
    logging: {
      debug: (...args: unknown[]) => log.debug({ args }, 'yoga'),
      info: (...args: unknown[]) => log.info({ args }, 'yoga'),
      warn: (...args: unknown[]) => log.warn({ args }, 'yoga'),
      error: (...args: unknown[]) => log.error({ args }, 'yoga'),
    },
    context: async ({ request }): Promise<Context> => ({
      ...services,
      invalidations: createInvalidations(services),
      viewer: await tokens.viewerOf(request.headers.get('authorization')),
    }),
  });
}
