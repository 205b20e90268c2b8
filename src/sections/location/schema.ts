// The location in the API: its type and its mutations.
import { builder } from '../../graphql/builder.ts';
import { inputArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { profileMutation } from '../../profiles/profile-mutation.ts';
import { replaceRow } from '../rows.ts';
import { locationRule } from './section.ts';

builder.prismaObject('Location', {
  description: 'Where the person lives.',
  select: { profileId: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('profileId', { description: "The profile's: each has one." }),
    address: t.exposeString('address', {
      nullable: true,
      description: 'Street and number; shown to the owner and the administrator only.',
    }),
    postalCode: t.exposeString('postalCode', {
      nullable: true,
      description: 'As the country writes it; shown to the owner and the administrator only.',
    }),
    city: t.exposeString('city', { nullable: true, description: 'The city or town.' }),
    region: t.exposeString('region', { nullable: true, description: 'A state or province.' }),
    countryCode: t.exposeString('countryCode', { nullable: true, description: 'ISO 3166-1 alpha-2.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'location', (t) =>
  t.relation('location', { nullable: true, description: 'Where the person lives.' }),
);

const LocationInput = inputArg(
  'LocationInput',
  'A location. Filled once it has a city or a country.',
  locationRule,
);

builder.mutationField('saveLocation', (t) =>
  profileMutation(t, {
    description: 'Writes the location.',
    args: { input: LocationInput },
    change: (tx, { profileId, input }) => replaceRow(tx.location, profileId, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deleteLocation', (t) =>
  profileMutation(t, {
    description: 'Deletes the location.',
    change: (tx, { profileId }) => tx.location.deleteMany({ where: { profileId } }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
