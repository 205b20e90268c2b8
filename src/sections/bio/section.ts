// The bio: what the person is, in a line, and a summary.
import { z } from 'zod';
import { validate } from '../../graphql/errors.ts';
import { optionalText } from '../../graphql/input-rules.ts';
import type { Person } from '../../dev/demo/people/person.ts';
import type { Random } from '../../dev/demo/people/random.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText, compact } from '../resume.ts';
import { replaceRow } from '../rows.ts';

export const bioRule = z.object({ label: optionalText(200), summary: optionalText(5000) });

export const section = defineSection({
  name: 'bio',
  description: 'What the person is, and a summary of it.',
  staleAfterDays: 365,
  read: (db, profileId) =>
    db.bio.findMany({ where: { profileId }, select: { ...keyColumns, label: true, summary: true } }),
  isFilled: ([{ summary }]) => summary !== null,
  toDocument: ([bio]) => ({ label: bio?.label ?? null, summary: bio?.summary ?? null }),
  search: { ranks: { label: 1, summary: 7 } },
  resume: {
    read: (db, profileId) => db.bio.findMany({ where: { profileId } }),
    from: (resume) => {
      const content = { label: basicsText(resume, 'label'), summary: basicsText(resume, 'summary') };
      return content.label || content.summary ? validate('basics', bioRule, content) : null;
    },
    to: ([{ label, summary }]) => ({ basics: compact({ label, summary }) }),
  },
  replace: (tx, profileId, content) => replaceRow(tx.bio, profileId, content),
  generated: {
    share: 0.85,
    one: (person, random) => ({ label: person.career.title, summary: summaryOf(person, random) }),
  },
});

function summaryOf({ profession: { area, achievements }, career: { title, years } }: Person, random: Random) {
  const span = years < 1 ? 'at the start of a career' : years === 1 ? 'with a year' : `with ${years} years`;
  return `${title} ${span} in ${area.toLowerCase()}. ${random.some(achievements, random.int(1, 2)).join(' ')}`;
}
