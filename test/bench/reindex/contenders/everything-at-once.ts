// Contender: loads all profiles and sections into memory, then sends bulk calls.
import { documentOf, readParts, type ProfileRow } from '../documents.ts';
import { BATCH, contend, PROFILE_COLUMNS } from '../frame.ts';

await contend(async ({ client, now, send }) => {
  const { rows: profiles } = await client.query<ProfileRow>(
    `SELECT ${PROFILE_COLUMNS} FROM profile WHERE visibility = 'PUBLIC' ORDER BY id`,
  );
  const rows = await readParts(client, null);
  const documents = profiles.map((profile) => documentOf(profile, rows, now));
  for (let start = 0; start < documents.length; start += BATCH)
    await send(client, documents.slice(start, start + BATCH));
});
