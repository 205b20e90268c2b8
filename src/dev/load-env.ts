// Loads .env for `npm run dev`, if there is one. `node --watch` with --env-file-if-exists crashes on Ctrl-C if the file is missing.
import { existsSync } from 'node:fs';

if (existsSync('.env')) process.loadEnvFile('.env');
