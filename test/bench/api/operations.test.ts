// The bench asks for what the schema has: it runs for minutes before a request of an operation fails.
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../../src/server/schema.ts';
import { OPERATIONS } from './operations.ts';

it.each(OPERATIONS)('the schema has what $name asks for, as $as', ({ query }) => {
  expect(validate(schema, parse(query))).toEqual([]);
});
