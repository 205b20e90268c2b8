// The experience of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

export const demo = defineDemo<Prisma.ExperienceModel>({
  share: 0.9,
  many: ({ career }) => career.positions,
});
