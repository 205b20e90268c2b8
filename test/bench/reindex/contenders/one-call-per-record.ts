// Contender: one call per record; the rows are read in pages.
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
