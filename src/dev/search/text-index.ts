// The full-text index of one Algolia index, on MiniSearch. It is updated only when a query arrives, in slices, so that a first
// query over many records does not block the server. A hit that has been deleted is dropped when its record is read.
import MiniSearch from 'minisearch';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { JsonObject } from '../../search/json.ts';
import { textOf, valuesAt } from './attributes.ts';
import type { Settings } from './settings.ts';

/** How well a record matches, in Algolia's terms. Less is better, except for `exact`. */
export interface TextRank {
  typos: number;
  attribute: number;
  exact: number;
}

const sliceSize = 500;

const words = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The attributes to search, by rank. `a,b` share a rank, `unordered(a)` is `a`. */
function fieldsOf(settings: Settings): { rank: number; attribute: string }[] {
  return settings.searchableAttributes.flatMap((entry, rank) =>
    entry
      .split(',')
      .map((name) => ({ rank, attribute: name.trim().replace(/^(?:un)?ordered\((.*)\)$/, '$1') })),
  );
}

export class TextIndex {
  readonly #records: ReadonlyMap<string, JsonObject>;
  #built: { engine: MiniSearch<JsonObject>; fields: ReturnType<typeof fieldsOf> } | null = null;
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

  /** The records that contain every word of the query, the best text score first. */
  async search(query: string, settings: Settings): Promise<Map<string, TextRank>> {
    this.#updating = this.#updating.then(() => this.#update(settings));
    await this.#updating;
    const terms = words(query);
    const found = new Map<string, TextRank>();
    const built = this.#built;
    if (terms.length === 0 || built === null) return found;
    const results = built.engine.search(query, {
      combineWith: 'AND',
      // Algolia's defaults: the last word is a prefix; one typo from 4 letters, two from 8.
      prefix: (_term, position) => position === terms.length - 1,
      fuzzy: (term) => (term.length >= 8 ? 2 : term.length >= 4 ? 1 : false),
    });
    for (const result of results) {
      if (typeof result.id === 'string') found.set(result.id, rankOf(terms, result.match, built.fields));
    }
    return found;
  }

  #uses(engine: MiniSearch<JsonObject>): boolean {
    return this.#built?.engine === engine;
  }

  async #update(settings: Settings): Promise<void> {
    if (this.#built === null) {
      this.#built = { engine: createEngine(fieldsOf(settings)), fields: fieldsOf(settings) };
      this.#dirty = new Set(this.#records.keys());
    }
    const { engine } = this.#built;
    const dirty = [...this.#dirty];
    for (let start = 0; start < dirty.length; start += sliceSize) {
      for (const objectID of dirty.slice(start, start + sliceSize)) {
        this.#dirty.delete(objectID);
        if (engine.has(objectID)) engine.discard(objectID);
        const record = this.#records.get(objectID);
        if (record !== undefined) engine.add(record);
      }
      await nextTurn();
      // A reset in the meantime has replaced the engine.
      if (!this.#uses(engine)) return this.#update(settings);
    }
  }
}

function createEngine(fields: ReturnType<typeof fieldsOf>): MiniSearch<JsonObject> {
  const searchesAll = fields.length === 0;
  return new MiniSearch<JsonObject>({
    idField: 'objectID',
    // Numbered names: MiniSearch uses field names as keys of a plain object.
    fields: searchesAll ? ['all'] : fields.map((_, position) => `f${position}`),
    tokenize: words,
    processTerm: (term) => term,
    extractField: (record, name) => {
      if (name === 'objectID') return textOf(record['objectID'] ?? '');
      if (searchesAll) {
        return Object.entries(record)
          .map(([attribute, value]) => (attribute === 'objectID' ? '' : textOf(value)))
          .join(' ');
      }
      const field = fields[Number(name.slice(1))];
      return field === undefined ? '' : valuesAt(record, field.attribute).join(' ');
    },
  });
}

function rankOf(
  terms: readonly string[],
  match: Readonly<Record<string, string[]>>,
  fields: ReturnType<typeof fieldsOf>,
): TextRank {
  const rank: TextRank = { typos: 0, attribute: 0, exact: 0 };
  const matched = Object.entries(match);
  for (const term of terms) {
    let best: { cost: number; attribute: number } | undefined;
    for (const [word, names] of matched) {
      const cost = word === term ? 0 : word.startsWith(term) ? 1 : 2;
      const attribute = Math.min(...names.map((name) => fields[Number(name.slice(1))]?.rank ?? 0));
      if (best === undefined || cost < best.cost || (cost === best.cost && attribute < best.attribute)) {
        best = { cost, attribute };
      }
    }
    if (best === undefined) continue;
    if (best.cost === 2) rank.typos += 1;
    if (best.cost === 0) rank.exact += 1;
    rank.attribute = Math.max(rank.attribute, best.attribute);
  }
  return rank;
}
