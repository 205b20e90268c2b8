// Measures the splitting of a run into batches, over profiles without sections and without workers.
import { setTimeout as pause } from 'node:timers/promises';
import { sql, type Site } from './site.ts';
import { CancelBenchRun, openVitae, StartBenchRun } from './vitae.ts';

export interface Dispatched {
  readonly ids: number;
  readonly batches: number;
  /** Milliseconds from the start of the run to its last batch. */
  readonly ms: number;
  readonly idsPerSecond: number;
  readonly peakBytes: number | null;
}

interface RunRow {
  readonly ms: number | null;
  readonly batches: number;
}

const POLL_MS = 100;

export async function measureDispatch(site: Site, ids: number): Promise<Dispatched> {
  const databaseUrl = await site.createDatabase('bench_dispatch');
  await sql(
    databaseUrl,
    `INSERT INTO profile (id, handle, full_name, updated_at)
      SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person-' || n, 'A person', now()
      FROM generate_series(1, $1::int) AS n WHERE set_config('vitae.declared', '*', true) IS NOT NULL`,
    [ids],
  );
  await sql(databaseUrl, 'VACUUM ANALYZE');
  await using vitae = await openVitae(site, databaseUrl);
  const worker = await vitae.startWorker('reindex-batch=0');
  try {
    const { startReindex } = await vitae.client.request(StartBenchRun, { mode: 'FULL' });
    for (;;) {
      const [run] = await sql<RunRow>(
        databaseUrl,
        `SELECT 1000 * extract(epoch FROM dispatched_at - started_at)::float AS ms, pending_batches AS batches
          FROM reindex_run WHERE id = $1`,
        [startReindex.id],
      );
      if (typeof run?.ms === 'number') {
        const { ms, batches } = run;
        const peakBytes = worker.peakBytes();
        await vitae.client.request(CancelBenchRun, { id: startReindex.id });
        return { ids, batches, ms, idsPerSecond: (1000 * ids) / ms, peakBytes };
      }
      await pause(POLL_MS);
    }
  } finally {
    await worker.stop();
  }
}
