// The bio of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';
import type { Person } from '../../dev/demo/people/person.ts';
import type { Random } from '../../dev/demo/people/random.ts';
import { fill } from '../../dev/demo/people/texts/texts.ts';

export const demo = defineDemo<Prisma.BioModel>({
  share: 0.85,
  one: (person, random) => ({ label: person.career.title, summary: summaryOf(person, random) }),
});

function summaryOf({ texts, career, skills }: Person, random: Random) {
  const { title, years, achievements } = career;
  const opening = random.pick(years < 2 ? texts.beginning : texts.experienced);
  const [skill, other] = skills;
  return [
    fill(opening, random, { title, years: String(years) }),
    ...(skill && other
      ? [fill(random.pick(texts.strengths), random, { skill: skill.name, other: other.name })]
      : []),
    ...achievements,
  ].join(texts.separators.sentence);
}
