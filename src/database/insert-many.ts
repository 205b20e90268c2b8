// Inserts many rows in one statement that carries them as JSON. Prisma's createMany compiles every value, which takes the
// processor many times as long.
import { Prisma, type Transaction } from './client.ts';

/** The name in Postgres: prisma/schema.prisma maps every name in this way. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The name in Prisma of a column. */
export function camelCase(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Unlike Prisma it makes neither ids nor times. A column that no row names gets the default of the table.
 * @param table as in Postgres
 * @param rows with names in camelCase
 */
export async function insertMany(tx: Transaction, table: string, rows: readonly object[]): Promise<void> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return;
  const columns = new Map(names.map((name) => [name, snakeCase(name)]));
  const list = Prisma.raw([...columns.values()].map(quoted).join());
  const json = rows.map((row) => {
    const fields = Object.entries<unknown>({ ...row });
    return Object.fromEntries(fields.map(([name, value]) => [columns.get(name) ?? name, value]));
  });
  await tx.$executeRaw`
    INSERT INTO ${Prisma.raw(quoted(table))} (${list})
    SELECT ${list} FROM json_populate_recordset(NULL::${Prisma.raw(quoted(table))}, ${JSON.stringify(json)}::json)`;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
