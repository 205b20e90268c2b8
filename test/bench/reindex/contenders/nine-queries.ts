// Owns the way of nine queries per profile: each profile's sections are read by themselves; the calls are in bulk.
import { documentOf, readParts, type PlainDocument } from '../documents.ts';
import { contend, nextPage } from '../frame.ts';

await contend(async ({ client, now, send }) => {
  for (
    let page = await nextPage(client, null);
    page.length > 0;
    page = await nextPage(client, page.at(-1)?.id ?? null)
  ) {
    const documents: PlainDocument[] = [];
    for (const profile of page)
      documents.push(documentOf(profile, await readParts(client, [profile.id]), now));
    await send(client, documents);
  }
});
