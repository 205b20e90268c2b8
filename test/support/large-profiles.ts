// Makes profiles that hold nearly as much as one may hold, in as many rows as the lists allow.
import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/client.ts';

const text = (length: number) => 'large '.repeat(Math.ceil(length / 6)).slice(0, length);

/** @returns their ids; together the rows of one have about 240,000 bytes of the 250,000 of LIMIT_PROFILE_BYTES */
export async function createLargeProfiles(db: Database, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const rows = <Row>(length: number, row: Row) =>
    ids.flatMap((profileId) => Array.from({ length }, (_, ordinal) => ({ profileId, ordinal, ...row })));
  await db.profile.createMany({
    data: ids.map((id) => ({ id, handle: `large-${id}`, fullName: 'Large Person' })),
  });
  await db.experience.createMany({
    data: rows(100, { name: 'Large', summary: text(500), highlights: [text(200), text(200)] }),
  });
  await db.education.createMany({ data: rows(50, { institution: 'Large', courses: [text(450)] }) });
  await db.skill.createMany({ data: rows(100, { name: 'Large', keywords: [text(50)] }) });
  await db.language.createMany({ data: rows(100, { language: text(50) }) });
  await db.socialLink.createMany({
    data: rows(50, { network: 'Large', url: `https://example.com/${text(50)}` }),
  });
  return ids;
}
