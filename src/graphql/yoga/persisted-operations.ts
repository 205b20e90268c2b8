// Persisted operations: documents that clients call by key, from a file of GraphQL Code Generator or Relay. An invalid file,
// or a document that does not fit the schema, fails the start.
import { readFile } from 'node:fs/promises';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';

export type PersistedOperations = ReadonlyMap<string, string>;

/** @throws Error that names the file, and each key with its fault */
export async function readPersistedOperations(
  file: string,
  schema: GraphQLSchema,
): Promise<PersistedOperations> {
  const failure = (fault: string) => new Error(`PERSISTED_OPERATIONS: ${file} ${fault}`);
  let documents: Record<string, string>;
  try {
    documents = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw Object.assign(failure('is not a JSON object of documents'), { cause: error });
  }
  const faults = Object.entries(documents).flatMap(([key, document]) =>
    faultsOf(document, schema).map((fault) => `${key}: ${fault}`),
  );
  if (faults.length > 0) throw failure(`does not fit the schema: ${faults.join('; ')}`);
  return new Map(Object.entries(documents));
}

/** @param only refuses every other document */
export function persistedOperationsPlugin(operations: PersistedOperations, only: boolean): Plugin {
  return usePersistedOperations({
    getPersistedOperation: (key) => operations.get(key) ?? null,
    allowArbitraryOperations: !only,
  });
}

function faultsOf(document: string, schema: GraphQLSchema): string[] {
  try {
    return validate(schema, parse(document)).map(({ message }) => message);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}
