// Owns the way of one call per record: the rows are read a page at a time, and each document is sent by itself.
import { documentOf, readParts } from '../documents.ts';
import { contend, nextPage } from '../frame.ts';

await contend(async ({ client, now, send }) => {
  for (
    let page = await nextPage(client, null);
    page.length > 0;
    page = await nextPage(client, page.at(-1)?.id ?? null)
  ) {
    const rows = await readParts(
      client,
      page.map(({ id }) => id),
    );
    for (const profile of page) await send(client, [documentOf(profile, rows, now)]);
  }
});
