// Makes a document fit the limit of a record: the texts of the last positions are left out first, then the search words. What is
// still too large is reported by the sender.
import { isJsonObject, type JsonObject, type JsonValue } from '../search/json.ts';
import { recordSize } from './record-fault.ts';

interface Fitting<Document> {
  readonly document: Document;
  readonly json: string;
  /** Of the JSON in UTF-8. */
  readonly bytes: number;
}

const LONG_TEXTS = ['highlights', 'summary'] as const;

export function fitRecord<Document extends JsonObject>(document: Document, limit: number): Fitting<Document> {
  const whole = measured(document);
  if (recordSize(whole) <= limit) return whole;
  let fitting = whole;
  for (const shorter of shorterDocuments(document, whole.bytes, limit)) {
    fitting = measured(shorter);
    if (recordSize(fitting) <= limit) break;
  }
  return fitting;
}

function* shorterDocuments<Document extends JsonObject>(
  document: Document,
  bytes: number,
  limit: number,
): Generator<Document> {
  const { experience } = document;
  if (Array.isArray(experience)) {
    const positions: JsonValue[] = [...experience];
    let left = recordSize({ bytes });
    for (let at = positions.length - 1; at >= 0 && left > limit; at -= 1) {
      for (const name of LONG_TEXTS) {
        const position = positions[at];
        if (left <= limit || !isJsonObject(position) || position[name] === undefined) continue;
        left -= Buffer.byteLength(JSON.stringify(position[name])) + name.length + 4;
        positions[at] = Object.fromEntries(Object.entries(position).filter(([key]) => key !== name));
      }
    }
    yield { ...document, experience: positions };
    yield { ...document, experience: positions, searchWords: [] };
  } else yield { ...document, searchWords: [] };
}

function measured<Document extends JsonObject>(document: Document): Fitting<Document> {
  const json = JSON.stringify(document);
  return { document, json, bytes: Buffer.byteLength(json) };
}
