// Owns the location in the API: its type, its input and its mutations.
import { builder } from '../../graphql/builder.ts';
import { validate } from '../../graphql/errors.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { ProfilePayload } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { locationRule, replaceLocation } from './section.ts';

builder.prismaObject('Location', {
  description: 'Where the person lives.',
  access: 'inherited',
  fields: (t) => ({
    address: t.exposeString('address', {
      nullable: true,
      description: 'Street and number; shown to the owner and the administrator only.',
      access: { owner: ({ profileId }) => profileId },
    }),
    postalCode: t.exposeString('postalCode', { nullable: true, description: 'As the country writes it.' }),
    city: t.exposeString('city', { nullable: true, description: 'The city or town.' }),
    region: t.exposeString('region', { nullable: true, description: 'A state or province.' }),
    countryCode: t.exposeString('countryCode', { nullable: true, description: 'ISO 3166-1 alpha-2.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'location', (t) =>
  t.relation('location', { nullable: true, description: 'Where the person lives.' }),
);

const LocationInput = builder.inputType('LocationInput', {
  description: 'A location; it replaces the one before. Filled once it has a city or a country.',
  fields: (t) => ({
    address: t.string({ description: 'At most 500 characters; line breaks are kept.' }),
    postalCode: t.string({ description: 'At most 20 characters.' }),
    city: t.string({ description: 'At most 200 characters.' }),
    region: t.string({ description: 'At most 200 characters.' }),
    countryCode: t.string({ description: 'ISO 3166-1 alpha-2, such as "DE".' }),
  }),
});

builder.mutationField('saveLocation', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Writes the location.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: LocationInput, required: true, description: 'The location.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', locationRule, args.input);
      await writeProfile(ctx, profileId, (tx) => replaceLocation(tx, profileId, content));
      return { profileId };
    },
  }),
);

builder.mutationField('deleteLocation', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes the location.',
    args: profileIdArg(),
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      await writeProfile(ctx, profileId, (tx) => replaceLocation(tx, profileId, null));
      return { profileId };
    },
  }),
);
