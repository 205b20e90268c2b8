// The bio: what the person is, in a line, and a summary.
import { z } from 'zod';
import { optionalText } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText, pick } from '../resume.ts';

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
    from: (resume, read) => {
      const content = { label: basicsText(resume, 'label'), summary: basicsText(resume, 'summary') };
      return content.label || content.summary ? read('basics', content, bioRule) : null;
    },
    to: ([bio]) => ({ basics: pick(bio, 'label', 'summary') }),
  },
  rows: { one: (tx) => tx.bio },
});
