// Starts the Vitae that is fuzzed: a process with all parts and production's limits, on a temporary database with rows of every kind.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createDatabase, type Database } from '../../src/database/client.ts';
import { openEmbeddedPostgres } from '../../src/dev/postgres/embedded-postgres.ts';
import { encodeCursor } from '../../src/graphql/keyset.ts';
import { createTokens } from '../../src/graphql/auth/tokens.ts';
import { declaredUrl } from '../support/declared-url.ts';
import { createLargeProfiles } from '../support/large-profiles.ts';
import { insertDeadLetters, sqlOverPrisma } from '../support/pgboss-tables.ts';
import { startVitaeProcess, temporaryDataDir } from '../support/vitae-process.ts';
import type { Tokens } from './requests.ts';
import type { Material, Subject } from './values.ts';
import { SEALED } from './verdict.ts';

export interface FuzzedVitae extends AsyncDisposable {
  readonly origin: string;
  readonly material: Material;
  readonly tokens: Tokens;
  /** Resident memory in bytes. @throws if the process has ended */
  memory(): Promise<number>;
  /** Processor time so far, in milliseconds, at a precision of 10. */
  processorMs(): Promise<number>;
  /** All that it has written. */
  output(): string;
}

const SUBJECTS = 40;
/** Further profiles, which hold nearly as much as one may hold. */
const LARGE = 5;
const SECRET = 'a secret of the fuzz, with more than 32 characters';
/** Enough for a process of all roles. */
const HEAP_MEGABYTES = 400;
const SEALED_BIO = { label: SEALED, summary: SEALED };
const QUEUE = 'profile-changed';
/** Runs with failures to retry. */
const RETRYABLE = 10;
const LETTERS = 200;

export async function serveForFuzz(): Promise<FuzzedVitae> {
  await using opening = new AsyncDisposableStack();
  const { dataDir } = opening.adopt(await temporaryDataDir(), ({ remove }) => remove());
  const postgres = opening.adopt(
    await openEmbeddedPostgres({
      folder: path.join(dataDir, 'postgres'),
      port: 0,
      settings: { fsync: 'off', synchronous_commit: 'off' },
      initdbFlags: ['--no-sync'],
    }),
    (opened) => opened.release(),
  );
  const server = opening.adopt(
    await startVitaeProcess({
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: postgres.url,
      SEED_PROFILES: String(SUBJECTS),
      JWT_SECRET: SECRET,
      // A leak ends the process.
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
      INTROSPECTION: 'off',
      PLAYGROUND: 'off',
      LIMIT_REQUESTS_PER_MINUTE: '1000000000',
      LIMIT_OPERATIONS: '1000000000',
      LIMIT_SUBSCRIPTIONS: '1000',
      // A busy machine is slow.
      LIMIT_EXECUTION_SECONDS: '60',
    }),
    async (started) => {
      await started.stop();
    },
  );
  const db = opening.adopt(createDatabase(declaredUrl(postgres.url)), (opened) => opened.$disconnect());
  await createLargeProfiles(db, LARGE);
  const material = await makeMaterial(db);
  const tokens = await makeTokens(material);
  const opened = opening.move();
  return {
    origin: server.origin,
    material,
    tokens,
    output: () => server.output(),
    async processorMs() {
      // utime and stime of proc(5), in ticks of 10 ms; the name before them may hold spaces.
      const text = await readFile(`/proc/${server.pid}/stat`, 'utf8');
      const [user, system] = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13)
        .map(Number);
      return ((user ?? 0) + (system ?? 0)) * 10;
    },
    async memory() {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(server.pid)]);
      return Number(stdout) * 1024;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function makeMaterial(db: Database): Promise<Material> {
  const id = { select: { id: true }, orderBy: { id: 'asc' } } as const;
  const found = await db.profile.findMany({
    select: { id: true, handle: true, experience: id, education: id, socialLinks: id },
    orderBy: { handle: 'asc' },
  });
  const ids = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id);
  const [sealed, first, ...others] = found.map(
    ({ experience, education, socialLinks, ...profile }): Subject => ({
      ...profile,
      items: { Experience: ids(experience), Education: ids(education), SocialLink: ids(socialLinks) },
    }),
  );
  if (!sealed || !first) throw new Error('the database has no profiles');
  await db.profile.update({
    where: { id: sealed.id },
    data: {
      visibility: 'PRIVATE',
      fullName: SEALED,
      handle: SEALED,
      bio: { upsert: { create: SEALED_BIO, update: SEALED_BIO } },
    },
  });
  const runs = await db.reindexRun.createManyAndReturn({
    data: Array.from({ length: RETRYABLE }, () => ({
      mode: 'CHANGED' as const,
      status: 'COMPLETED_WITH_FAILURES' as const,
      batchSize: 500,
      total: 1,
      dispatchedAt: new Date(),
      finishedAt: new Date(),
    })),
    select: { id: true },
  });
  const keys = new Array<string>(LETTERS).fill(first.id);
  return {
    subjects: [first, ...others],
    sealedId: sealed.id,
    runIds: ids(runs),
    letterIds: await insertDeadLetters(sqlOverPrisma(db), QUEUE, keys),
    queues: [QUEUE, QUEUE, 'reindex-batch', 'no-such-queue'],
    cursors: ids(found).map(encodeCursor),
  };
}

async function makeTokens({ subjects }: Material): Promise<Tokens> {
  const tokens = createTokens({ secret: SECRET, issuer: 'vitae', audience: 'vitae' });
  const ofPerson = (profileId: string) => tokens.sign({ kind: 'person', profileId });
  const persons = await Promise.all(subjects.map(async ({ id }) => [id, await ofPerson(id)] as const));
  return {
    administrator: await tokens.sign({ kind: 'administrator' }),
    other: await ofPerson('01a00000-0000-7000-8000-000000000000'),
    persons: Object.fromEntries(persons),
  };
}
