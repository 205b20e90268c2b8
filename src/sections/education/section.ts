// Owns the education: what the person has studied, as a list they order themselves.
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

export const MAX_EDUCATION = 50;

export const educationRule = z
  .object({
    institution: optionalText(200),
    url: optionalWebUrl,
    area: optionalText(200),
    studyType: optionalText(200),
    startDate: optionalPartialDate,
    endDate: optionalPartialDate,
    score: optionalText(500),
    courses: textList(50, 500),
  })
  .refine(({ institution, area }) => institution ?? area, {
    path: ['institution'],
    message: 'institution or area is needed',
  })
  .refine((dates) => !endsBeforeStart(dates), endBeforeStartFault);
type EducationContent = z.infer<typeof educationRule>;

async function replaceEducation(
  tx: Transaction,
  profileId: string,
  content: readonly EducationContent[] | null,
): Promise<void> {
  await tx.education.deleteMany({ where: { profileId } });
  if (content) await tx.education.createMany({ data: inOrder(profileId, content) });
}

export const section = defineSection({
  name: 'education',
  description: 'What the person has studied.',
  staleAfterDays: null,
  read: (db, profileId) =>
    db.education.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: { ...keyColumns, institution: true, area: true, studyType: true },
    }),
  toDocument: (rows) => ({
    education: rows.map(({ institution, area, studyType }) => compact({ institution, area, studyType })),
  }),
  search: { ranks: { 'education.institution,education.area': 4 } },
  resume: {
    read: (db, profileId) => db.education.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume) => listFromResume(resume, 'education', educationRule, MAX_EDUCATION),
    to: (rows) => ({
      education: rows.map(({ institution, url, area, studyType, startDate, endDate, score, courses }) =>
        compact({ institution, url, area, studyType, startDate, endDate, score, courses }),
      ),
    }),
  },
  replace: replaceEducation,
  generated: { share: 0.8, many: ({ career }) => career.studies },
});
