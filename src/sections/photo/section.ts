// The photo: its address. Vitae does not store the picture.
import { z } from 'zod';
import { webUrl } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText } from '../resume.ts';

export const photoRule = z.object({ url: webUrl });

export const section = defineSection({
  name: 'photo',
  description: 'A picture of the person.',
  staleAfterDays: 730,
  read: (db, profileId) => db.photo.findMany({ where: { profileId }, select: { ...keyColumns, url: true } }),
  toDocument: ([photo]) => ({ photo: photo?.url ?? null }),
  resume: {
    read: (db, profileId) => db.photo.findMany({ where: { profileId } }),
    from: (resume, read) => {
      const url = read('basics.image', basicsText(resume, 'image'), webUrl);
      return url === null ? null : { url };
    },
    to: ([{ url }]) => ({ basics: { image: url } }),
  },
  rows: { one: (tx) => tx.photo },
});
