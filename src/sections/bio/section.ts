// Owns the bio: what the person is, in a line, and a summary of it.
import { z } from 'zod';
import type { Transaction } from '../../database/client.ts';
import { validate } from '../../graphql/errors.ts';
import { optionalText } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { basicsText, compact } from '../resume.ts';

export const bioRule = z.object({ label: optionalText(200), summary: optionalText(5000) });
type BioContent = z.infer<typeof bioRule>;

/** Null deletes it. */
export async function replaceBio(
  tx: Transaction,
  profileId: string,
  content: BioContent | null,
): Promise<void> {
  if (content)
    await tx.bio.upsert({ where: { profileId }, create: { profileId, ...content }, update: content });
  else await tx.bio.deleteMany({ where: { profileId } });
}

export const section = defineSection({
  name: 'bio',
  staleAfterDays: 365,
  read: (db, ids) => db.bio.findMany({ where: { profileId: { in: [...ids] } } }),
  isFilled: ([{ summary }]) => summary !== null,
  toDocument: ([bio]) => ({ label: bio?.label ?? null, summary: bio?.summary ?? null }),
  resume: {
    from: (resume) => {
      const said = { label: basicsText(resume, 'label'), summary: basicsText(resume, 'summary') };
      return said.label || said.summary ? validate('basics', bioRule, said) : null;
    },
    to: ([{ label, summary }]) => ({ basics: compact({ label, summary }) }),
  },
  replace: replaceBio,
});
