// Owns what counts as a JSON Resume: its published schema, and every fault of a value that does not fit it, with its path.
import schema from '@jsonresume/schema/schema.json' with { type: 'json' };
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { InvalidInputError, type FieldFault } from '../graphql/errors.ts';
import type { Resume } from '../sections/define.ts';

const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);
const matches = ajv.compile<Resume>(schema);

/** @throws InvalidInputError with the path of each fault, as in `work.0.startDate` */
export function parseResume(value: unknown): Resume {
  if (matches(value)) return value;
  throw new InvalidInputError((matches.errors ?? []).map(faultOf));
}

function faultOf({ instancePath, keyword, message = 'does not fit' }: ErrorObject): FieldFault {
  return {
    path: instancePath.slice(1).replaceAll('/', '.') || '(the whole)',
    // The only pattern of the schema is that of its dates.
    message: keyword === 'pattern' ? 'must be a date such as 2014, 2014-06 or 2014-06-29' : message,
  };
}

const matchesUri = ajv.compile({ type: 'string', format: 'uri' });

/** Whether the schema takes it where it says `format: uri`. */
export function isUri(value: string): boolean {
  return matchesUri(value);
}
