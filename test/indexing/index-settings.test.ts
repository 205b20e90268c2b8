// The order of searchable attributes, which each section declares for its own part of the document.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { buildDocuments } from '../../src/indexing/document.ts';
import { indexSettings } from '../../src/indexing/settings.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });

const { searchableAttributes, attributesForFaceting } = indexSettings;

it('the name comes first, then profession and skills', () => {
  expect(searchableAttributes).toEqual([
    'fullName',
    'label',
    'skills.name,skills.keywords',
    'experience.position,experience.name',
    'education.institution,education.area,education.studyType',
    'location.city,location.region,location.countryNames',
    'languages.language,languages.names',
    'summary',
    'experience.summary,experience.highlights',
    'handle',
    'searchWords',
  ]);
});

it('a document has every attribute in it', async () => {
  const { id } = await makeFilledProfile(vitae, 'Full One');
  const profile = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
  const [built] = await buildDocuments(vitae.db, [profile]);
  const named = z
    .array(z.string())
    .parse([searchableAttributes, attributesForFaceting].flat())
    .flatMap((one) => one.replace(/^\w+\((.*)\)$/, '$1').split(','));
  expect(named).toContain('location.countryCode');
  for (const attribute of named) {
    expect(built?.document).toHaveProperty([attribute.split('.')[0] ?? '']);
  }
});
