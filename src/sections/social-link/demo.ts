// The links of generated people: networks of their trade, and of their country where it has one.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';
import type { Trade } from '../../dev/demo/people/texts/texts.ts';

const OF_TRADE: Readonly<Record<Trade, readonly string[]>> = {
  software: ['GitHub', 'Stack Overflow', 'Mastodon'],
  data: ['GitHub', 'Kaggle'],
  design: ['Behance', 'Dribbble'],
  nursing: ['ResearchGate'],
  engineering: ['GrabCAD', 'ResearchGate'],
  business: ['X', 'Medium'],
  teaching: ['Mastodon', 'ResearchGate'],
  law: ['SSRN', 'Mastodon'],
};
const OF_COUNTRY: Readonly<Record<string, readonly string[]>> = { DE: ['Xing'], JP: ['Wantedly'] };

export const demo = defineDemo<Prisma.SocialLinkModel>({
  share: 0.6,
  // Under example.com, which belongs to nobody.
  many({ userName, profession: { trade }, country }, random) {
    const networks = ['LinkedIn', ...(OF_COUNTRY[country.code] ?? []), ...OF_TRADE[trade]];
    return random.some(networks, random.int(1, 3)).map((network) => ({
      network,
      username: userName,
      url: `https://${network.toLowerCase().replace(' ', '')}.example.com/${userName}`,
    }));
  },
});
