// People who are imported and exported in tests, on a real Postgres.
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { useVitae } from '../support/vitae.ts';

export const WORK = [
  { name: 'Hooli', position: 'Lead', startDate: '2018', team: 'Nucleus' },
  { name: 'Acme', position: 'Engineer', startDate: '2015', highlights: ['First'] },
];

export function useRoundTrips() {
  const vitae = useVitae({ workers: false });
  let people = 0;
  return {
    vitae,
    /** A new person on each call. */
    person: (basics: object = {}, rest: object = {}) => {
      people += 1;
      return {
        basics: { name: `Person ${people}`, email: `person${people}@people.dev`, ...basics },
        ...rest,
      };
    },
    importAndExport: async (json: unknown) => {
      const { profileId } = await importResume(vitae.writes, json);
      const profile = await vitae.db.profile.findUniqueOrThrow({
        where: { id: profileId },
        include: {
          phoneNumber: true,
          bio: true,
          photo: true,
          location: true,
          socialLinks: true,
          experience: { orderBy: { ordinal: 'asc' } },
        },
      });
      return { profileId, profile, out: await exportResume(vitae.db, profileId, 'owner') };
    },
    /** Everything that the database has of a profile. */
    rowsOf: async (id: string) => {
      const include = {
        ...{ phoneNumber: true, bio: true, photo: true, location: true, keptResume: true },
        ...{ experience: true, education: true, skills: true, languages: true, socialLinks: true },
      };
      return vitae.db.profile.findUniqueOrThrow({ where: { id }, include });
    },
  };
}
