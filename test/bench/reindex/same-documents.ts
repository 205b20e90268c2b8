// Checks that the contenders build the same documents as Vitae.
import assert from 'node:assert/strict';
import pg from 'pg';
import { createDatabase } from '../../../src/database/client.ts';
import { buildDocuments } from '../../../src/indexing/document.ts';
import { documentOf, readParts } from './documents.ts';
import { nextPage } from './frame.ts';

/** @throws AssertionError with the difference */
export async function expectSameDocuments(url: string): Promise<void> {
  const now = new Date();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const db = createDatabase(url);
  try {
    const page = await nextPage(client, null);
    const ids = page.map(({ id }) => id);
    const rows = await readParts(client, ids);
    const ours = await buildDocuments(
      db,
      await db.profile.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } }),
      now,
    );
    assert.deepEqual(
      page.map((profile) => documentOf(profile, rows, now)),
      ours.map(({ document }) => document),
    );
  } finally {
    await db.$disconnect();
    await client.end();
  }
}
