// Loads .env for the scripts of development, if there is one.
import { loadEnv } from '../config/load-env.ts';

const FAILED = 2;
const fault = loadEnv();
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exit(FAILED);
}
