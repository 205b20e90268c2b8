// What a partial update makes of a record, with Algolia's operation IncrementSet. Other operations are refused.
// `checkPartialUpdate` refuses a malformed operation when the request arrives; applying never fails.
// Source: https://www.algolia.com/doc/rest-api/search/partial-update-object
import { isJsonObject, ownValue } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';
import { badRequest } from './failure.ts';

/** The operation's value; null where `value` is no operation. */
function incrementSetOf(value: JsonValue): JsonValue | null {
  if (!isJsonObject(value) || ownValue(value, '_operation') !== 'IncrementSet') return null;
  return ownValue(value, 'value') ?? false;
}

/** @throws Failure 400 for another operation, or a value that is no whole number */
export function checkPartialUpdate(body: JsonObject): void {
  for (const [attribute, value] of Object.entries(body)) {
    if (!isJsonObject(value) || typeof ownValue(value, '_operation') !== 'string') continue;
    const operand = incrementSetOf(value);
    if (operand === null) throw badRequest(`Invalid operation on attribute ${attribute}: only IncrementSet`);
    if (typeof operand === 'number' && Number.isInteger(operand) && operand >= 0) continue;
    throw badRequest(`Invalid value for operation IncrementSet on attribute ${attribute}`);
  }
}

/**
 * @returns the record after the update; null where the update is ignored, because the value of an IncrementSet is not greater
 *   than the current one (a missing one counts as 0), or because a missing record is not to be created
 */
export function applyPartialUpdate(
  current: JsonObject | undefined,
  objectID: string,
  body: JsonObject,
  create: boolean,
): JsonObject | null {
  if (current === undefined && !create) return null;
  const base = current ?? {};
  const changes: [string, JsonValue][] = [];
  for (const [attribute, value] of Object.entries(body)) {
    if (attribute === 'objectID') continue;
    const operand = incrementSetOf(value);
    if (operand !== null && !isGreater(operand, ownValue(base, attribute))) return null;
    changes.push([attribute, operand ?? value]);
  }
  return { ...base, ...Object.fromEntries(changes), objectID };
}

function isGreater(operand: JsonValue, before: JsonValue | undefined): boolean {
  return typeof operand === 'number' && operand > (typeof before === 'number' ? before : 0);
}
