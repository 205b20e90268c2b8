// A schema with a list that has no maximum is not built.
import SchemaBuilder from '@pothos/core';
import { expect, it } from 'vitest';
import ListLimitsPlugin from '../../src/graphql/list-limits-plugin.ts';
import { otherPlugins } from './other-plugins.ts';

function testBuilder() {
  const builder = new SchemaBuilder<{ DefaultFieldNullability: false }>({
    plugins: [ListLimitsPlugin],
    defaultFieldNullability: false,
    ...otherPlugins,
  });
  builder.queryType({ fields: (t) => ({ ok: t.boolean({ access: 'public', resolve: () => true }) }) });
  return builder;
}

it('the schema is not built while a list has no maximum, and names each', () => {
  const builder = testBuilder();
  const Filter = builder.inputType('Filter', {
    fields: (t) => ({ cities: t.stringList(), names: t.stringList({ maxItems: 5 }), one: t.string() }),
  });
  builder.queryField('search', (t) =>
    t.boolean({
      access: 'public',
      args: { filter: t.arg({ type: Filter }), ids: t.arg.idList({ required: true }), limit: t.arg.int() },
      resolve: () => true,
    }),
  );
  expect(() => builder.toSchema()).toThrow(/no maximum: Filter\.cities, Query\.ids\. Add maxItems/);
});
