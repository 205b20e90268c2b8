// A search leaves out profiles that were deleted or hidden after the index answered.
import { expect, it } from 'vitest';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

/** Runs between the response of the index and the query of the database. */
let meanwhile: () => Promise<unknown> = () => Promise.resolve();
const vitae = useVitae({
  wrapSearch: (gateway) => ({
    ...gateway,
    async search(query, options) {
      const page = await gateway.search(query, options);
      await meanwhile();
      return page;
    },
  }),
});

const QUERY = `{ searchProfiles(query: "Findable") { totalCount hits { id completion { percentage } profile { id fullName } } } }`;

it('a profile that is deleted or hidden after the index answered is left out, and the others are complete', async () => {
  const ids: string[] = [];
  for (const name of ['A', 'B', 'C', 'D']) {
    const { profile } = await mutated(
      vitae,
      'createProfile',
      { input: { fullName: `Findable ${name}` } },
      'admin',
    );
    ids.push(profile?.id ?? '');
  }
  await vitae.idle();
  meanwhile = async () => {
    await vitae.sql('DELETE FROM profile WHERE id = $1', [ids[0]]);
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [ids[1]]);
  };
  let sent: string[] = [];
  sent = await vitae.countSql(async () => {
    const { text, errors } = await vitae.send(QUERY, {}, null);
    expect(errors).toBeUndefined();
    const { data } = JSON.parse(text) as { data: { searchProfiles: { hits: Hit[]; totalCount: number } } };
    expect(data.searchProfiles.totalCount).toBe(4);
    expect(data.searchProfiles.hits.map(({ profile }) => profile.fullName).sort()).toEqual([
      'Findable C',
      'Findable D',
    ]);
    for (const { id, profile } of data.searchProfiles.hits) expect(profile.id).toBe(id);
  });
  // One query for all hits.
  expect(sent.filter((sql) => sql.includes('FROM "public"."profile"'))).toHaveLength(1);
});

interface Hit {
  readonly id: string;
  readonly profile: { readonly id: string; readonly fullName: string };
}
