// What is generated is up to date: schema.graphql and docs/authorization.md with the code, the migrations with the Prisma schema.
import { readFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, inject, it } from 'vitest';
import { checkSchemaAgrees } from '../../../src/database/migrate/diff.ts';
import { describeAuthorization } from '../../../src/dev/generate/authorization-page.ts';
import { configurationPage, environmentExample } from '../../../src/dev/generate/configuration-page.ts';
import { schema } from '../../../src/server/schema.ts';

describe('what is generated is up to date', () => {
  it('schema.graphql is what the code says; otherwise run npm run generate:schema', async () => {
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    expect(await readFile('schema.graphql', 'utf8')).toBe(printed);
  });

  it('docs/authorization.md is what the schema says; otherwise run npm run generate:authorization', async () => {
    expect(await readFile('docs/authorization.md', 'utf8')).toBe(describeAuthorization(schema));
  });

  it('docs/configuration.md and .env.example match the variables; otherwise run npm run generate:configuration', async () => {
    expect(await readFile('docs/configuration.md', 'utf8')).toBe(configurationPage());
    expect(await readFile('.env.example', 'utf8')).toBe(environmentExample());
  });

  it('by scripts that empty no file before they have its content', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const generating = Object.entries(scripts).filter(([name]) => name.startsWith('generate'));
    expect(generating).not.toEqual([]);
    expect(generating.filter(([, script]) => script.includes('>'))).toEqual([]);
  });

  it('the migrations lead to prisma/schema.prisma; otherwise run npm run db:new', async () => {
    const { sql } = await checkSchemaAgrees({ url: inject('postgresUrl') });
    expect(sql).toBe('');
  });
});
