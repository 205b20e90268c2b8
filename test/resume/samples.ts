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

const BASICS_FIELDS = ['name', 'label', 'image', 'phone', 'summary', 'location', 'profiles'];
const RESUME_FIELDS = ['work', 'education', 'skills', 'languages'];

/** The parts that Vitae has a section for, without empty texts and lists. */
export function supportedPart(resume: Readonly<Record<string, JsonValue>>): JsonValue {
  const basics = asObject(resume['basics']);
  return withoutEmpty({ basics: only(basics, BASICS_FIELDS), ...only(resume, RESUME_FIELDS) });
}

function only(object: Readonly<Record<string, JsonValue>>, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

function withoutEmpty(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(
    ([, inner]) => inner !== '' && !(Array.isArray(inner) && inner.length === 0),
  );
  return Object.fromEntries(fields.map(([name, inner]) => [name, withoutEmpty(inner)]));
}
