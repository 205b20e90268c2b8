// Prints who may read and do what: `npm run generate:authorization` writes it to AUTHORIZATION.md, and CI compares.
import { describeAuthorization } from '../graphql/authorization-page.ts';
import { schema } from '../schema.ts';

process.stdout.write(describeAuthorization(schema));
