// The skills of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

/** The years in the trade from which nobody is at the lowest level, at the next, and from which somebody may be at the highest. */
const LEAVES_LOWEST = 3;
const LEAVES_SECOND = 8;
const REACHES_HIGHEST = 6;

export const demo = defineDemo<Prisma.SkillModel>({
  share: 0.85,
  many: ({ skills, texts: { levels }, career: { years } }, random) => {
    const lowest = years < LEAVES_LOWEST ? 0 : years < LEAVES_SECOND ? 1 : 2;
    const highest = years < 2 ? 1 : years < REACHES_HIGHEST ? 2 : 3;
    return skills.map(({ name, keywords }) => ({
      name,
      level: random.chance(0.8) ? (levels[random.int(lowest, highest)] ?? null) : null,
      keywords,
    }));
  },
});
