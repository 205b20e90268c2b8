// Owns the experience: where the person has worked, as a list they order themselves.
import { z } from 'zod';
import type { Transaction } from '../../database/client.ts';
import {
  endBeforeStartFault,
  endsBeforeStart,
  optionalPartialDate,
  optionalText,
  optionalWebUrl,
  textList,
} from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { inOrder } from '../list.ts';
import { keyColumns, listOrder } from '../read.ts';
import { compact, listFromResume } from '../resume.ts';

export const MAX_EXPERIENCE = 100;

export const experienceRule = z
  .object({
    name: optionalText(200),
    position: optionalText(200),
    location: optionalText(200),
    description: optionalText(2000),
    url: optionalWebUrl,
    startDate: optionalPartialDate,
    endDate: optionalPartialDate,
    summary: optionalText(5000),
    highlights: textList(50, 1000),
  })
  .refine(({ name, position }) => name ?? position, { path: ['name'], message: 'name or position is needed' })
  .refine((dates) => !endsBeforeStart(dates), endBeforeStartFault);
type ExperienceContent = z.infer<typeof experienceRule>;

async function replaceExperience(
  tx: Transaction,
  profileId: string,
  content: readonly ExperienceContent[] | null,
): Promise<void> {
  await tx.experience.deleteMany({ where: { profileId } });
  if (content) await tx.experience.createMany({ data: inOrder(profileId, content) });
}

export const section = defineSection({
  name: 'experience',
  description: 'Where the person has worked.',
  staleAfterDays: 365,
  read: (db, profileId) =>
    db.experience.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: { ...keyColumns, name: true, position: true, startDate: true, endDate: true },
    }),
  toDocument: (rows) => ({
    experience: rows.map(({ name, position, startDate, endDate }) =>
      compact({ name, position, startDate, endDate }),
    ),
  }),
  search: { ranks: { 'experience.position,experience.name': 3 } },
  resume: {
    read: (db, profileId) => db.experience.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume) => listFromResume(resume, 'work', experienceRule, MAX_EXPERIENCE),
    to: (rows) => ({
      work: rows.map(
        ({ name, position, location, description, url, startDate, endDate, summary, highlights }) =>
          compact({ name, location, description, position, url, startDate, endDate, summary, highlights }),
      ),
    }),
  },
  replace: replaceExperience,
  generated: { share: 0.9, many: ({ career }) => career.positions },
});
