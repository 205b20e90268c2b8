// Rows that are inserted by one statement are those that Prisma's createMany inserts.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { Prisma } from '../../src/database/client.ts';
import { insertMany } from '../../src/database/insert-many.ts';
import { writeProfile } from '../../src/profiles/write.ts';
import { useVitae } from '../support/vitae.ts';

const TEXTS = [
  '',
  ' ',
  'NULL',
  '{a,b}',
  '"quoted" and \'quoted\'',
  'C:\\path\\',
  'two\nlines\t',
  '😀 ł 漢',
  '$1',
];

const vitae = useVitae({ workers: false });
let profileId: string;
beforeAll(async () => {
  ({ id: profileId } = await vitae.db.profile.create({ data: { handle: 'many', fullName: 'Many Rows' } }));
});

const updatedAt = new Date('2024-02-29T12:34:56.789Z');
const rows = () =>
  [...TEXTS.map((text) => [text]), TEXTS, []].map((keywords, ordinal) => ({
    id: randomUUID(),
    profileId,
    ordinal,
    name: keywords.join(' '),
    level: keywords[0] ?? null,
    keywords,
    updatedAt,
  }));

it('stores texts, lists, nulls and times as they are', async () => {
  const own = rows();
  await writeProfile(vitae.writes, profileId, (tx) => insertMany(tx, 'skill', own));
  expect(await vitae.db.skill.findMany({ orderBy: { ordinal: 'asc' } })).toEqual(own);
});

it('inserts nothing where there are no rows', async () => {
  await vitae.db.skill.deleteMany();
  await writeProfile(vitae.writes, profileId, (tx) => insertMany(tx, 'skill', []));
  expect(await vitae.db.skill.count()).toBe(0);
});

it('gives a column that no row names the default of the table', async () => {
  const id = randomUUID();
  await vitae.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('vitae.declared', '*', true)`;
    await insertMany(tx, 'profile', [{ id, handle: 'defaults', fullName: 'De Faults', updatedAt }]);
  });
  const profile = await vitae.db.profile.findUnique({ where: { id } });
  expect(profile).toMatchObject({ visibility: 'PUBLIC', revision: 1, email: null, updatedAt });
});

it('takes a name of a column as a name, whatever is in it', async () => {
  const inserting = vitae.db.$transaction((tx) => insertMany(tx, 'skill', [{ 'name") SELECT 1; --': 'x' }]));
  await expect(inserting).rejects.toThrow(Prisma.PrismaClientKnownRequestError);
  await expect(inserting).rejects.toThrow('42703');
});
