// What is wrong with a value from a client: where, in words, and as a code with the values of the rule, for a form that shows its
// own words. The code follows from the rule itself.
import type { z } from 'zod';
import type { JsonValue } from '../search/json.ts';

/** By code, what it means and which `params` it has. */
export const FAULT_CODES = {
  REQUIRED: 'Nothing is there, and something is needed.',
  TOO_LONG: 'A text is too long: `max` characters, or bytes where the argument says so.',
  TOO_SHORT: 'A text is too short: `min` characters.',
  TOO_MANY: 'There are too many items: `max`.',
  TOO_FEW: 'There are too few items: `min`.',
  TOO_LARGE: 'The whole is too large: `max` bytes, and it would have `size`.',
  OUT_OF_RANGE: 'A number or a time is outside of `min` and `max`.',
  INVALID_TYPE: 'A value of another type is needed.',
  INVALID_FORMAT: 'A text has other letters or another form than it may have.',
  INVALID_CHARACTERS: 'A text holds control characters or half a character.',
  INVALID_URL: 'It is no URL that begins with http:// or https://.',
  INVALID_EMAIL: 'It is no e-mail address.',
  INVALID_DATE: 'It is no date such as 2014, 2014-06 or 2014-06-29.',
  INVALID_COUNTRY: 'It is no ISO 3166-1 alpha-2 country code.',
  INVALID_LANGUAGE: 'It is no BCP 47 language tag.',
  INVALID_PHONE_NUMBER: 'It is no phone number that is possible in its country.',
  INVALID_ID: 'It is no UUID.',
  INVALID_CURSOR: 'It is no cursor of this list.',
  NOT_ALLOWED_VALUE:
    'The value is none of those that are allowed, `values` where they are few, or it is reserved.',
  WRONG_ORDER: 'It comes before what it must follow, `other`.',
  DUPLICATE: 'It is there already.',
  TAKEN: 'Somebody or something else has it.',
  CONTRADICTION: 'It does not go together with other arguments.',
  OTHER_REVISION: 'The profile has another revision, `currentRevision`.',
  NOT_FOUND: 'There is no such thing.',
  TOO_COSTLY: 'The search takes too long. A narrower one is needed.',
  NOT_POSSIBLE: 'It is not possible in the present state.',
  INVALID: 'Another rule is broken. The message says which.',
} as const;
export type FaultCode = keyof typeof FAULT_CODES;
export type FaultParams = Readonly<Record<string, JsonValue>>;

export interface FieldFault {
  /** As in `input.startDate` or `skills.0.name`. */
  readonly path: string;
  /** The broken rule. */
  readonly message: string;
  /** @default INVALID */
  readonly code?: FaultCode;
  /** @default none */
  readonly params?: FaultParams;
}

/** As clients see it. */
export const wholeFault = ({ path, message, code = 'INVALID', params = {} }: FieldFault) => ({
  path,
  message,
  code,
  params,
});

/** The options of a refinement in a rule: what its fault says. */
export const broken = (code: FaultCode, message: string, params: FaultParams = {}) => ({
  message,
  params: { code, ...params },
});

/** @param path the name of the value, the first part of every fault's path */
export const faultsOf = (path: string, { issues }: z.ZodError, value: unknown): FieldFault[] =>
  issues.map((issue) => ({
    path: [path, ...issue.path].join('.'),
    message: issue.message,
    ...kindOf(issue, isThere(value, issue.path)),
  }));

type Kind = Required<Pick<FieldFault, 'code' | 'params'>>;

function kindOf(issue: z.core.$ZodIssue, isThere: boolean): Kind {
  const kind = (code: FaultCode, params: FaultParams = {}): Kind => ({ code, params });
  switch (issue.code) {
    case 'custom': {
      const { code, ...params } = (issue.params ?? {}) as FaultParams & { readonly code?: FaultCode };
      return kind(code ?? 'INVALID', params);
    }
    case 'too_big': {
      const max = Number(issue.maximum);
      if (issue.origin === 'string') return kind('TOO_LONG', { max });
      return kind(issue.origin === 'array' ? 'TOO_MANY' : 'OUT_OF_RANGE', { max });
    }
    case 'too_small': {
      const min = Number(issue.minimum);
      if (issue.origin === 'string') return min === 1 ? kind('REQUIRED') : kind('TOO_SHORT', { min });
      return kind(issue.origin === 'array' ? 'TOO_FEW' : 'OUT_OF_RANGE', { min });
    }
    case 'invalid_value':
      return isThere ? kind('NOT_ALLOWED_VALUE', { values: issue.values.map(String) }) : kind('REQUIRED');
    case 'invalid_format':
      return kind('INVALID_FORMAT');
    case 'invalid_type':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return kind(isThere ? 'INVALID_TYPE' : 'REQUIRED');
  }
}

function isThere(value: unknown, path: readonly PropertyKey[]): boolean {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return false;
    found = (found as Record<PropertyKey, unknown>)[step];
  }
  return found !== null && found !== undefined;
}
