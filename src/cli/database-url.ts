// `npm run db:url`: prints the URL of the configured database, or of the embedded one while a Vitae runs on it.
import { readConfig } from '../config/config.ts';
import { runningDatabaseUrl } from '../services/postgres.ts';
import { createCommand } from './command.ts';

const program = createCommand('database-url').description('Prints the URL of the database.').parse();
const config = readConfig();
const url = await runningDatabaseUrl(config);
if (url !== null) process.stdout.write(`${url}\n`);
else program.error(`No Vitae runs on ${config.dataDir}: start one with npm start, then try again.`);
