// Contender: OFFSET pages. Each page makes Postgres read all pages before it, and deletions shift the pages.
import { documentOf, readParts, type ProfileRow } from '../documents.ts';
import { BATCH, contend, PROFILE_COLUMNS } from '../frame.ts';

await contend(async ({ client, now, send }) => {
  for (let offset = 0; ; offset += BATCH) {
    const { rows: page } = await client.query<ProfileRow>(
      `SELECT ${PROFILE_COLUMNS} FROM profile WHERE visibility = 'PUBLIC' ORDER BY id LIMIT ${BATCH} OFFSET $1`,
      [offset],
    );
    if (page.length === 0) return;
    const rows = await readParts(
      client,
      page.map(({ id }) => id),
    );
    await send(
      client,
      page.map((profile) => documentOf(profile, rows, now)),
    );
  }
});
