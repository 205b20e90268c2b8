// The settings of the index as code, and their comparison with those of an index. Other settings, such as synonyms or typo
// tolerance, are left to the operator of the index.
import { z } from 'zod';
import { SearchError } from '../search/errors.ts';
import type { SearchGateway } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';
import { sections } from '../sections/registry.ts';

const sectionAttributes = sections
  .flatMap(({ search }) => Object.entries(search.ranks))
  .sort(([, a], [, b]) => a - b)
  .map(([attributes]) => attributes);

export const indexSettings = {
  // In the order of relevance. Each section declares its own attributes.
  searchableAttributes: ['fullName', ...sectionAttributes, 'handle'],
  attributesForFaceting: [
    ...sections.flatMap(({ search }) => search.facets ?? []),
    'filterOnly(completion.filled)',
  ],
  numericAttributesForFiltering: ['completion.percentage', 'idRange', 'revision', 'version'],
  unretrievableAttributes: sections.flatMap(({ hiddenAttributes }) => hiddenAttributes),
  // Algolia's default, named here so that it is compared too.
  ranking: ['typo', 'geo', 'words', 'filters', 'proximity', 'attribute', 'exact', 'custom'],
  // Of two equally good matches, the more complete profile comes first.
  customRanking: ['desc(completion.percentage)'],
};

type SettingName = keyof typeof indexSettings;

/** Settings whose order has no meaning. */
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

/** A setting that was never set is null or missing. */
const actualRule = z.record(z.string(), z.unknown());
const entriesRule = z
  .array(z.string())
  .nullish()
  .transform((entries) => entries ?? []);

/** The settings in which the index differs from the code. A missing index has none. */
export async function compareIndexSettings(search: SearchGateway): Promise<SettingDifference[]> {
  const actual = actualRule.parse((await readSettings(search)) ?? {});
  const names = Object.keys(indexSettings).filter((name): name is SettingName => name in indexSettings);
  return names.flatMap((name) => {
    const inCode = indexSettings[name];
    const inIndex = entriesRule.parse(actual[name]);
    return normalized(name, inCode) === normalized(name, inIndex) ? [] : [{ name, inCode, inIndex }];
  });
}

/** Idempotent: replaces the settings and keeps the records. Creates a missing index. @param mark see target.ts @default none */
export async function applyIndexSettings(search: SearchGateway, mark: JsonObject = {}): Promise<void> {
  const { taskID } = await search.setSettings({ ...indexSettings, ...mark });
  await search.waitForTask(taskID);
}

/** @returns null where the index does not exist */
export async function readSettings(search: SearchGateway): Promise<JsonObject | null> {
  try {
    return await search.getSettings();
  } catch (error) {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/** Algolia may return `a, b` for `a,b`. */
function normalized(name: SettingName, entries: readonly string[]): string {
  const trimmed = entries.map((entry) =>
    entry
      .split(',')
      .map((part) => part.trim())
      .join(),
  );
  return JSON.stringify(SETS.includes(name) ? trimmed.sort() : trimmed);
}
