// The Pothos plugin that draws from the budget of an answer: a list costs its real items, and the pages of a query are read
// one at a time. Cuts a list to its argument `first`.
import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type PothosOutputFieldType,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import { checkSize } from '../keyset.ts';
import { answerBudgetOf } from './answer-budget.ts';
import { itemCost } from './item-cost.ts';

const NAME = 'answer';

declare global {
  // Where Pothos' plugins add their options.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      answer: AnswerPlugin<Types>;
    }
  }
}

type Resolver = GraphQLFieldResolver<unknown, object, object>;

export class AnswerPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { kind, type, args }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (kind === 'Subscription') return eachEvent(resolver);
    const { first } = args;
    const isList = isListOfObjects(type);
    const read = kind === 'Query' && (isList || first) ? page(resolver) : resolver;
    return isList ? list(read, first?.extensions?.['maximum']) : read;
  }
}

function isListOfObjects<Types extends SchemaTypes>(type: PothosOutputFieldType<Types>): boolean {
  return type.kind === 'List' && type.type.kind !== 'Scalar' && type.type.kind !== 'Enum';
}

function eachEvent(resolver: Resolver): Resolver {
  return (parent, args, context, info) => {
    answerBudgetOf(context)?.refill();
    return resolver(parent, args, context, info);
  };
}

function page(resolver: Resolver): Resolver {
  return (parent, args, context, info) => {
    const read = () => resolver(parent, args, context, info);
    return answerBudgetOf(context)?.readPage(read) ?? read();
  };
}

function list(resolver: Resolver, maximum: unknown): Resolver {
  return (parent, args, context, info) => {
    const first =
      typeof maximum === 'number' && 'first' in args ? checkSize('first', args.first, maximum) : null;
    const items: unknown = resolver(parent, args, context, info);
    const spend = (found: unknown) => spent(found, first, context, info);
    return items instanceof Promise ? items.then(spend) : spend(items);
  };
}

/** @throws where the answer has no cost left */
function spent(items: unknown, first: number | null, context: object, info: GraphQLResolveInfo): unknown {
  if (!Array.isArray(items)) return items;
  const some: readonly unknown[] = first === null ? items : items.slice(0, first);
  answerBudgetOf(context)?.spendCost(some.length * itemCost(info));
  return some;
}

SchemaBuilder.registerPlugin(NAME, AnswerPlugin);

export default NAME;
