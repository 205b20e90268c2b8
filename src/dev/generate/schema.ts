// Prints the schema as SDL. `npm run generate:schema` writes it to schema.graphql.
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../../server/schema.ts';

process.stdout.write(`${printSchema(lexicographicSortSchema(schema))}\n`);
