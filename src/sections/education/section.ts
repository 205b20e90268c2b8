// The education: what the person has studied, a list in their own order.
import { z } from 'zod';
import { broken } from '../../graphql/faults.ts';
import {
  endBeforeStartFault,
  endsBeforeStart,
  optional,
  optionalText,
  periodFields,
  textList,
  webUrl,
  wholeList,
} from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns, listOrder } from '../read.ts';
import { pick } from '../resume.ts';

export const MAX_EDUCATION = 50;

export const educationRule = z
  .object({
    institution: optionalText(200),
    url: optional(webUrl),
    area: optionalText(200),
    studyType: optionalText(200),
    ...periodFields,
    score: optionalText(500),
    courses: textList(50, 500),
  })
  .refine(({ institution, area }) => institution ?? area, {
    path: ['institution'],
    ...broken('REQUIRED', 'institution or area is needed'),
  })
  .refine((dates) => !endsBeforeStart(dates), endBeforeStartFault);
const educationListRule = wholeList(educationRule, MAX_EDUCATION);

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
    education: rows.map((row) => pick(row, 'institution', 'area', 'studyType')),
  }),
  search: { ranks: { 'education.institution,education.area,education.studyType': 4 } },
  resume: {
    read: (db, profileId) => db.education.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume, read) => read('education', resume['education'], educationListRule),
    to: (rows) => ({
      education: rows.map((row) =>
        pick(row, 'institution', 'url', 'area', 'studyType', 'startDate', 'endDate', 'score', 'courses'),
      ),
    }),
  },
  rows: { list: (tx) => tx.education },
});
