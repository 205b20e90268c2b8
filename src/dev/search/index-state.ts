// One index in memory: its records, its settings, and what is derived from them and dropped on a change.
// Records are never changed in place.
import type { JsonObject } from '../../search/json.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { TextIndex } from './text/text-index.ts';

export class IndexState {
  readonly createdAt: string;
  updatedAt: string;
  readonly text: TextIndex;
  readonly #records = new Map<string, JsonObject>();
  #ownSettings: JsonObject = {};
  #settings: Settings = readSettings({});
  #sortedIDs: string[] | null = null;

  constructor(at: string) {
    this.createdAt = at;
    this.updatedAt = at;
    this.text = new TextIndex(this.#records);
  }

  get records(): ReadonlyMap<string, JsonObject> {
    return this.#records;
  }

  get ownSettings(): JsonObject {
    return this.#ownSettings;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Ascending by code unit: the order of a browse, which a change to other records does not shift. */
  get sortedIDs(): readonly string[] {
    this.#sortedIDs ??= [...this.#records.keys()].sort();
    return this.#sortedIDs;
  }

  put(objectID: string, record: JsonObject): void {
    if (!this.#records.has(objectID)) this.#sortedIDs = null;
    this.#records.set(objectID, record);
    this.text.touch(objectID);
  }

  remove(objectID: string): void {
    if (!this.#records.delete(objectID)) return;
    this.#sortedIDs = null;
    this.text.touch(objectID);
  }

  clear(): void {
    this.#records.clear();
    this.#sortedIDs = null;
    this.text.reset();
  }

  setSettings(settings: JsonObject): void {
    this.#ownSettings = settings;
    this.#settings = readSettings(settings);
    this.text.reset();
  }
}
