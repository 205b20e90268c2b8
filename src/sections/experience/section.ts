// The experience: where the person has worked, a list in their own order.
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

export const MAX_EXPERIENCE = 100;

export const experienceRule = z
  .object({
    name: optionalText(200, 'The employer'),
    position: optionalText(200),
    location: optionalText(200),
    description: optionalText(2000, 'What the employer does'),
    url: optional(webUrl),
    ...periodFields,
    summary: optionalText(5000),
    highlights: textList(50, 1000),
  })
  .refine(({ name, position }) => name ?? position, {
    path: ['name'],
    ...broken('REQUIRED', 'name or position is needed'),
  })
  .refine((dates) => !endsBeforeStart(dates), endBeforeStartFault);
const experienceListRule = wholeList(experienceRule, MAX_EXPERIENCE);

export const section = defineSection({
  name: 'experience',
  description: 'Where the person has worked.',
  staleAfterDays: 365,
  read: (db, profileId) =>
    db.experience.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: {
        ...keyColumns,
        name: true,
        position: true,
        startDate: true,
        endDate: true,
        summary: true,
        highlights: true,
      },
    }),
  toDocument: (rows) => ({
    experience: rows.map((row) =>
      pick(row, 'name', 'position', 'startDate', 'endDate', 'summary', 'highlights'),
    ),
  }),
  search: {
    ranks: { 'experience.position,experience.name': 3, 'experience.summary,experience.highlights': 8 },
  },
  resume: {
    read: (db, profileId) => db.experience.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume, read) => read('work', resume['work'], experienceListRule),
    to: (rows) => ({
      work: rows.map((row) =>
        pick(
          row,
          'name',
          'location',
          'description',
          'position',
          'url',
          'startDate',
          'endDate',
          'summary',
          'highlights',
        ),
      ),
    }),
  },
  rows: { list: (tx) => tx.experience },
});
