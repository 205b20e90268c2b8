// Writes docs/authorization.md, who may read and do what: npm run generate:authorization. A test compares it.
import { writeFile } from 'node:fs/promises';
import { describeAuthorization } from './authorization-page.ts';
import { schema } from '../../server/schema.ts';

await writeFile('docs/authorization.md', describeAuthorization(schema));
