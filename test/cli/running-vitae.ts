// A Vitae that runs as a process for the tests of a command, with a database of its own and the sample resumes.
import pg from 'pg';
import { beforeAll } from 'vitest';
import { declaredUrl } from '../support/declared-url.ts';
import { createTestDatabase } from '../support/postgres.ts';
import {
  runCommand,
  startVitaeProcess,
  temporaryDataDir,
  type Finished,
  type VitaeProcess,
} from '../support/vitae-process.ts';

export interface RunningVitae {
  readonly vitae: VitaeProcess;
  /** For fixtures: nothing follows up what it writes. */
  readonly side: pg.Pool;
  /** Of a command that speaks to this Vitae. */
  readonly env: Record<string, string>;
  /** Runs the command on this Vitae, or at the `--url` that is given. */
  run(...args: string[]): Promise<Finished>;
}

/** Starts a Vitae before the tests of this file, and stops it after them. @param script of the command */
export function useRunningVitae(script: string): RunningVitae {
  const running = {} as { -readonly [Name in keyof RunningVitae]: RunningVitae[Name] };
  beforeAll(async () => {
    await using opening = new AsyncDisposableStack();
    const { dataDir } = opening.adopt(await temporaryDataDir(), (data) => data.remove());
    const { url } = opening.adopt(await createTestDatabase(), (database) => database.drop());
    const side = opening.adopt(new pg.Pool({ connectionString: declaredUrl(url), max: 1 }), (pool) =>
      pool.end(),
    );
    side.on('error', () => undefined);
    const env = { PORT: '0', DATA_DIR: dataDir, DATABASE_URL: url, SEED_PROFILES: '0' };
    const vitae = await startVitaeProcess(env);
    opening.defer(async () => {
      await vitae.stop();
    });
    running.vitae = vitae;
    running.side = side;
    running.env = { DATA_DIR: dataDir };
    running.run = (...args) => {
      const url = args.includes('--url') ? [] : ['--url', vitae.url];
      return runCommand(script, [...args, ...url], running.env);
    };
    const opened = opening.move();
    return () => opened.disposeAsync();
  });
  return running;
}

/** Nothing listens there. */
export const NOT_RUNNING = 'http://localhost:1/graphql';
