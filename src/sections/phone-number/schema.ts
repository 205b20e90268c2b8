// The phone number in the API: its type and its mutations.
import type { Transaction } from '../../database/client.ts';
import { builder } from '../../graphql/builder.ts';
import { inputArg } from '../../graphql/checked-args.ts';
import { isLeftOut } from '../../graphql/given-input.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { profileMutation } from '../../profiles/profile-mutation.ts';
import { replaceRow } from '../rows.ts';
import { parseOrRefuse, phoneNumberRule } from './section.ts';

builder.prismaObject('PhoneNumber', {
  description: 'A phone number, as given and as understood.',
  select: { profileId: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('profileId', { description: "The profile's: each has one." }),
    number: t.exposeString('number', { description: 'As it was given.' }),
    countryCode: t.exposeString('countryCode', {
      nullable: true,
      description: 'ISO 3166-1 alpha-2: where a number without a country code was read.',
    }),
    e164: t.exposeString('e164', {
      nullable: true,
      description:
        'In E.164, such as "+19125554321": without an extension, and of several numbers the first. Null where it is not sure.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'phoneNumber', (t) =>
  t.relation('phoneNumber', {
    nullable: true,
    description: 'The phone number; null for anyone but the owner and the administrator.',
  }),
);

const PhoneNumberInput = inputArg(
  'PhoneNumberInput',
  'A phone number; it replaces the one before.',
  phoneNumberRule,
);

/** Where a number without a country is read: where the person is, or where the number that is there was read. */
async function countriesOf(
  tx: Transaction,
  profileId: string,
  input: { readonly number: string },
): Promise<string[]> {
  const before = isLeftOut(input, 'countryCode')
    ? await tx.phoneNumber.findFirst({ where: { profileId } })
    : null;
  const location = await tx.location.findFirst({ where: { profileId } });
  const countries = [location?.countryCode, before?.countryCode];
  if (before?.number === input.number) countries.reverse();
  return countries.filter((code) => typeof code === 'string');
}

builder.mutationField('savePhoneNumber', (t) =>
  profileMutation(t, {
    description: 'Writes the phone number.',
    args: { input: PhoneNumberInput },
    change: async (tx, { profileId, input }) => {
      const countries = input.countryCode ? [input.countryCode] : await countriesOf(tx, profileId, input);
      await replaceRow(tx.phoneNumber, profileId, parseOrRefuse(input.number, countries));
    },
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deletePhoneNumber', (t) =>
  profileMutation(t, {
    description: 'Deletes the phone number.',
    change: (tx, { profileId }) => tx.phoneNumber.deleteMany({ where: { profileId } }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
