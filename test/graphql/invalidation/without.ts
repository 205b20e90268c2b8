// Owns the schema as it is built where a mutation's options lack `invalidates`, or hold another: the real builder and the
// real plugin, which is handed this one field without it.
import SchemaBuilder, { type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLSchema } from 'graphql';
import { builder } from '../../../src/graphql/builder.ts';
import NAME, { InvalidationPlugin } from '../../../src/graphql/invalidation-plugin.ts';
import '../../../src/server/schema.ts';

/** @throws what the plugin says of it */
export function builtWithout(mutation: string): GraphQLSchema {
  return builtWith(mutation, undefined);
}

/** A schema in which the declaration is there and gives no tag: the build cannot know. */
export function builtWithEmpty(mutation: string): GraphQLSchema {
  return builtWith(mutation, () => []);
}

function builtWith(mutation: string, invalidates: unknown): GraphQLSchema {
  class Doctored<Types extends SchemaTypes> extends InvalidationPlugin<Types> {
    override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
      if (config.kind !== 'Mutation' || config.name !== mutation) return super.onOutputFieldConfig(config);
      const pothosOptions = Object.assign({}, config.pothosOptions, { invalidates });
      return super.onOutputFieldConfig(Object.assign({}, config, { pothosOptions }));
    }
  }
  SchemaBuilder.allowPluginReRegistration = true;
  SchemaBuilder.registerPlugin(NAME, Doctored);
  try {
    return builder.toSchema();
  } finally {
    SchemaBuilder.registerPlugin(NAME, InvalidationPlugin);
    SchemaBuilder.allowPluginReRegistration = false;
  }
}
