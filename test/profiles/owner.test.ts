// The id of the profile that a field is about, where an argument with another name holds it.
import { expect, it } from 'vitest';
import { profileIdOf } from '../../src/profiles/owner.ts';

const ctx = { viewer: { kind: 'administrator', subject: null, expiresAt: new Date() } } as const;

it('is in lower case, as the cache tags have it', () => {
  const profileId = '01A20D53-9972-7372-91CC-D91B131D29E6';
  expect(profileIdOf({ profileId }, ctx, 'from')).toBe(profileId.toLowerCase());
});

it('is refused by the name of its argument where it is no UUID', () => {
  expect(() => profileIdOf({ profileId: 'nobody' }, ctx, 'from')).toThrow('from: must be a UUID');
});
