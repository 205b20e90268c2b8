// The required settings of production, and a rate limit that tests do not reach.
import { randomBytes } from 'node:crypto';

export const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: randomBytes(32).toString('hex'),
  DATABASE_URL: 'postgres://localhost/none',
  ALGOLIA_APP_ID: 'VITAETEST',
  ALGOLIA_API_KEY: 'a key of the tests',
  LIMIT_REQUESTS_PER_MINUTE: '1000000',
};
