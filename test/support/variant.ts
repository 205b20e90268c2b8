// Opens a second API over the parts of a test's Vitae, with other variables: cheaper than another Vitae.
import { readConfig } from '../../src/config/config.ts';
import { createApp, type App, type AppOptions } from '../../src/server/app.ts';
import { openMemoryRateLimiter } from '../../src/services/memory-rate-limiter.ts';
import { createApiOver, type Api } from './api.ts';
import type { Vitae } from './vitae.ts';

type Parts = Pick<Vitae, 'appOptions' | 'tokens'>;

/** @param environment variables of the API. @default as in development, without limits of a caller */
export function variantOptions(
  { appOptions }: Parts,
  environment: NodeJS.ProcessEnv = {},
  other: Partial<AppOptions> = {},
): AppOptions {
  const { api } = readConfig({
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    LIMIT_OPERATIONS: '1000000',
    ...environment,
  });
  const { limiter } = openMemoryRateLimiter(api.limits.requestsPerMinute);
  return { ...appOptions, api, limiter, ...other };
}

export interface Variant extends Api {
  readonly app: App;
}

export function variantOf(
  vitae: Parts,
  environment: NodeJS.ProcessEnv = {},
  other: Partial<AppOptions> = {},
): Variant {
  const app = createApp(variantOptions(vitae, environment, other));
  return { ...createApiOver(app, vitae.tokens), app };
}
