// The photo: its address. Vitae does not store the picture.
import { z } from 'zod';
import { validate } from '../../graphql/errors.ts';
import { webUrl } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText } from '../resume.ts';
import { replaceRow } from '../rows.ts';

export const photoRule = z.object({ url: webUrl });

export const section = defineSection({
  name: 'photo',
  description: 'A picture of the person.',
  staleAfterDays: 730,
  read: (db, profileId) => db.photo.findMany({ where: { profileId }, select: { ...keyColumns, url: true } }),
  toDocument: ([photo]) => ({ photo: photo?.url ?? null }),
  resume: {
    read: (db, profileId) => db.photo.findMany({ where: { profileId } }),
    from: (resume) => {
      const image = basicsText(resume, 'image');
      return image === null ? null : { url: validate('basics.image', webUrl, image) };
    },
    to: ([{ url }]) => ({ basics: { image: url } }),
  },
  replace: (tx, profileId, content) => replaceRow(tx.photo, profileId, content),
});
