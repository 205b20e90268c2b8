// The settings of the index as code, and their comparison with those of an index. Other settings, such as plurals or stop words,
// are left to the operator of the index.
import { z } from 'zod';
import { SearchError } from '../search/errors.ts';
import type { SearchGateway } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';
import { sections } from '../sections/registry.ts';
import { stableText } from '../sections/stable-text.ts';
import { letters } from './letters.ts';

const sectionAttributes = sections
  .flatMap(({ search }) => Object.entries(search.ranks))
  .sort(([, a], [, b]) => a - b)
  .map(([attributes]) => attributes);

/** In the order of relevance. Each section declares its own attributes. */
const shownAttributes = ['fullName', ...sectionAttributes, 'handle'];

export const indexSettings = {
  searchableAttributes: [...shownAttributes, 'searchWords'],
  // Without the search words, which are for the search alone.
  attributesToHighlight: shownAttributes.flatMap((attributes) => attributes.split(',')),
  attributesForFaceting: [
    ...sections.flatMap(({ search }) => (search.facets ?? []).map((facet) => `searchable(${facet})`)),
    'filterOnly(completion.filled)',
  ],
  numericAttributesForFiltering: ['completion.percentage', 'idRange', 'revision', 'version'],
  unretrievableAttributes: [...sections.flatMap(({ hiddenAttributes }) => hiddenAttributes), 'searchWords'],
  // As Algolia's default, but a whole value counts more than where it is: Go finds the skill before Gonzalez.
  ranking: ['typo', 'geo', 'words', 'filters', 'proximity', 'exact', 'attribute', 'custom'],
  // Of two equally good matches, the more complete profile comes first.
  customRanking: ['desc(completion.percentage)'],
  // C++, C# and F# are words of their own.
  separatorsToIndex: '+#',
  customNormalization: { default: letters },
  // Another year is another year.
  allowTyposOnNumericTokens: false,
  // Algolia finds words in Japanese and Chinese with its dictionaries, if told so. The first language decides.
  indexLanguages: ['ja'],
  queryLanguages: ['ja', 'zh'],
};

type SettingName = keyof typeof indexSettings;

/** Settings whose order has no meaning. */
const SETS: readonly SettingName[] = [
  'attributesForFaceting',
  'attributesToHighlight',
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
/** A list as its entries, an object as its own, another value as one entry. */
function entriesOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'object') return [stableText(z.json().parse(value))];
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${stableText(z.json().parse(inner))}`)
    .sort();
}

/** The settings in which the index differs from the code. A missing index has none. */
export async function compareIndexSettings(search: SearchGateway): Promise<SettingDifference[]> {
  const actual = actualRule.parse((await readSettings(search)) ?? {});
  const names = Object.keys(indexSettings).filter((name): name is SettingName => name in indexSettings);
  return names.flatMap((name) => {
    const [inCode, inIndex] = [entriesOf(indexSettings[name]), entriesOf(actual[name])];
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
