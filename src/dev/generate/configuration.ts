// Writes docs/configuration.md and .env.example: npm run generate:configuration. A test compares them.
import { writeFile } from 'node:fs/promises';
import { configurationPage, environmentExample } from './configuration-page.ts';

await writeFile('docs/configuration.md', configurationPage());
await writeFile('.env.example', environmentExample());
