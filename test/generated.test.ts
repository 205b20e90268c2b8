// Owns that what is generated is up to date: the printed schema with the code, the migrations with the Prisma schema.
import { readFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, inject, it } from 'vitest';
import { checkSchemaAgrees } from '../src/database/migrate/diff.ts';
import { schema } from '../src/schema.ts';

describe('what is generated is up to date', () => {
  it('schema.graphql is what the code says; otherwise run npm run generate:schema', async () => {
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    expect(await readFile('schema.graphql', 'utf8')).toBe(printed);
  });

  it('the migrations lead to prisma/schema.prisma; otherwise run npm run db:migrate -- --diff', async () => {
    const { sql } = await checkSchemaAgrees({ url: inject('postgresUrl') });
    expect(sql).toBe('');
  });
});
