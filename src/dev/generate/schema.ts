// Writes the schema as SDL to the file of its argument, or prints it: npm run generate:schema. The file stays as it was where
// the schema cannot be built.
import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../../server/schema.ts';

const [file = process.stdout.fd] = process.argv.slice(2);
writeFileSync(file, `${printSchema(lexicographicSortSchema(schema))}\n`);
