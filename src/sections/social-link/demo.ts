// The links of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

const NETWORKS = ['LinkedIn', 'GitHub', 'Mastodon', 'Xing', 'ORCID'] as const;

export const demo = defineDemo<Prisma.SocialLinkModel>({
  share: 0.6,
  // Under example.com, which belongs to nobody.
  many: ({ handle }, random) =>
    random.some(NETWORKS, random.int(1, 3)).map((network) => ({
      network,
      username: handle,
      url: `https://${network.toLowerCase()}.example.com/${handle}`,
    })),
});
