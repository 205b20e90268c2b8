// The full-text index of one Algolia index: each record as a list of numbered words. A search compares every record with the
// query, which takes a millisecond for each thousand. It is updated only when a query arrives, in slices, so that a first query
// over many records does not block the server.
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { JsonObject } from '../../../search/json.ts';
import { leavesOf, valuesAt } from '../attributes.ts';
import type { Primitive } from '../attributes.ts';
import { badRequest } from '../failure.ts';
import type { SearchOptions, Settings } from '../settings.ts';
import { createMatcher } from './match.ts';
import type { TextRank, WordStream } from './match.ts';
import { readingsOf } from './readings.ts';
import type { Reading } from './readings.ts';
import { Vocabulary } from './vocabulary.ts';
import { createTokenizer } from './words.ts';
import type { Tokenizer } from './words.ts';

const sliceSize = 500;

interface Field {
  /** Of the entry in `searchableAttributes`: `a,b` share one. */
  readonly rank: number;
  /** Null: every attribute. */
  readonly attribute: string | null;
}

interface Built {
  readonly fields: readonly Field[];
  readonly tokenize: Tokenizer;
  readonly vocabulary: Vocabulary;
  readonly streams: Map<string, WordStream>;
}

/** What a query finds in the text of the records. */
export interface TextSearch {
  readonly terms: readonly string[];
  readonly tokenize: Tokenizer;
  /** How well the record matches; null where it does not. */
  rankOf(objectID: string): TextRank | null;
  /** The positions of the words of the query that a word of a record matches, and how it does. */
  matchesOf(word: string): { at: number; isPrefix: boolean }[];
}

/** The attributes to search, by rank. `unordered(a)` is `a`. */
export function searchableFields(settings: Settings): readonly Field[] {
  if (settings.searchableAttributes.length === 0) return [{ rank: 0, attribute: null }];
  return settings.searchableAttributes.flatMap((entry, rank) =>
    entry
      .split(',')
      .map((name) => ({ rank, attribute: name.trim().replace(/^(?:un)?ordered\((.*)\)$/, '$1') })),
  );
}

export class TextIndex {
  readonly #records: ReadonlyMap<string, JsonObject>;
  #built: Built | null = null;
  #dirty = new Set<string>();
  #updating: Promise<void> = Promise.resolve();

  constructor(records: ReadonlyMap<string, JsonObject>) {
    this.#records = records;
  }

  /** The record was written or removed. */
  touch(objectID: string): void {
    if (this.#built !== null) this.#dirty.add(objectID);
  }

  /** Indexes every record again: the settings have changed, or the index was cleared. */
  reset(): void {
    this.#built = null;
    this.#dirty = new Set();
  }

  /** @returns null for an empty query; one without words finds nothing @throws Failure 400 */
  async search(query: string, settings: Settings, options: SearchOptions): Promise<TextSearch | null> {
    const built = await this.#update(settings);
    if (query.trim() === '') return null;
    const terms = built.tokenize(query).map(({ word }) => word);
    return prepareSearch(terms, built, options);
  }

  async #update(settings: Settings): Promise<Built> {
    const updating = this.#updating.then(() => this.#updateNow(settings));
    this.#updating = updating.then(() => undefined);
    return updating;
  }

  async #updateNow(settings: Settings): Promise<Built> {
    if (this.#built === null) {
      this.#built = {
        fields: searchableFields(settings),
        tokenize: createTokenizer(settings),
        vocabulary: new Vocabulary(),
        streams: new Map(),
      };
      this.#dirty = new Set(this.#records.keys());
    }
    const built = this.#built;
    const dirty = [...this.#dirty];
    for (let start = 0; start < dirty.length; start += sliceSize) {
      for (const objectID of dirty.slice(start, start + sliceSize)) {
        this.#dirty.delete(objectID);
        const record = this.#records.get(objectID);
        if (record === undefined) built.streams.delete(objectID);
        else built.streams.set(objectID, streamOf(record, built));
      }
      await nextTurn();
      // A reset in the meantime has dropped what was built.
      if (this.#isReplaced(built)) return this.#updateNow(settings);
    }
    return built;
  }

  #isReplaced(built: Built): boolean {
    return this.#built !== built;
  }
}

function streamOf(record: JsonObject, { fields, tokenize, vocabulary }: Built): WordStream {
  const stream: number[] = [];
  for (const [field, { attribute }] of fields.entries()) {
    for (const value of attribute === null ? everyValue(record) : valuesAt(record, attribute)) {
      stream.push(-1 - field);
      for (const { word } of tokenize(String(value))) stream.push(vocabulary.add(word));
    }
  }
  return Int32Array.from(stream);
}

function everyValue(record: JsonObject): Primitive[] {
  return Object.entries(record).flatMap(([name, value]) => (name === 'objectID' ? [] : leavesOf(value)));
}

function prepareSearch(terms: readonly string[], built: Built, options: SearchOptions): TextSearch {
  const { vocabulary, tokenize, streams } = built;
  const readings = readingsOf(terms, vocabulary, options);
  const optional = new Set(options.optionalWords.flatMap(tokenize).map(({ word }) => word));
  const match = createMatcher({
    readings,
    termCount: terms.length,
    required: [...terms.keys()].filter((at) => !optional.has(terms[at] ?? '')),
    ranks: searchedRanks(built.fields, options.restrictSearchableAttributes),
    exactOnSingleWordQuery: options.exactOnSingleWordQuery,
  });
  return {
    terms,
    tokenize,
    rankOf(objectID) {
      const stream = streams.get(objectID);
      return stream === undefined ? null : match(stream);
    },
    matchesOf: (word) => matchesOf(vocabulary.idOf(word), readings, terms, word),
  };
}

function searchedRanks(
  fields: readonly Field[],
  restrictTo: readonly string[] | undefined,
): (number | null)[] {
  if (restrictTo === undefined || restrictTo.length === 0) return fields.map(({ rank }) => rank);
  for (const name of restrictTo) {
    const isSearchable = fields.some(({ attribute }) => attribute === name || attribute === null);
    if (!isSearchable)
      throw badRequest(`restrictSearchableAttributes: ${name} is not in searchableAttributes`);
  }
  return fields.map(({ rank, attribute }) =>
    attribute === null || restrictTo.includes(attribute) ? rank : null,
  );
}

function matchesOf(
  id: number | undefined,
  readings: readonly Reading[],
  terms: readonly string[],
  word: string,
) {
  if (id === undefined) return [];
  return readings.flatMap(({ covers, parts, isAsWritten = false }) =>
    parts.some((matches) => matches.has(id))
      ? covers.map((at) => ({ at, isPrefix: isAsWritten && word.startsWith(terms[at] ?? '') }))
      : [],
  );
}
