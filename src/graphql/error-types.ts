// Owns how the errors a client can act on look in the schema.
import { builder } from './builder.ts';
import {
  type ClientError,
  ConflictError,
  InvalidInputError,
  NotAllowedError,
  NotFoundError,
  type FieldFault,
} from './errors.ts';

const FieldFaultType = builder.objectRef<FieldFault>('FieldFault').implement({
  description: 'One value that breaks a rule.',
  access: 'public',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where, as in "input.startDate" or "skills.0.name".' }),
    message: t.exposeString('message', { description: 'The rule that it breaks.' }),
  }),
});

const ErrorInterface = builder.interfaceRef<ClientError>('Error').implement({
  description:
    'Something the client can act on. The same code and fields stand in `extensions` where a field has no result union.',
  access: 'public',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable: INVALID_INPUT, NOT_FOUND, NOT_ALLOWED or CONFLICT.',
    }),
    message: t.exposeString('message', { description: 'For a person to read.' }),
    fields: t.field({
      type: [FieldFaultType],
      description: 'The values that are at fault; empty where none is.',
      resolve: ({ fields }) => [...fields],
    }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'A value in the arguments breaks a rule. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'There is nothing with that id, or not for this caller. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
builder.objectType(NotAllowedError, {
  name: 'NotAllowedError',
  description: 'The token that was sent, or its absence, does not allow this. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
builder.objectType(ConflictError, {
  name: 'ConflictError',
  description:
    'It is at odds with what is already there, such as a handle that is taken. Nothing was changed.',
  access: 'public',
  interfaces: [ErrorInterface],
});
