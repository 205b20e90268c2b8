// The GraphQL types of the errors that a client can act on.
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
  description: 'A value that breaks a rule.',
  access: 'public',
  fields: (t) => ({
    path: t.exposeString('path', {
      description: 'The path of the value, such as "input.startDate" or "skills.0.name".',
    }),
    message: t.exposeString('message', { description: 'The rule that the value breaks.' }),
  }),
});

const ErrorInterface = builder.interfaceRef<ClientError>('Error').implement({
  description:
    'An error that the client can act on. Fields without a result union have the same code and fields in `extensions`.',
  access: 'public',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable: INVALID_INPUT, NOT_FOUND, NOT_ALLOWED or CONFLICT.',
    }),
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
