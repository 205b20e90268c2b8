// The supported clients work against a real process: queries, mutations and subscriptions. After a restart, graceful or not,
// each reconnects by itself and gets the current state.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/postgres.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../../support/vitae-process.ts';
import { drivers, type Driver, type Endpoint } from './drivers.ts';
import { eventually } from '../../support/eventually.ts';

const ME = '{ me { fullName completion { percentage } } }';
const WATCH = 'subscription { completionChanged { percentage } }';
const SAVE = 'mutation { savePhoto(input: { url: "https://example.com/a.jpg" }) { __typename } }';

interface Watching {
  readonly percentages: unknown[];
  readonly statuses: unknown[];
  hasEnded: boolean;
}

describe('a process that restarts', () => {
  const opened = new AsyncDisposableStack();
  const used: Driver[] = [];
  const watching = new Map<string, Watching>();
  let vitae: VitaeProcess;
  let start: (overrides: Record<string, string>) => Promise<VitaeProcess>;
  let sql: (text: string, values: unknown[]) => Promise<unknown>;
  let profileId: string;
  let runId: string;

  beforeAll(async () => {
    const database = opened.adopt(await createTestDatabase(), (made) => made.drop());
    const data = opened.adopt(await temporaryDataDir(), (made) => made.remove());
    const pool = opened.adopt(new pg.Pool({ connectionString: database.url, max: 1 }), (made) => made.end());
    sql = (text, values) => pool.query(text, values);
    start = (overrides) =>
      startVitaeProcess({
        DATABASE_URL: database.url,
        DATA_DIR: data.dataDir,
        SEED_PROFILES: '0',
        LIMIT_REQUESTS_PER_MINUTE: '1000000',
        ...overrides,
      });
    // Without a worker for dispatch, the run stays pending until a later start.
    vitae = await start({ PORT: '0', JOB_CONCURRENCY: 'reindex-dispatch=0' });
    opened.defer(async () => {
      await vitae.stop();
    });
    const driver = use('graphql-ws', person());
    const { me } = (await driver.ask('{ me { id } }')) as { me: { id: string } };
    profileId = me.id;
    const { startReindex } = (await use('graphql-ws', administrator()).ask(
      'mutation { startReindex(input: { mode: FULL }) { id } }',
    )) as { startReindex: { id: string } };
    runId = startReindex.id;
    await driver.ask(SAVE);
  });

  afterAll(async () => {
    await Promise.all(used.map((driver) => driver.dispose()));
    await opened.disposeAsync();
  });

  const person = (): Endpoint => ({ url: vitae.url, token: vitae.personToken });
  const administrator = (): Endpoint => ({ url: vitae.url, token: vitae.administratorToken });
  const names = Object.keys(drivers);

  function use(name: string, endpoint: Endpoint): Driver {
    const driver = drivers[name]?.(endpoint);
    if (!driver) throw new Error(`there is no client ${name}`);
    used.push(driver);
    return driver;
  }

  /** Starts again on the same port. */
  async function restart(overrides: Record<string, string>): Promise<void> {
    vitae = await start({ PORT: new URL(vitae.url).port, ...overrides });
  }

  const everybody = (check: (state: Watching) => void) =>
    eventually(() => {
      for (const name of names)
        check(watching.get(name) ?? { percentages: [], statuses: [], hasEnded: false });
    });

  describe.each(names)('%s', (name) => {
    it('queries, writes and watches', async () => {
      const driver = use(name, person());
      const state: Watching = { percentages: [], statuses: [], hasEnded: false };
      watching.set(name, state);
      const before = (await driver.ask(ME)) as { me: { completion: { percentage: number } } };
      const none = () => undefined;
      driver.watch(WATCH, {
        next: (data) => {
          const { completionChanged } = data as { completionChanged: { percentage: number } };
          state.percentages.push(completionChanged.percentage);
        },
        refused: (codes) => void state.percentages.push(...codes),
        complete: none,
      });
      await eventually(() => expect(state.percentages[0]).toBe(before.me.completion.percentage));
      await driver.ask('mutation { deletePhoto { __typename } }');
      await eventually(() => expect(state.percentages.at(-1)).toBeLessThan(before.me.completion.percentage));
      const without = state.percentages.at(-1);
      await driver.ask(SAVE);
      await eventually(() => expect(state.percentages.at(-1)).toBeGreaterThan(without as number));

      use(name, administrator()).watch(`subscription { reindexProgress(runId: "${runId}") { status } }`, {
        next: (data) => {
          const { reindexProgress } = data as { reindexProgress: { status: string } };
          state.statuses.push(reindexProgress.status);
        },
        refused: (codes) => void state.statuses.push(...codes),
        complete: () => (state.hasEnded = true),
      });
      await eventually(() => expect(state.statuses).toEqual(['PENDING']));
    });

    it('gets the code of a refusal', async () => {
      const refusals: unknown[] = [];
      use(name, person()).watch(`subscription { reindexProgress(runId: "${runId}") { status } }`, {
        next: (data) => void refusals.push(data),
        refused: (codes) => void refusals.push(...codes),
        complete: () => undefined,
      });
      await eventually(() => expect(refusals).toEqual(['NOT_ALLOWED']));
    });
  });

  it('after a graceful stop each client reconnects and gets what was written in between', async () => {
    const before = watching.get(names[0] ?? '')?.percentages.at(-1);
    expect(await vitae.stop()).toBe(0);
    await sql('DELETE FROM photo WHERE profile_id = $1', [profileId]);
    await restart({ JOB_CONCURRENCY: 'reindex-dispatch=0' });
    await everybody(({ percentages, statuses, hasEnded }) => {
      expect(percentages.at(-1)).toBeLessThan(before as number);
      expect(statuses.at(-1)).toBe('PENDING');
      expect(statuses.length).toBeGreaterThan(1);
      expect(hasEnded).toBe(false);
    });
  });

  it('after kill -9 too; the subscription of a run that has ended completes', async () => {
    const before = watching.get(names[0] ?? '')?.percentages.at(-1);
    await vitae.kill();
    await sql('DELETE FROM bio WHERE profile_id = $1', [profileId]);
    await restart({});
    await everybody(({ percentages, statuses, hasEnded }) => {
      expect(percentages.at(-1)).toBeLessThan(before as number);
      expect(statuses.at(-1)).toBe('COMPLETED');
      expect(hasEnded).toBe(true);
    });
  });
});
