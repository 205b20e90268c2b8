// Starts the servers of the bench: Vitae in production mode with generated profiles that are in the index, its floors in a process
// of their own, and on request another checkout of Vitae beside it. They share a Postgres, a Redis and a search server. Everything
// is removed when the bench ends.
import { createDatabase } from '../../../src/database/client.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { createTokens } from '../../../src/graphql/auth/tokens.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { startServerProcess, type ServerProcess } from '../../support/vitae-process.ts';
import { processorMsOf } from '../process-figures.ts';
import { reindexOver } from '../reindex-over.ts';
import { JWT_SECRET, openStores, startProduction } from '../production.ts';
import type { As } from './operations.ts';

export interface Target {
  readonly origin: string;
  /** Processor time of the process in milliseconds; NaN if the system does not report it. */
  processorMs(): number;
}

export interface Served extends AsyncDisposable {
  readonly vitae: Target;
  /** Another checkout; null where none is asked for. */
  readonly beside: Target | null;
  readonly floors: Target;
  /** The ids of the public profiles. */
  readonly profileIds: readonly string[];
  /** Header lines of a caller. @param profileId of a person */
  headersOf(as: As, profileId: string): Record<string, string>;
}

interface ServeOptions {
  readonly profiles: number;
  /** The folder of another checkout. */
  readonly beside: string | null;
  /** Gets the CPU profile of Vitae. */
  readonly profileFolder: string | null;
}

export async function serve({ profiles, beside, profileFolder }: ServeOptions): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const stores = await openStores(opening);
  const search = opening.adopt(
    await startLocalSearchServer({ ...SEARCH_KEYS, maxRecordBytes: 100_000 }),
    (started) => started.close(),
  );
  await seedProfiles({ url: stores.databaseUrl, count: profiles });
  const profileIds = await publicIds(stores.databaseUrl);
  const headersOf = await callers(profileIds);
  const start = async (environment: Record<string, string>, cwd?: string) =>
    opening.adopt(await startProduction(stores, search.url, environment, cwd), async (started) => {
      await started.stop();
    });
  const worker = await start({});
  await reindexOver(worker, headersOf('administrator', ''));
  await worker.stop();
  const profiled = profileFolder && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder}` };
  const vitae = targetOf(await start({ ROLE: 'api', ...profiled }));
  const other = beside === null ? null : targetOf(await start({ ROLE: 'api' }, beside));
  const floors = opening.adopt(
    await startServerProcess({ DATABASE_URL: stores.databaseUrl }, undefined, 'test/bench/api/floors.ts'),
    async (started) => {
      await started.stop();
    },
  );
  const opened = opening.move();
  return {
    vitae,
    beside: other,
    floors: targetOf(floors),
    profileIds,
    headersOf,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const targetOf = ({ origin, pid }: ServerProcess): Target => ({
  origin,
  processorMs: () => processorMsOf(pid) ?? NaN,
});

async function publicIds(url: string): Promise<string[]> {
  const db = createDatabase(url);
  try {
    const found = await db.profile.findMany({ where: { visibility: 'PUBLIC' }, select: { id: true } });
    return found.map(({ id }) => id);
  } finally {
    await db.$disconnect();
  }
}

async function callers(profileIds: readonly string[]): Promise<Served['headersOf']> {
  const tokens = createTokens({ secret: JWT_SECRET, issuer: 'vitae', audience: 'vitae' });
  const administrator = await tokens.sign({ kind: 'administrator' });
  const persons = new Map<string, string>();
  for (const profileId of profileIds)
    persons.set(profileId, await tokens.sign({ kind: 'person', profileId }));
  return (as, profileId) => {
    if (as === 'nobody') return {};
    const token = as === 'administrator' ? administrator : persons.get(profileId);
    return { authorization: `Bearer ${token ?? ''}` };
  };
}
