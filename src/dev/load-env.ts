// Loads .env for the scripts of development, if there is one. Node's --env-file-if-exists prints a line where there is none.
import { existsSync } from 'node:fs';

if (existsSync('.env')) process.loadEnvFile('.env');
