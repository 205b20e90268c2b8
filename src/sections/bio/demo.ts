// The bio of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';
import type { Person } from '../../dev/demo/people/person.ts';
import type { Random } from '../../dev/demo/people/random.ts';

export const demo = defineDemo<Prisma.BioModel>({
  share: 0.85,
  one: (person, random) => ({ label: person.career.title, summary: summaryOf(person, random) }),
});

function summaryOf({ profession: { area, achievements }, career: { title, years } }: Person, random: Random) {
  const span = years < 1 ? 'at the start of a career' : years === 1 ? 'with a year' : `with ${years} years`;
  return `${title} ${span} in ${area.toLowerCase()}. ${random.some(achievements, random.int(1, 2)).join(' ')}`;
}
