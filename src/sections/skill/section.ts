// The skills: what the person can do, a list that is replaced as a whole.
import { z } from 'zod';
import { optionalText, requiredText, textList, wholeList } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { shownSpelling } from '../skill-spellings.ts';
import { keyColumns, listOrder } from '../read.ts';
import { pick } from '../resume.ts';

export const MAX_SKILLS = 100;

export const skillsRule = wholeList(
  z.object({ name: requiredText(200), level: optionalText(100), keywords: textList(50, 100) }),
  MAX_SKILLS,
);

const isSameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export const section = defineSection({
  name: 'skill',
  description: 'What the person can do.',
  staleAfterDays: 365,
  read: (db, profileId) =>
    db.skill.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: { ...keyColumns, name: true, level: true, keywords: true },
    }),
  toDocument: (rows) => ({
    skills: rows.map((row) => ({
      ...pick(row, 'name', 'level', 'keywords'),
      // Once each: a search counts people, and the filter does not regard case.
      shownName: shownSpelling(rows.find(({ name }) => isSameName(name, row.name))?.name ?? row.name),
    })),
  }),
  search: { ranks: { 'skills.name,skills.keywords': 2 }, facets: ['skills.name', 'skills.shownName'] },
  resume: {
    read: (db, profileId) => db.skill.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume, read) => read('skills', resume['skills'], skillsRule),
    to: (rows) => ({ skills: rows.map((row) => pick(row, 'name', 'level', 'keywords')) }),
  },
  rows: { list: (tx) => tx.skill },
});
