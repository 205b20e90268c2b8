// The Pothos plugin for resolvers that throw anything but one Error, as libraries may. It becomes the cause of an Error: the
// executor takes an AggregateError apart, and keeps only the text of what is no Error, "[object Object]" for an object.
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';

const NAME = 'thrown';

declare global {
  // Where Pothos' plugins add their options.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      thrown: ThrownPlugin<Types>;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

export class ThrownPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolver: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    const readsProperty = config.extensions?.['pothosExposedField'] !== undefined;
    return readsProperty ? resolver : throwingErrors(resolver);
  }

  override wrapSubscribe(subscribe: Resolver<Types> | undefined): Resolver<Types> | undefined {
    return subscribe && throwingErrors(subscribe);
  }
}

function throwingErrors<Types extends SchemaTypes>(resolver: Resolver<Types>): Resolver<Types> {
  return (parent, args, context, info) => {
    try {
      const result: unknown = resolver(parent, args, context, info);
      return result instanceof Promise ? result.catch(rethrow) : result;
    } catch (thrown) {
      return rethrow(thrown);
    }
  };
}

/** @throws Error */
function rethrow(thrown: unknown): never {
  if (thrown instanceof Error && !(thrown instanceof AggregateError)) throw thrown;
  throw new Error('a resolver threw anything but one Error', { cause: thrown });
}

SchemaBuilder.registerPlugin(NAME, ThrownPlugin);

export default NAME;
