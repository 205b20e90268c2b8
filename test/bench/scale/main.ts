// `npm run bench:scale [-- --profiles N]`: seeds up to N profiles and reindexes them against an index that only acknowledges, at a
// hundredth, a tenth and all of N. Prints time, processor time and memory, the tables, and what was read without an index.
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { benchCommand, type BenchOptions } from '../command.ts';
import { openStores } from '../production.ts';
import { sql } from '../reindex/site.ts';
import { openVitae, reindex, type Vitae } from '../reindex/vitae.ts';
import { formatCount, printTable, writeResults } from '../table.ts';
import { openAcknowledgingIndex, type AcknowledgingIndex } from './acknowledging-index.ts';
import { readOldestTransaction, readTables, scannedIn } from './tables.ts';

const values = benchCommand(
  'scale',
  'Seeds profiles and reindexes them against an index that only acknowledges, at a hundredth, a tenth and all of them.',
)
  .option('--profiles <n>', 'the largest number of profiles', '1000000')
  .option(
    '--mark',
    'above the first size, marks all as pushed by SQL instead of a FULL, which takes long',
    false,
  )
  .parse()
  .opts<BenchOptions & { profiles: string; mark: boolean }>();
const PROFILES = Number(values.profiles);
const SIZES = [Math.round(PROFILES / 100), Math.round(PROFILES / 10), PROFILES] as const;
const MEBIBYTE = 1024 * 1024;
/** Smaller tables may be scanned: that is cheaper than an index. */
const SMALL = 5000;

interface Phase {
  readonly profiles: number;
  readonly phase: string;
  /** Of a run: without the start of its worker. */
  readonly ms: number;
  /** Processor time of the process that does it, per profile. */
  readonly processorMicros: number | null;
  readonly peakBytes: number | null;
  readonly written: number;
  readonly calls: number;
  readonly bytes: number;
  readonly scans: readonly string[];
}

/** Changes names of one profile in a hundred, as another service would, and says so. */
const CHANGE = `UPDATE profile SET full_name = full_name || '.', revision = revision + 1
  WHERE id IN (SELECT id FROM profile TABLESAMPLE SYSTEM (1)) AND set_config('vitae.declared', '*', true) IS NOT NULL`;

/** What a FULL leaves for a CHANGED to compare with. The first size has pushed documents of the same shape to the same target. */
const MARK = `INSERT INTO search_state (profile_id, indexed, tracked, revision, profile_created_at, document_hash, target)
  SELECT profile.id, true, true, profile.revision, profile.created_at, pushed.document_hash, pushed.target
  FROM profile, (SELECT document_hash, target FROM search_state WHERE document_hash IS NOT NULL LIMIT 1) AS pushed
  WHERE visibility = 'PUBLIC'
  ON CONFLICT (profile_id) DO UPDATE SET revision = excluded.revision, next_change_at = NULL`;

async function measured(
  databaseUrl: string,
  index: AcknowledgingIndex,
  phase: Pick<Phase, 'profiles' | 'phase'>,
  work: () => Promise<Pick<Phase, 'ms' | 'processorMicros' | 'peakBytes' | 'written'>>,
): Promise<Phase> {
  process.stderr.write(`${phase.phase}, ${formatCount(phase.profiles)} profiles\n`);
  const before = await readTables(databaseUrl);
  index.written();
  const done = await work();
  const scans = scannedIn(before, await readTables(databaseUrl), SMALL);
  const found = { ...phase, ...done, ...index.written(), scans };
  process.stderr.write(`${JSON.stringify(found)}\n`);
  return found;
}

async function atSize(
  vitae: Vitae,
  index: AcknowledgingIndex,
  profiles: number,
  added: number,
): Promise<Phase[]> {
  const { databaseUrl } = vitae;
  const run = async (mode: 'FULL' | 'CHANGED') => {
    const { ms, processorMs, peakBytes, upserted } = await reindex(vitae, mode);
    const processorMicros = processorMs && (1000 * processorMs) / profiles;
    return { ms, processorMicros, peakBytes, written: upserted };
  };
  const phases: Phase[] = [];
  const phase = async (name: string, work: Parameters<typeof measured>[3]) =>
    phases.push(await measured(databaseUrl, index, { profiles, phase: name }, work));
  await phase(`seed of ${formatCount(added)}`, async () => {
    const [started, used] = [performance.now(), process.cpuUsage()];
    await seedProfiles({ url: databaseUrl, count: added });
    const { user, system } = process.cpuUsage(used);
    const ms = performance.now() - started;
    return { ms, processorMicros: (user + system) / added, peakBytes: null, written: added };
  });
  await sql(databaseUrl, 'VACUUM ANALYZE');
  if (values.mark && profiles > SIZES[0]) {
    await sql(databaseUrl, MARK);
    await sql(databaseUrl, 'VACUUM ANALYZE');
  } else await phase('FULL', () => run('FULL'));
  await phase('CHANGED, nothing changed', () => run('CHANGED'));
  await sql(databaseUrl, CHANGE);
  await phase('CHANGED, 1 % changed', () => run('CHANGED'));
  return phases;
}

async function printTables(databaseUrl: string): Promise<void> {
  const tables = (await readTables(databaseUrl)).filter(({ rows }) => rows >= SMALL);
  const mebibytes = (bytes: number) => formatCount(bytes / MEBIBYTE);
  printTable(
    ['table', 'rows', 'MiB', 'indexes MiB', 'dead rows', 'vacuums'],
    tables.map(({ name, rows, tableBytes, indexBytes, deadRows, vacuums }) => [
      name,
      formatCount(rows),
      mebibytes(tableBytes),
      mebibytes(indexBytes),
      formatCount(deadRows),
      String(vacuums),
    ]),
  );
  const transactions = await readOldestTransaction(databaseUrl);
  process.stdout.write(`The oldest transaction that is not frozen: ${formatCount(transactions)} ago\n`);
}

await using opening = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void opening.disposeAsync().finally(() => process.exit(1)));
const stores = await openStores(opening);
const index = opening.use(await openAcknowledgingIndex());
// The audit would find that the index keeps nothing, and push again.
const vitae = opening.use(
  await openVitae({ ...stores, search: index }, stores.databaseUrl, { AUDIT_PER_MINUTE: '0' }),
);
const phases: Phase[] = [];
let seeded = 0;
for (const size of SIZES) {
  phases.push(...(await atSize(vitae, index, size, size - seeded)));
  seeded = size;
  // A later size may fail after an hour.
  if (values.json)
    await writeResults(values.json, false, { phases, tables: await readTables(stores.databaseUrl) });
}
printTable(
  [
    'phase',
    'profiles',
    'seconds',
    'a second',
    'processor µs',
    'peak MiB',
    'written',
    'calls',
    'read without an index',
  ],
  phases.map(({ phase, profiles, ms, processorMicros, peakBytes, written, calls, scans }) => [
    phase,
    formatCount(profiles),
    (ms / 1000).toFixed(1),
    formatCount((1000 * (phase.startsWith('seed') ? written : profiles)) / ms),
    processorMicros === null ? '' : processorMicros.toFixed(0),
    peakBytes === null ? '' : formatCount(peakBytes / MEBIBYTE),
    formatCount(written),
    formatCount(calls),
    scans.join(', ') || 'nothing',
  ]),
);
await printTables(stores.databaseUrl);
