// Writes JSON so that equal values have equal texts, in whatever order their keys are.
import { isJsonObject, type JsonValue } from '../search/json.ts';

export const stableText = (value: JsonValue | undefined): string =>
  JSON.stringify(value === undefined ? value : sorted(value));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
