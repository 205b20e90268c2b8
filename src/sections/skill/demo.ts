// The skills of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

const LEVELS = ['Beginner', 'Intermediate', 'Advanced', 'Master'] as const;

export const demo = defineDemo<Prisma.SkillModel>({
  share: 0.85,
  many: ({ profession: { skills }, career: { years } }, random) => {
    const highest = Math.min(LEVELS.length - 1, 1 + Math.floor(years / 6));
    return random.some(skills, random.int(1, skills.length)).map(({ name, keywords }) => ({
      name,
      level: random.chance(0.8) ? (LEVELS[random.int(0, highest)] ?? null) : null,
      keywords,
    }));
  },
});
