// Owns how the index searches and ranks: its settings, as code, and what of them an index has otherwise. Settings that
// are not named here, such as synonyms or typo tolerance, are whoever runs the index's to choose.
import { z } from 'zod';
import { SearchError } from '../search/errors.ts';
import type { SearchGateway } from '../search/gateway.ts';
import { sections } from '../sections/registry.ts';

const ofSections = sections
  .flatMap(({ search }) => Object.entries(search.ranks))
  .sort(([, a], [, b]) => a - b)
  .map(([attributes]) => attributes);

export const indexSettings = {
  // In the order of what a match says of a person; what each section adds is said in its folder.
  searchableAttributes: ['fullName', ...ofSections, 'handle'],
  attributesForFaceting: sections.flatMap(({ search }) => search.facets ?? []),
  numericAttributesForFiltering: ['completion.percentage', 'idRange', 'revision', 'version'],
  // None of them is in a document. Should one ever get there, no search key reads it.
  unretrievableAttributes: sections.flatMap(({ search }) => search.hidden ?? []),
  // How well it matches first; Algolia's own order, named so that it is also checked.
  ranking: ['typo', 'geo', 'words', 'filters', 'proximity', 'attribute', 'exact', 'custom'],
  // The more complete of two profiles that match equally well comes first.
  customRanking: ['desc(completion.percentage)'],
};

type SettingName = keyof typeof indexSettings;

/** Where the order of the entries means nothing. */
const SETS: readonly SettingName[] = [
  'attributesForFaceting',
  'numericAttributesForFiltering',
  'unretrievableAttributes',
];

export interface SettingDifference {
  readonly name: SettingName;
  readonly inCode: readonly string[];
  readonly inIndex: readonly string[];
}

/** A setting that was never set is null, or not in the answer. */
const actualRule = z.record(z.string(), z.unknown());
const listRule = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** Reads the settings of the index, and names those that are not as the code says. An index that is not there has none. */
export async function compareIndexSettings(search: SearchGateway): Promise<SettingDifference[]> {
  const actual = actualRule.parse(await settingsOf(search));
  const names = Object.keys(indexSettings).filter((name): name is SettingName => name in indexSettings);
  return names.flatMap((name) => {
    const inCode = indexSettings[name];
    const inIndex = listRule.parse(actual[name]);
    return normal(name, inCode) === normal(name, inIndex) ? [] : [{ name, inCode, inIndex }];
  });
}

/** Safe to repeat: the settings are replaced, the records stay. Also brings an index into being that is not there. */
export async function applyIndexSettings(search: SearchGateway): Promise<void> {
  const { taskID } = await search.setSettings(indexSettings);
  await search.waitForTask(taskID);
}

async function settingsOf(search: SearchGateway): Promise<unknown> {
  try {
    return await search.getSettings();
  } catch (error) {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') return {};
    throw error;
  }
}

/** Algolia may answer `a, b` for `a,b`. */
function normal(name: SettingName, entries: readonly string[]): string {
  const trimmed = entries.map((entry) =>
    entry
      .split(',')
      .map((part) => part.trim())
      .join(),
  );
  return JSON.stringify(SETS.includes(name) ? trimmed.sort() : trimmed);
}
