// The phone number of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';
import type { Person } from '../../dev/demo/people/person.ts';
import type { Random } from '../../dev/demo/people/random.ts';

export const demo = defineDemo<Prisma.PhoneNumberModel>({
  share: 0.6,
  one: numberOf,
});

/** Half of the numbers are as dialled within the country. */
function numberOf({ country: { code, phone }, city: { areaCode } }: Person, random: Random) {
  const digits = String(random.int(1_000_000, 9_999_999));
  const fill = (pattern: string) => {
    let used = 0;
    return pattern.replace('@', areaCode).replaceAll('#', () => digits.charAt(used++));
  };
  const international = fill(phone.international);
  return {
    number: random.chance(0.5) ? fill(phone.national) : international,
    countryCode: code,
    e164: international.replace(/[^+\d]/g, ''),
  };
}
