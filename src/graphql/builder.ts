// The schema builder that every feature registers its types with: plugins, authorization and scalars.
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { DateTimeResolver, JSONResolver } from 'graphql-scalars';
import { writable } from '../database/client.ts';
import type PrismaTypes from '../database/generated/pothos.ts';
import { getDatamodel } from '../database/generated/pothos.ts';
import { beginsWithVerb } from '../lint/completion/verbs.ts';
import AuthorizationPlugin from './auth/authorization-plugin.ts';
import { connections } from './connections.ts';
import AnswerPlugin from './limits/answer-plugin.ts';
import ExposedColumnsPlugin from './exposed-columns-plugin.ts';
import { fieldCost } from './limits/cost.ts';
import InvalidationPlugin from './invalidation-plugin.ts';
import ListLimitsPlugin from './list-limits-plugin.ts';
import { pothosClient } from './pothos-client.ts';
import RecordedActionsPlugin from './recorded-actions-plugin.ts';
import ThrownPlugin from './thrown-plugin.ts';
import type { Context } from './context.ts';
import { ConflictError, InvalidInputError, NotAllowedError, NotFoundError } from './errors.ts';

interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    ID: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  // Thrown before all, since it wraps all. Then errors: what the other plugins throw becomes a member of the mutation's result union. Invalidation last: it sees
  // what the resolver returned.
  plugins: [
    ThrownPlugin,
    ErrorsPlugin,
    ScopeAuthPlugin,
    RelayPlugin,
    AnswerPlugin,
    ExposedColumnsPlugin,
    PrismaPlugin,
    ComplexityPlugin,
    AuthorizationPlugin,
    ListLimitsPlugin,
    RecordedActionsPlugin,
    InvalidationPlugin,
  ],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultTypes: [InvalidInputError, NotFoundError, NotAllowedError, ConflictError],
    defaultUnionOptions: {
      description: 'The payload of the mutation, or an error that the client can act on.',
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
    },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    // Each access entry decides for itself; see auth/access.ts.
    authScopes: () => ({}),
    unauthorizedError: (_parent, { viewer }, info) =>
      new NotAllowedError(
        viewer.kind === 'anonymous'
          ? `${info.fieldName}: a token is needed, and none was sent`
          : `${info.fieldName}: not allowed with this token`,
      ),
  },
  access: { viewerOf: ({ viewer }) => viewer },
  invalidation: {
    invalidate: (tags, { invalidations }) => invalidations.carryOut(tags),
    writes: (mutation) => beginsWithVerb(mutation),
  },
  recordedActions: {
    record: ({ action, arguments: given }, { db, viewer }) =>
      writable(db).administratorAction.create({
        data: {
          action,
          arguments: given,
          subject: viewer.kind === 'administrator' ? viewer.subject : null,
        },
      }),
  },
  relay: connections,
  complexity: { fieldComplexity: fieldCost },
  prisma: {
    client: ({ db }) => pothosClient(db),
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    filterConnectionTotalCount: true,
    onUnusedQuery: process.env['NODE_ENV'] === 'test' ? 'error' : null,
  },
});

builder.addScalarType('DateTime', DateTimeResolver);
builder.addScalarType('JSON', JSONResolver);
builder.queryType({ description: 'Reads.' });
builder.mutationType({
  description: 'Writes. Every field answers with its payload or a typed error.',
});
builder.subscriptionType({ description: 'Events.' });
