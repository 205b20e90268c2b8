// Owns how the index searches and ranks: its settings, as code.
import type { SearchGateway } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';

export const indexSettings: JsonObject = {
  searchableAttributes: [
    'fullName',
    'label',
    'skills.name,skills.keywords',
    'experience.position,experience.name',
    'education.institution,education.area',
    'location.city,location.region',
    'languages.language',
    'summary',
    'handle',
  ],
  attributesForFaceting: ['skills.name', 'location.countryCode', 'location.city', 'languages.code'],
  numericAttributesForFiltering: ['completion.percentage', 'idRange', 'revision', 'version'],
  // The more complete of two profiles that match equally well comes first.
  customRanking: ['desc(completion.percentage)'],
};

/** Safe to repeat: the settings are replaced, the records stay. Also brings an index into being that is not there. */
export async function applyIndexSettings(search: SearchGateway): Promise<void> {
  const { taskID } = await search.setSettings(indexSettings);
  await search.waitForTask(taskID);
}
