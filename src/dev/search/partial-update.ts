// Owns what a partial update makes of a record, with Algolia's built-in operations.
// `checkPartialUpdate` refuses a malformed operation when the request comes in; applying never fails.
// Source: https://www.algolia.com/doc/rest-api/search/partial-update-object
import { isJsonObject, ownValue } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';
import { badRequest } from './failure.ts';

const numericOperations = new Set(['Increment', 'Decrement', 'IncrementFrom', 'IncrementSet']);
const listOperations = new Set(['Add', 'AddUnique', 'Remove']);

interface Operation {
  name: string;
  value: JsonValue;
}

function asOperation(value: JsonValue): Operation | null {
  if (!isJsonObject(value)) return null;
  const name = ownValue(value, '_operation');
  if (typeof name !== 'string') return null;
  return { name, value: ownValue(value, 'value') ?? null };
}

/** @throws Failure 400 for an unknown operation or a value of the wrong type. */
export function checkPartialUpdate(body: JsonObject): void {
  for (const [attribute, value] of Object.entries(body)) {
    const operation = asOperation(value);
    if (operation === null) continue;
    const { name, value: operand } = operation;
    if (numericOperations.has(name)) {
      const whole = name === 'IncrementFrom' || name === 'IncrementSet';
      const fits = typeof operand === 'number' && (!whole || (Number.isInteger(operand) && operand >= 0));
      if (!fits) throw badRequest(`Invalid value for operation ${name} on attribute ${attribute}`);
    } else if (listOperations.has(name)) {
      if (typeof operand !== 'number' && typeof operand !== 'string') {
        throw badRequest(`Invalid value for operation ${name} on attribute ${attribute}`);
      }
    } else {
      throw badRequest(`Invalid operation ${name} on attribute ${attribute}`);
    }
  }
}

/**
 * The record after the update, or null when the update is to be ignored: a condition that does not hold, or a
 * missing record that is not to be created.
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
    const operation = asOperation(value);
    if (operation === null) {
      changes.push([attribute, value]);
      continue;
    }
    const before = ownValue(base, attribute);
    if (!conditionHolds(operation, before)) return null;
    const after = operate(operation, before);
    if (after !== undefined) changes.push([attribute, after]);
  }
  return { ...base, ...Object.fromEntries(changes), objectID };
}

/** A missing record or attribute counts as 0. */
function conditionHolds({ name, value }: Operation, before: JsonValue | undefined): boolean {
  const current = typeof before === 'number' ? before : 0;
  if (name === 'IncrementFrom') return value === current;
  if (name === 'IncrementSet') return typeof value === 'number' && value > current;
  return true;
}

function operate({ name, value }: Operation, before: JsonValue | undefined): JsonValue | undefined {
  const number = typeof before === 'number' ? before : 0;
  const operand = typeof value === 'number' ? value : 0;
  const list = Array.isArray(before) ? before : [];
  switch (name) {
    case 'Increment':
      return number + operand;
    case 'Decrement':
      return number - operand;
    case 'IncrementFrom':
      return number + 1;
    case 'IncrementSet':
      return operand;
    case 'Add':
      return [...list, value];
    case 'AddUnique':
      return list.includes(value) ? list : [...list, value];
    default:
      // Remove, which leaves an attribute that is no list as it was.
      return Array.isArray(before) ? before.filter((item) => item !== value) : before;
  }
}
