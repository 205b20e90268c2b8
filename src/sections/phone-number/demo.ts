// The phone number of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';
import type { Country } from '../../dev/demo/people/countries.ts';
import type { Random } from '../../dev/demo/people/random.ts';

export const demo = defineDemo<Prisma.PhoneNumberModel>({
  share: 0.6,
  one: ({ country }, random) => numberOf(country, random),
});

/** Half of the numbers are as dialled within the country. */
function numberOf({ code, phone }: Country, random: Random) {
  const digits = Array.from({ length: 10 }, () => String(random.int(0, 9)));
  const fill = (pattern: string) => {
    let used = 0;
    return pattern.replaceAll('#', () => digits[used++] ?? '0');
  };
  const international = fill(phone.international);
  return {
    number: random.chance(0.5) ? fill(phone.national) : international,
    countryCode: code,
    e164: international.replace(/[^+\d]/g, ''),
  };
}
