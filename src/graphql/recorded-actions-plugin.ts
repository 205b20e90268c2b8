// The Pothos plugin that records what administrators do: each call of a mutation that only they may call, with who called it, when,
// and with which arguments. It is recorded before it is carried out, so that none is missing; one that failed stands there too.
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';

const NAME = 'recordedActions';

export interface Action {
  /** The name of the mutation. */
  readonly action: string;
  readonly arguments: object;
}

export interface RecordedActionsOptions<Types extends SchemaTypes> {
  /** A call whose record rejects is not carried out. */
  readonly record: (action: Action, context: Types['Context']) => Promise<unknown>;
}

declare global {
  // Where Pothos' plugins add their options.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      recordedActions: RecordedActionsPlugin<Types>;
    }

    interface SchemaBuilderOptions<Types extends SchemaTypes> {
      recordedActions: RecordedActionsOptions<Types>;
    }
  }
}

export class RecordedActionsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (config.kind !== 'Mutation' || config.pothosOptions.access !== 'administrator') return resolver;
    const { record } = this.builder.options.recordedActions;
    return async (parent, args, context, info) => {
      await record({ action: config.name, arguments: args }, context);
      return resolver(parent, args, context, info);
    };
  }
}

SchemaBuilder.registerPlugin(NAME, RecordedActionsPlugin);

export default NAME;
