// Owns the phone number in the API: its type, its input and its mutations. Private: the owner and the administrator
// alone see it; for anyone else it is null.
import { builder } from '../../graphql/builder.ts';
import { validate } from '../../graphql/errors.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { ProfilePayload } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { phoneNumberRule, replacePhoneNumber, understandOrRefuse } from './section.ts';

builder.prismaObject('PhoneNumber', {
  description: 'A phone number, as given and as understood.',
  access: { owner: ({ profileId }) => profileId },
  fields: (t) => ({
    number: t.exposeString('number', { description: 'As it was given.' }),
    countryCode: t.exposeString('countryCode', {
      nullable: true,
      description: 'ISO 3166-1 alpha-2: where a number without a country code was read.',
    }),
    e164: t.exposeString('e164', {
      nullable: true,
      description: 'In E.164, such as "+19125554321"; null where the number could not be understood.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'phoneNumber', (t) =>
  t.relation('phoneNumber', {
    nullable: true,
    description: 'The phone number; null for anyone but the owner and the administrator.',
    access: { owner: ({ id }) => id },
  }),
);

const PhoneNumberInput = builder.inputType('PhoneNumberInput', {
  description: 'A phone number; it replaces the one before.',
  fields: (t) => ({
    number: t.string({
      required: true,
      description: 'With + and a country code, or as it is dialled in the country.',
    }),
    countryCode: t.string({
      description: "ISO 3166-1 alpha-2; the country of the profile's location where it is left out.",
    }),
  }),
});

builder.mutationField('savePhoneNumber', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Writes the phone number.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: PhoneNumberInput, required: true, description: 'The phone number.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const { number, countryCode } = validate('input', phoneNumberRule, args.input);
      await writeProfile(ctx, profileId, async (tx) => {
        const location = countryCode ? null : await tx.location.findUnique({ where: { profileId } });
        const content = understandOrRefuse(number, countryCode ?? location?.countryCode ?? null);
        await replacePhoneNumber(tx, profileId, content);
      });
      return { profileId };
    },
  }),
);

builder.mutationField('deletePhoneNumber', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes the phone number.',
    args: profileIdArg(),
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      await writeProfile(ctx, profileId, (tx) => replacePhoneNumber(tx, profileId, null));
      return { profileId };
    },
  }),
);
