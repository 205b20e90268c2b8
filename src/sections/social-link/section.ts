// Owns the links: where else the person is found, as a list they order themselves.
import { z } from 'zod';
import type { Transaction } from '../../database/client.ts';
import { validate } from '../../graphql/errors.ts';
import { optionalText, optionalWebUrl } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { inOrder } from '../list.ts';
import { keyColumns, listOrder } from '../read.ts';
import { compact, listRule } from '../resume.ts';

export const MAX_SOCIAL_LINKS = 50;

export const socialLinkRule = z
  .object({ network: optionalText(100), username: optionalText(200), url: optionalWebUrl })
  .refine(({ network, url }) => network ?? url, { path: ['network'], message: 'network or url is needed' });
type SocialLinkContent = z.infer<typeof socialLinkRule>;

async function replaceSocialLinks(
  tx: Transaction,
  profileId: string,
  content: readonly SocialLinkContent[] | null,
): Promise<void> {
  await tx.socialLink.deleteMany({ where: { profileId } });
  if (content) await tx.socialLink.createMany({ data: inOrder(profileId, content) });
}

const NETWORKS = ['LinkedIn', 'GitHub', 'Mastodon', 'Xing', 'ORCID'] as const;

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
    socialLinks: rows.map(({ network, username, url }) => compact({ network, username, url })),
  }),
  resume: {
    read: (db, profileId) => db.socialLink.findMany({ where: { profileId }, orderBy: listOrder() }),
    from: (resume) => {
      const profiles = resume.basics?.['profiles'];
      if (profiles === undefined || (Array.isArray(profiles) && profiles.length === 0)) return null;
      return validate('basics.profiles', listRule(socialLinkRule, MAX_SOCIAL_LINKS), profiles);
    },
    to: (rows) => ({
      basics: { profiles: rows.map(({ network, username, url }) => compact({ network, username, url })) },
    }),
  },
  replace: replaceSocialLinks,
  generated: {
    share: 0.6,
    // Under example.com, where nobody real is.
    many: ({ handle }, random) =>
      random.some(NETWORKS, random.int(1, 3)).map((network) => ({
        network,
        username: handle,
        url: `https://${network.toLowerCase()}.example.com/${handle}`,
      })),
  },
});
