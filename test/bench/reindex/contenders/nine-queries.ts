// Contender: nine queries per profile, with bulk calls.
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
