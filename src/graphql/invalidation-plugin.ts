// The Pothos plugin for `invalidates`, the field option with which a mutation declares its cache tags. The tags are invalidated
// after the resolver, so after its transaction, and before the answer; a mutation that throws invalidates nothing. The schema
// is not built while a mutation that writes lacks the declaration.
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
  /** Invalidates the tags. Must not reject when the store is down, because the write is committed. */
  readonly invalidate: (tags: readonly string[], context: Types['Context']) => Promise<void>;
  /** Whether a mutation of this name must declare a function of its own. */
  readonly writes: (mutation: string) => boolean;
}

/** The declaration of a mutation that changes nothing in the cache. */
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
       * The cache tags that this mutation makes stale, computed from what its resolver returned; `nothing` where there are
       * none. If it is missing, the compiler's error shows the line below.
       */
      invalidates: TagsOf<Types, Type, Nullable>; // invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
      // Without this property TypeScript reports a missing `invalidates` as a resolver of the wrong type: for one part of the
      // intersection the object would have a property too few and one too many.
      resolve?: unknown;
    }
  }
}

/** The option as the plugin calls it. Its type is checked where it is declared. */
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
