// Starts Vitae for the bench of limits: a database of profiles that hold as much as one may hold, their index, dead letters,
// and processes in production mode with a small heap. Everything is removed when the bench ends.
import { createDatabase } from '../../../src/database/client.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { createTokens } from '../../../src/graphql/auth/tokens.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { createLargeProfiles } from '../../support/large-profiles.ts';
import { insertDeadLetters, sqlOverPrisma } from '../../support/pgboss-tables.ts';
import type { ServerProcess } from '../../support/vitae-process.ts';
import { reindexOver } from '../reindex-over.ts';
import { JWT_SECRET, openStores, startProduction } from '../production.ts';
import type { WorstRequest } from './requests.ts';

export interface Served extends AsyncDisposable {
  /** Of a profile that holds as much as one may hold. */
  readonly profileId: string;
  readonly tokens: Readonly<Record<WorstRequest['as'], string | null>>;
  /** Starts a process that serves the API, with an empty Redis: nobody has used up a rate. @param environment @default as in production, without a rate limit */
  start(environment?: Record<string, string>): Promise<ServerProcess>;
}

const PROFILES = 120;
const LETTERS = 100;
export const HEAP_MEGABYTES = 256;

export async function serve(): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const stores = await openStores(opening);
  const search = opening.adopt(
    await startLocalSearchServer({ ...SEARCH_KEYS, maxRecordBytes: 100_000 }),
    (started) => started.close(),
  );
  const start = (environment: Record<string, string>) =>
    startProduction(stores, search.url, {
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
      ...environment,
    });
  const db = opening.adopt(createDatabase(stores.databaseUrl), (opened) => opened.$disconnect());
  const ids = await createLargeProfiles(db, PROFILES);
  const tokens = createTokens({ secret: JWT_SECRET, issuer: 'vitae', audience: 'vitae' });
  const administrator = await tokens.sign({ kind: 'administrator' });
  const worker = await start({});
  await reindexOver(worker, { authorization: `Bearer ${administrator}` });
  await worker.stop();
  await insertDeadLetters(sqlOverPrisma(db), 'profile-changed', ids.slice(0, LETTERS));
  const profileId = ids[0] ?? '';
  const opened = opening.move();
  return {
    profileId,
    tokens: { anybody: null, owner: await tokens.sign({ kind: 'person', profileId }), administrator },
    async start(environment = {}) {
      await stores.redis.command('FLUSHALL');
      return start({ ROLE: 'api', ...environment });
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
