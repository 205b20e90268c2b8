// Finds the fields that only the owner of a row and the administrator may read: those that read a column declared so, under
// whatever name, and those that lead to a table declared so as a whole. The authorization plugin guards them.
import type { OutputType, PothosOutputFieldConfig, PothosOutputFieldType, SchemaTypes } from '@pothos/core';
import type { Access } from './access.ts';

/** By Prisma model: its columns, or 'all'. */
export type OwnerOnly = ReadonlyMap<string, OwnerOnlyColumns>;
export type OwnerOnlyColumns = 'all' | readonly string[];

/** A type, as Pothos configures it and as it is built. */
interface TypeLike {
  readonly name: string;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Its Prisma model; empty where it has none. */
export function modelOf({ extensions }: TypeLike): string {
  const model = extensions?.['pothosPrismaModel'];
  return typeof model === 'string' ? model : '';
}

/** @throws where the values of the type do not hold the id of their profile */
export function ownerOf(type: TypeLike): Access {
  const column = modelOf(type) === 'Profile' ? 'id' : 'profileId';
  const select = type.extensions?.['pothosPrismaSelect'];
  if (modelOf(type) !== '' && !keysOf(select).includes(column)) {
    throw new Error(`${type.name} holds what only its owner may read: add select: { ${column}: true }`);
  }
  return { owner: (parent) => String((parent as Readonly<Record<string, unknown>>)[column]) };
}

/** The columns that a field of a prisma object reads: the one that it exposes, or those of its own `select`. */
export function columnsOf<Types extends SchemaTypes>({
  name,
  extensions,
  pothosOptions,
}: PothosOutputFieldConfig<Types>): readonly string[] {
  const select = 'select' in pothosOptions ? pothosOptions.select : undefined;
  return [name, ...keysOf(extensions?.['pothosPrismaSelect']), ...keysOf(select)];
}

/** The type of the items of a list, else the type. */
export function itemTypeOf<Types extends SchemaTypes>(type: PothosOutputFieldType<Types>): OutputType<Types> {
  return type.kind === 'List' ? itemTypeOf(type.type) : type.ref;
}

const keysOf = (select: unknown) =>
  typeof select === 'object' && select !== null ? Object.keys(select) : [];
