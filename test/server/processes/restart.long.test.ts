// Starts, stops and kills Vitae as a person or a machine does, and uses its commands meanwhile.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../../../src/client/client.ts';
import { graphql } from '../../../src/client/generated/index.ts';
import { readUntil } from '../../support/eventually.ts';
import {
  runCommand,
  startVitaeProcess,
  temporaryDataDir,
  type VitaeProcess,
} from '../../support/vitae-process.ts';

const StartFullRun = graphql(`
  mutation StartFullRun($batchSize: Int) {
    startReindex(input: { mode: FULL, batchSize: $batchSize }) {
      id
    }
  }
`);

const RunById = graphql(`
  query RunById($id: ID!) {
    reindexRun(id: $id) {
      ...RunFields
    }
  }
`);

const FindEngineers = graphql(`
  query FindEngineers {
    searchProfiles(query: "", first: 1) {
      totalCount
    }
  }
`);

const SEED = 600;

describe('a Vitae that is started, stopped and killed', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let vitae: VitaeProcess;
  const environment = () => ({ PORT: '0', DATA_DIR: data.dataDir, SEED_PROFILES: String(SEED) });
  const client = () => createApiClient(vitae.url, vitae.administratorToken);

  const runOf = async (id: string) => (await client().request(RunById, { id })).reindexRun;

  /** A run that has sent its first batches. A run that ended before it was seen is followed by another. */
  async function runningRun(): Promise<string> {
    for (;;) {
      const { startReindex: started } = await client().request(StartFullRun, { batchSize: 2 });
      const run = await readUntil(
        () => runOf(started.id),
        (read) => (read?.processed ?? 0) > 0,
      );
      if (run?.status === 'RUNNING') return started.id;
    }
  }

  beforeAll(async () => {
    data = await temporaryDataDir();
    vitae = await startVitaeProcess(environment());
  });

  afterAll(async () => {
    await vitae.stop();
    await data.remove();
  });

  it('kill -9 of all processes during a run: the next start finishes it', { timeout: 600_000 }, async () => {
    const id = await runningRun();
    await killEverything(vitae, data.dataDir);

    vitae = await startVitaeProcess(environment());
    const reindexRun = await readUntil(
      () => runOf(id),
      (run) => run?.status === 'COMPLETED',
    );
    expect(reindexRun?.processed).toBe(reindexRun?.total);
    expect(reindexRun?.upserted).toBe(reindexRun?.total);
    const { searchProfiles } = await client().request(FindEngineers, {});
    expect(searchProfiles.totalCount).toBe(reindexRun?.total);
  });

  it('Ctrl-C does not stop the run, and prints how to watch it again', async () => {
    const port = new URL(vitae.url).port;
    let runId = '';
    let pressed = false;
    const { code, stdout } = await runCommand(
      'cli/reindex.ts',
      ['--mode', 'FULL', '--batch-size', '10', '--watch'],
      { ...environment(), PORT: port },
      (text, child) => {
        runId ||= /: (\S{36})\n/.exec(text)?.[1] ?? '';
        if (!pressed && / % /.test(text)) pressed = child.kill('SIGINT');
      },
    );
    expect(code).toBe(130);
    expect(stdout).toContain(`npm run reindex -- --watch ${runId}`);
    await readUntil(
      () => runOf(runId),
      (run) => run?.status === 'COMPLETED',
    );
  });

  it('a second Vitae on the same DATA_DIR is refused, and the first keeps running', async () => {
    const { code, stderr } = await runCommand('main.ts', [], { ...environment(), PORT: '0' });
    expect(stderr).toMatch(/^Vitae cannot start: another Vitae runs on this DATA_DIR\. Set DATA_DIR/m);
    expect(code).toBe(2);
    const { searchProfiles } = await createApiClient(vitae.url, null).request(FindEngineers, {});
    expect(searchProfiles.totalCount).toBeGreaterThan(100);
  });

  it('a second Vitae with another PORT and DATA_DIR runs beside it, with its own data', async () => {
    const other = await temporaryDataDir();
    const second = await startVitaeProcess({ PORT: '0', DATA_DIR: other.dataDir, SEED_PROFILES: '0' });
    try {
      const { searchProfiles } = await createApiClient(vitae.url, null).request(FindEngineers, {});
      expect(searchProfiles.totalCount).toBeGreaterThan(100);
      await expect
        .poll(
          async () =>
            (await createApiClient(second.url, null).request(FindEngineers, {})).searchProfiles.totalCount,
        )
        .toBe(4);
    } finally {
      expect(await second.stop()).toBe(0);
      await other.remove();
    }
  });
});

/** Kills Vitae, its search server and its Postgres. */
async function killEverything(vitae: VitaeProcess, dataDir: string): Promise<void> {
  const pidsOf = (...args: string[]) =>
    execFileSync('pgrep', args, { encoding: 'utf8' }).trim().split('\n').map(Number);
  const children = pidsOf('-P', String(vitae.pid));
  await vitae.kill();
  for (const pid of [...children, ...pidsOf('-f', `postgres.*${dataDir}`)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
