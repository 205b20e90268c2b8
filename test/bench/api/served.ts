// Starts Vitae for the bench: a process in production mode with generated profiles, and its own Postgres, Redis and search
// server. Everything is removed when the bench ends.
import { createDatabase } from '../../../src/database/client.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { processorMsOf } from '../process-figures.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { openStores, startProduction } from '../production.ts';

export interface Served extends AsyncDisposable {
  readonly url: string;
  /** The ids of the public profiles. */
  readonly profileIds: readonly string[];
  /** Processor time of the process in milliseconds; NaN if the system does not report it. */
  processorMs(): number;
}

/** @param profileFolder gets the server's CPU profile; null: no profile */
export async function serve(profileCount: number, profileFolder: string | null): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const stores = await openStores(opening);
  const search = opening.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
  await seedProfiles({ url: stores.databaseUrl, count: profileCount });
  const profileIds = await publicIds(stores.databaseUrl);
  const server = opening.adopt(
    await startProduction(stores, search.url, {
      ROLE: 'api',
      ...(profileFolder && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder}` }),
    }),
    async (started) => {
      await started.stop();
    },
  );
  const opened = opening.move();
  return {
    url: `${server.origin}/graphql`,
    profileIds,
    processorMs: () => processorMsOf(server.pid) ?? NaN,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function publicIds(url: string): Promise<string[]> {
  const db = createDatabase(url);
  try {
    const found = await db.profile.findMany({ where: { visibility: 'PUBLIC' }, select: { id: true } });
    return found.map(({ id }) => id);
  } finally {
    await db.$disconnect();
  }
}
