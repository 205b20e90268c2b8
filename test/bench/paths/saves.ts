// saveBio below HTTP: a transaction with the revision, the row, the job and the record, and the invalidation.
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../../../src/database/client.ts';
import { createInvalidations } from '../../../src/database/invalidations.ts';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';
import { writeProfile } from '../../../src/profiles/write.ts';
import { replaceRow } from '../../../src/sections/rows.ts';
import type { Ground } from './ground.ts';
import type { Path } from './path.ts';

const BYTES = 10_000_000;

export function saves(ground: Ground): Path {
  const { profileIds, jobs, cache, log } = ground;
  let written = 0;
  // Each time another one: no job of it waits.
  const nextId = () => profileIds[(written += 1) % profileIds.length] ?? '';
  const ours = (db: Database) => async (nth: number) => {
    const invalidations = createInvalidations({ db, cache, log });
    const services = { db, jobs, invalidations, profileBytes: BYTES };
    const id = nextId();
    const content = { label: null, summary: `Summary ${String(nth)}.` };
    await writeProfile(services, id, (tx) => replaceRow(tx.bio, id, content));
    await invalidations.carryOut([profileCompletionTag(id)]);
  };
  return {
    name: 'saveBio',
    operations: 60,
    ways: [
      { name: 'ours behind a pooler, without named statements', run: ours(ground.pooledDb) },
      { name: 'ours', run: ours(ground.db) },
      {
        name: 'revision, row and record by plain pg, without job and size',
        run: (nth) => plain(ground, nextId(), nth),
      },
    ],
  };
}

async function plain({ pool, cache }: Ground, id: string, nth: number): Promise<void> {
  const client = await pool.connect();
  const tag = profileCompletionTag(id);
  const send = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
  try {
    await client.query('BEGIN');
    await send(
      'raise',
      `UPDATE profile SET revision = revision + 1, updated_at = clock_timestamp()
       WHERE id = $1 AND set_config('vitae.declared', $2, true) IS NOT NULL`,
      [id, `{${id}}`],
    );
    await send(
      'row',
      `INSERT INTO bio (profile_id, summary, updated_at) VALUES ($1, $2, now())
       ON CONFLICT (profile_id) DO UPDATE SET summary = excluded.summary, updated_at = now()`,
      [id, `Summary ${String(nth)}.`],
    );
    await send('record', 'INSERT INTO cache_invalidation (id, tags) VALUES ($1, $2)', [uuidv7(), [tag]]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await cache.invalidate([tag]);
}
