// The faults of an environment, for the tests of its rules.
import { ConfigError, readConfig } from '../../src/config/config.ts';

export function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
