// The photo of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

export const demo = defineDemo<Prisma.PhotoModel>({
  share: 0.5,
  one: ({ handle }) => ({ url: `https://photos.example.com/${handle}.jpg` }),
});
