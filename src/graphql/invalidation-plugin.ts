// Owns `invalidates`: what a mutation field declares about the cache, as part of its own options. The tags are carried
// out after the resolver, and so after its transaction, and before the answer; a mutation that throws invalidates
// nothing. A schema in which a writing mutation declares nothing is not built. Knows nothing of profiles.
import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type ShapeFromTypeParam,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';

const NAME = 'invalidation';

export interface InvalidationOptions<Types extends SchemaTypes> {
  /** Carries the tags out. It must not reject for a store that is down: the write has happened. */
  readonly invalidate: (tags: readonly string[], context: Types['Context']) => Promise<void>;
  /** Which mutations must declare at least a function of what they wrote. */
  readonly writes: (mutation: string) => boolean;
}

/** For mutations that change nothing which is cached. */
export const nothing = (): readonly string[] => [];

type TagsOf<
  Types extends SchemaTypes,
  Type extends TypeParam<Types>,
  Nullable extends FieldNullability<Type>,
> = (written: ShapeFromTypeParam<Types, Type, Nullable>) => readonly string[];

declare global {
  // Where Pothos' plugins add their options.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      invalidation: InvalidationPlugin<Types>;
    }

    interface SchemaBuilderOptions<Types extends SchemaTypes> {
      invalidation: InvalidationOptions<Types>;
    }

    interface MutationFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      /**
       * The cache tags that this mutation makes stale, from what its resolver returned; `nothing` where there are none.
       * The compiler shows the line below where it is missing.
       */
      invalidates: TagsOf<Types, Type, Nullable>; // invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
      // Named here too, or what is missing is reported as a resolver of the wrong type: TypeScript infers nothing from
      // an object that has, for one part of an intersection, both a property too few and one too many.
      resolve?: unknown;
    }
  }
}

/** An option as the plugin runs it; that it fits its own field is checked where it is declared. */
type Declared = (written: unknown) => readonly string[];

export class InvalidationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  readonly #undeclared: string[] = [];

  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (config.kind !== 'Mutation' || !this.builder.options.invalidation.writes(config.name)) return config;
    const declared: unknown = config.pothosOptions.invalidates;
    if (typeof declared !== 'function' || declared === nothing) this.#undeclared.push(config.name);
    return config;
  }

  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (config.kind !== 'Mutation') return resolver;
    const invalidates: Declared = config.pothosOptions.invalidates;
    const { invalidate } = this.builder.options.invalidation;
    return async (parent, args, context, info) => {
      const written: unknown = await resolver(parent, args, context, info);
      await invalidate(invalidates(written), context);
      return written;
    };
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    if (this.#undeclared.length === 0) return schema;
    const fields = this.#undeclared.sort().map((name) => `mutationField('${name}')`);
    throw new Error(
      `These mutations write and do not declare what they invalidate: ${fields.join(', ')}. ` +
        'Add to the options of each: invalidates: ({ profileId }) => [profileCompletionTag(profileId)],',
    );
  }
}

SchemaBuilder.registerPlugin(NAME, InvalidationPlugin);

export default NAME;
