// Writes JSON so that equal values have equal texts, in whatever order their keys are.
import { isJsonObject, type JsonValue } from '../search/json.ts';

export function stableText(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_key, inner: JsonValue) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
