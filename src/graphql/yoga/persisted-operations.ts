// Persisted operations: documents that clients call by key, from a file of GraphQL Code Generator or Relay. An invalid file,
// or a document that does not fit the schema, fails the start.
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { FileFault, parseGivenJson, readGivenFile } from '../../config/given-file.ts';

const MAX_BYTES = 20_000_000;
/** Of a fault: it quotes the file. */
const SHOWN_CHARACTERS = 300;

export type PersistedOperations = ReadonlyMap<string, string>;

/** @throws Error that names the file, and each key with its fault */
export async function readPersistedOperations(
  file: string,
  schema: GraphQLSchema,
): Promise<PersistedOperations> {
  const failure = (fault: string) => new Error(`PERSISTED_OPERATIONS: ${file} ${fault}`);
  const documents = await readDocuments(file).catch((error: unknown) => {
    throw error instanceof FileFault ? failure(error.message) : error;
  });
  const faults = Object.entries(documents).flatMap(([key, document]) =>
    faultsOf(document, schema).map((fault) => `${key}: ${fault}`.slice(0, SHOWN_CHARACTERS)),
  );
  if (faults.length > 0) throw failure(`does not fit the schema: ${faults.join('; ')}`);
  return new Map(Object.entries(documents));
}

async function readDocuments(file: string): Promise<Record<string, string>> {
  const text = await readGivenFile(file, MAX_BYTES);
  try {
    return z.record(z.string(), z.string()).parse(parseGivenJson(text));
  } catch (cause) {
    throw new FileFault('is not a JSON object of documents', { cause });
  }
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
