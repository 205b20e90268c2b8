// Checks the environment: every rule of the variables, misspelt names, the folder of the data.
import { ConfigError, readConfig, type Config } from '../config/config.ts';
import { misspeltVariables } from '../config/misspelt.ts';
import { checkDataDir } from '../server/preflight.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, failure } = findingsOf('environment');
const CORRECT = 'Correct it in the environment or in .env; docs/configuration.md lists every variable';

/** `config` is null where the environment has faults: nothing else can be checked then. */
export async function checkEnvironment(): Promise<{ config: Config | null; findings: Finding[] }> {
  try {
    const config = readConfig();
    await checkDataDir(config);
    const kind = config.production ? 'production' : 'development';
    const told = ok(`valid, for ${kind}, ROLE=${config.role}, Node ${process.versions.node}`);
    return { config, findings: [told, ...misspeltVariables().map((line) => warning(line, CORRECT))] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: null, findings: error.faults.map((fault) => failure(fault, CORRECT)) };
  }
}
