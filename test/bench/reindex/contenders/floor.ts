// The floor: one script that reads profiles by keyset and sends bulk calls. It stores no progress: after a kill it starts over,
// and it may overwrite newer documents.
import { documentOf, readParts, type ProfileRow } from '../documents.ts';
import { contend, nextPage, type Frame } from '../frame.ts';

type Connection = Frame['client'];
type Next = (own: Connection) => Promise<ProfileRow[]>;

await contend(async (frame) => {
  let after: string | null = null;
  /** One page after the other, whichever lane asks. */
  let scan: Promise<ProfileRow[]> = Promise.resolve([]);
  const next: Next = (own) =>
    (scan = scan.then(async () => {
      const page = await nextPage(own, after);
      after = page.at(-1)?.id ?? after;
      return page;
    }));
  const others = await Promise.all(Array.from({ length: frame.lanes - 1 }, () => frame.connect()));
  await Promise.all([frame.client, ...others].map((own) => lane(frame, own, next)));
});

async function lane(frame: Frame, own: Connection, next: Next): Promise<void> {
  for (let page = await next(own); page.length > 0; page = await next(own)) {
    const rows = await readParts(
      own,
      page.map(({ id }) => id),
    );
    await frame.send(
      own,
      page.map((profile) => documentOf(profile, rows, frame.now)),
    );
  }
}
