// Reads an exposed column from the row where the row holds it. The Prisma plugin first looks for the statement that read the
// row, for each field of each row. Put this plugin before it.
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';

const NAME = 'exposedColumns';

declare global {
  // Plugins of Pothos add their options here.
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      exposedColumns: ExposedColumnsPlugin<Types>;
    }
  }
}

export class ExposedColumnsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { kind, extensions }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const column: unknown = extensions?.['pothosExposedField'];
    if (kind !== 'PrismaObject' || typeof column !== 'string') return resolve;
    return (row, args, context, info) =>
      isRowWith(row, column) ? row[column] : resolve(row, args, context, info);
  }
}

function isRowWith(row: unknown, column: string): row is Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null && column in row;
}

SchemaBuilder.registerPlugin(NAME, ExposedColumnsPlugin);

export default NAME;
