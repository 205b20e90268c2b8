// Checks values against the published schema of JSON Resume, and names the path of every fault.
import schema from '@jsonresume/schema/schema.json' with { type: 'json' };
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { InvalidInputError, type FieldFault } from '../graphql/errors.ts';
import { DATE_KIND } from '../graphql/input-rules.ts';
import type { Resume } from '../sections/define.ts';

/** Compiled at the first use, which takes as long as a hundred modules take to load. */
function compiled<Value>(rule: AnySchemaObject): () => ValidateFunction<Value> {
  let known: ValidateFunction<Value> | null = null;
  return () => (known ??= checker().compile<Value>(rule));
}

let ajv: Ajv | null = null;

function checker(): Ajv {
  if (ajv) return ajv;
  ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  return ajv;
}

const resumeRule = compiled<Resume>(schema);

/** @throws InvalidInputError with the path of each fault, as in `work.0.startDate` */
export function parseResume(value: unknown): Resume {
  const matches = resumeRule();
  if (matches(value)) return value;
  throw new InvalidInputError((matches.errors ?? []).map(faultOf));
}

function faultOf({ instancePath, keyword, message = 'does not fit' }: ErrorObject): FieldFault {
  return {
    path: instancePath.slice(1).replaceAll('/', '.') || '(the whole)',
    // Only dates have a pattern in the schema.
    message: keyword === 'pattern' ? `must be ${DATE_KIND}` : message,
  };
}

const uriRule = compiled({ type: 'string', format: 'uri' });

/** Whether the schema accepts it for `format: uri`. */
export function isUri(value: string): boolean {
  return uriRule()(value);
}

const emailRule = compiled({ type: 'string', format: 'email' });

/** Whether the schema accepts it for `format: email`. */
export function isEmail(value: string): boolean {
  return emailRule()(value);
}
