// `invalidates` runs after the write and before the answer. A schema without a declaration is not built.
import SchemaBuilder from '@pothos/core';
import { graphql, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { beginsWithVerb } from '../../../src/lint/completion/verbs.ts';
import InvalidationPlugin, { nothing } from '../../../src/graphql/invalidation-plugin.ts';
import { otherPlugins } from '../other-plugins.ts';

interface TestContext {
  readonly log: string[];
}

function testBuilder() {
  const builder = new SchemaBuilder<{ Context: TestContext; DefaultFieldNullability: false }>({
    plugins: [InvalidationPlugin],
    defaultFieldNullability: false,
    ...otherPlugins,
    invalidation: {
      invalidate: (tags, { log }) => {
        log.push(`invalidate ${tags.join()}`);
        return Promise.resolve();
      },
      writes: (mutation) => beginsWithVerb(mutation),
    },
  });
  builder.queryType({ fields: (t) => ({ ok: t.boolean({ access: 'public', resolve: () => true }) }) });
  builder.mutationType({});
  return builder;
}

async function run(schema: GraphQLSchema, source: string): Promise<{ log: string[]; errors: string[] }> {
  const log: string[] = [];
  const { errors = [] } = await graphql({ schema, source, contextValue: { log } });
  log.push('answer');
  return { log, errors: errors.map(({ message }) => message) };
}

describe('invalidates', () => {
  it('runs after the resolver and before the answer, with what the resolver returned', async () => {
    const builder = testBuilder();
    builder.mutationField('saveName', (t) =>
      t.string({
        access: 'public',
        invalidates: (written) => [`tag-of-${written}`],
        resolve: (_root, _args, { log }) => {
          log.push('write');
          return 'ada';
        },
      }),
    );
    const { log, errors } = await run(builder.toSchema(), 'mutation { saveName }');
    expect(errors).toEqual([]);
    expect(log).toEqual(['write', 'invalidate tag-of-ada', 'answer']);
  });

  it('does not run for a mutation that throws, because its transaction was rolled back', async () => {
    const builder = testBuilder();
    builder.mutationField('saveName', (t) =>
      t.string({
        access: 'public',
        invalidates: () => ['tag'],
        resolve: () => {
          throw new Error('rolled back');
        },
      }),
    );
    const { log, errors } = await run(builder.toSchema(), 'mutation { saveName }');
    expect(errors).toEqual(['rolled back']);
    expect(log).toEqual(['answer']);
  });

  it('does not build a schema with mutations that write and declare nothing, and names all of them', () => {
    const builder = testBuilder();
    for (const name of ['saveName', 'pauseName', 'editName'])
      builder.mutationField(name, (t) =>
        t.string({ access: 'public', invalidates: nothing, resolve: () => '' }),
      );
    builder.mutationField('deleteName', (t) =>
      t.string({ access: 'public', invalidates: () => ['tag'], resolve: () => '' }),
    );
    expect(() => builder.toSchema()).toThrow(
      'These mutations write and do not declare what they invalidate: ' +
        "mutationField('editName'), mutationField('saveName'). Add to the options of each: " +
        'invalidates: ({ profileId }) => [profileCompletionTag(profileId)],',
    );
  });
});
