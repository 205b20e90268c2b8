// The languages of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

const FLUENCY = ['Elementary', 'Conversational', 'Fluent', 'Professional working proficiency'] as const;

export const demo = defineDemo<Prisma.LanguageModel>({
  share: 0.7,
  many: ({ country }, random) => {
    const native = { ...country.language, fluency: 'Native speaker' };
    if (native.code === 'en' || random.chance(0.15)) return [native];
    return [native, { language: 'English', code: 'en', fluency: random.pick(FLUENCY) }];
  },
});
