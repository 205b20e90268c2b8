// Owns the settings of production for tests of what a stranger meets: those that an operator must give, and nothing else but
// a rate limit that does not stop a test.
export const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'a secret of the tests, with more than 32 characters',
  DATABASE_URL: 'postgres://localhost/none',
  ALGOLIA_APP_ID: 'VITAETEST',
  ALGOLIA_API_KEY: 'a key of the tests',
  LIMIT_REQUESTS_PER_MINUTE: '1000000',
};
