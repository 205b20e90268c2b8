// The links: where else the person is found, a list in their own order.
import { z } from 'zod';
import { broken } from '../../graphql/faults.ts';
import { optional, optionalText, webUrl, wholeList } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns, listOrder } from '../read.ts';
import { pick } from '../resume.ts';

export const MAX_SOCIAL_LINKS = 50;

export const socialLinkRule = z
  .object({ network: optionalText(100), username: optionalText(200), url: optional(webUrl) })
  .refine(({ network, url }) => network ?? url, {
    path: ['network'],
    ...broken('REQUIRED', 'network or url is needed'),
  });
const socialLinksRule = wholeList(socialLinkRule, MAX_SOCIAL_LINKS);

export const section = defineSection({
  name: 'socialLink',
  description: 'Where else the person is found.',
  staleAfterDays: 730,
  read: (db, profileId) =>
    db.socialLink.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: { ...keyColumns, network: true, username: true, url: true },
    }),
  toDocument: (rows) => ({
    socialLinks: rows.map((row) => pick(row, 'network', 'username', 'url')),
  }),
  resume: {
    read: (db, profileId) => db.socialLink.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: ({ basics }, read) => read('basics.profiles', basics?.['profiles'], socialLinksRule),
    to: (rows) => ({
      basics: { profiles: rows.map((row) => pick(row, 'network', 'username', 'url')) },
    }),
  },
  rows: { list: (tx) => tx.socialLink },
});
