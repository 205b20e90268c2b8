// The education of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

export const demo = defineDemo<Prisma.EducationModel>({
  share: 0.8,
  many: ({ career }) => career.studies,
});
