// Owns the photo: where it is found. Vitae keeps the address, not the picture.
import { z } from 'zod';
import type { Transaction } from '../../database/client.ts';
import { validate } from '../../graphql/errors.ts';
import { webUrl } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText } from '../resume.ts';

export const photoRule = z.object({ url: webUrl });
type PhotoContent = z.infer<typeof photoRule>;

/** Null deletes it. */
export async function replacePhoto(
  tx: Transaction,
  profileId: string,
  content: PhotoContent | null,
): Promise<void> {
  if (content)
    await tx.photo.upsert({ where: { profileId }, create: { profileId, ...content }, update: content });
  else await tx.photo.deleteMany({ where: { profileId } });
}

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
  replace: replacePhoto,
  generated: {
    share: 0.5,
    one: ({ handle }) => ({ url: `https://photos.example.com/${handle}.jpg` }),
  },
});
