// The GraphQL types of the errors that a client can act on.
import { builder } from './builder.ts';
import { FAULT_CODES, wholeFault, type FaultCode, type FieldFault } from './faults.ts';
import {
  type ClientError,
  ConflictError,
  InvalidInputError,
  NotAllowedError,
  NotFoundError,
} from './errors.ts';

const FaultCodeEnum = builder.enumType('FaultCode', {
  description:
    'What is wrong with a value. More codes may follow: show the message for one that is not known.',
  values: Object.fromEntries(
    Object.entries(FAULT_CODES).map(([code, description]) => [code, { description }]),
  ) as Record<FaultCode, { description: string }>,
});

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: 'The kind of an error that a client can act on.',
  values: {
    INVALID_INPUT: { description: 'An argument breaks a rule.' },
    NOT_FOUND: { description: 'No such object exists, or the caller may not see it.' },
    NOT_ALLOWED: { description: 'The token does not allow this, or no token was sent.' },
    CONFLICT: { description: 'The change conflicts with existing data, or with a change meanwhile.' },
  } as const,
});

const FieldFaultType = builder.objectRef<FieldFault>('FieldFault').implement({
  description: 'A value that breaks a rule.',
  access: 'public',
  fields: (t) => ({
    path: t.exposeString('path', {
      description: 'The path of the value, such as "input.startDate" or "skills.0.name".',
    }),
    message: t.exposeString('message', { description: 'The rule that the value breaks, in English.' }),
    code: t.field({
      type: FaultCodeEnum,
      description: 'The rule as a code, for words of your own.',
      resolve: (fault) => wholeFault(fault).code,
    }),
    params: t.field({
      type: 'JSON',
      description: 'The values of the rule, as in {"max": 200}; {} where it has none. The code says which.',
      resolve: (fault) => wholeFault(fault).params,
    }),
  }),
});

const ErrorInterface = builder.interfaceRef<ClientError>('Error').implement({
  description:
    'An error that the client can act on. Fields without a result union have the same code and fields in `extensions`.',
  access: 'public',
  fields: (t) => ({
    code: t.expose('code', { type: ErrorCodeEnum, description: 'The kind of the error.' }),
    message: t.exposeString('message', { description: 'A message for people.' }),
    fields: t.field({
      type: [FieldFaultType],
      description: 'The values at fault; may be empty.',
      resolve: ({ fields }) => [...fields],
    }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'An argument breaks a rule. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'No such object exists, or the caller may not see it. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
builder.objectType(NotAllowedError, {
  name: 'NotAllowedError',
  description: 'The token does not allow this, or no token was sent. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
builder.objectType(ConflictError, {
  name: 'ConflictError',
  description:
    'The change conflicts with existing data, such as a handle that is taken, or with a change meanwhile. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    currentRevision: t.exposeInt('currentRevision', {
      nullable: true,
      description: 'The revision of the profile, where `expectedRevision` was another one; else null.',
    }),
  }),
});
