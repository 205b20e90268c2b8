// The Pothos plugin for `maxItems`, the option of an argument or an input field that is a list: the most items that it may
// hold. A longer list is refused before the resolver, with the path of the list. The schema is not built while a list has no
// maximum. Coercion itself is bounded by LIMIT_VALUES.
import SchemaBuilder, {
  BasePlugin,
  type FieldRequiredness,
  type InputType,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';
import { InvalidInputError, type FieldFault } from './errors.ts';
import { atMost, sentences } from './input-rules.ts';

const NAME = 'listLimits';
/** The extension of an argument or an input field in the built schema. */
const MAX_ITEMS = 'maxItems';

declare global {
  // Where Pothos' plugins add their options.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      listLimits: ListLimitsPlugin<Types>;
    }

    interface InputFieldOptions<
      Types extends SchemaTypes,
      Type extends InputType<Types> | [InputType<Types>],
      Req extends FieldRequiredness<Type>,
    > {
      /** The most items of a list. The schema is not built while a list has none. Its description states it. */
      maxItems?: number | undefined;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

export class ListLimitsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  readonly #unlimited: string[] = [];

  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    if (config.type.kind !== 'List') return config;
    const { maxItems } = config.pothosOptions;
    if (maxItems === undefined) {
      this.#unlimited.push(`${config.parentType}.${config.name}`);
      return config;
    }
    return {
      ...config,
      description: sentences(atMost(maxItems, 'items'), config.description ?? ''),
      extensions: { ...config.extensions, [MAX_ITEMS]: maxItems },
    };
  }

  override wrapResolve(resolver: Resolver<Types>, { args }: PothosOutputFieldConfig<Types>): Resolver<Types> {
    const mayHoldLists = Object.values(args).some(({ type }) => ['List', 'InputObject'].includes(type.kind));
    return mayHoldLists ? checkingLists(resolver) : resolver;
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    if (this.#unlimited.length === 0) return schema;
    throw new Error(
      `These lists have no maximum: ${this.#unlimited.sort().join(', ')}. Add maxItems to the options of each.`,
    );
  }
}

function checkingLists<Types extends SchemaTypes>(resolver: Resolver<Types>): Resolver<Types> {
  return (parent, args, context, info) => {
    const { args: defined = [] } = info.parentType.getFields()[info.fieldName] ?? {};
    const faults = faultsIn(defined, args as Record<string, unknown>, '');
    if (faults.length > 0) throw new InvalidInputError(faults);
    return resolver(parent, args, context, info);
  };
}

/** @param values coerced, by the names of the fields @param path of the object that holds them, with a dot at its end */
function faultsIn(
  fields: readonly (GraphQLArgument | GraphQLInputField)[],
  values: Readonly<Record<string, unknown>>,
  path: string,
): FieldFault[] {
  return fields.flatMap(({ name, type, extensions }) => {
    const value = values[name];
    if (value === null || value === undefined) return [];
    const max = extensions[MAX_ITEMS];
    if (Array.isArray(value) && typeof max === 'number' && value.length > max) {
      return [
        {
          path: `${path}${name}`,
          message: `must hold ${atMost(max, 'items')}`,
          code: 'TOO_MANY',
          params: { max },
        },
      ];
    }
    const named = getNamedType(type);
    if (!isInputObjectType(named)) return [];
    const inside = Object.values(named.getFields());
    if (!isListType(getNullableType(type))) {
      return faultsIn(inside, value as Record<string, unknown>, `${path}${name}.`);
    }
    return (value as (Record<string, unknown> | null)[]).flatMap((item, index) =>
      item === null ? [] : faultsIn(inside, item, `${path}${name}.${index}.`),
    );
  });
}

SchemaBuilder.registerPlugin(NAME, ListLimitsPlugin);

export default NAME;
