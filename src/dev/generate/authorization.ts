// Prints who may read and do what. `npm run generate:authorization` writes it to docs/authorization.md.
import { describeAuthorization } from './authorization-page.ts';
import { schema } from '../../server/schema.ts';

process.stdout.write(describeAuthorization(schema));
