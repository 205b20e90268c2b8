// The four sample resumes of JSON Resume, and the part of a resume that Vitae has sections for.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../src/search/json.ts';

const folder = path.dirname(createRequire(import.meta.url).resolve('@jsonresume/schema/schema.json'));

export const SAMPLE_FILE = path.join(folder, 'sample.resume.json');
export const EXAMPLES_FOLDER = path.join(folder, 'examples');
export const SAMPLES = [
  'sample.resume.json',
  'examples/career-changer.resume.json',
  'examples/new-grad.resume.json',
  'examples/senior-engineer.resume.json',
] as const;

export function readSample(name: string): JsonObject {
  return asObject(parseJson(readFileSync(path.join(folder, name), 'utf8')));
}

function asObject(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error('not an object');
  return value;
}
