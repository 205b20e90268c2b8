// The bio: what the person is, in a line, and a summary.
import { z } from 'zod';
import { validate } from '../../graphql/errors.ts';
import { optionalText } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText, pick } from '../resume.ts';
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
    to: ([bio]) => ({ basics: pick(bio, 'label', 'summary') }),
  },
  replace: (tx, profileId, content) => replaceRow(tx.bio, profileId, content),
});
