// What an operator sees of a troubled Vitae: its parts, metrics, jobs, runs and documents.
import { expect } from 'vitest';
import { expectIndexEqualsDatabase } from '../../support/index-equals-database.ts';
import type { TroubledVitae } from './troubled-vitae.ts';

/** What stands for the words of a page, what its commands do not do, and what shows that its trouble is there and over. */
export interface Trouble {
  readonly words?: Record<string, string>;
  readonly seen?: () => Promise<unknown>;
  /** Before the commands. */
  readonly mend?: () => Promise<unknown>;
  readonly over: () => Promise<unknown>;
}

export type Troubles = Readonly<Record<string, () => Promise<Trouble>>>;
export type Checks = ReturnType<typeof createChecks>;

export function createChecks(troubled: TroubledVitae) {
  const first = async <Row extends object>(sql: string, ...values: string[]) =>
    (await troubled.side.query<Row>(sql, values)).rows[0];

  const partIs = (part: string, state: string) => async () =>
    expect(await troubled.parts()).toMatchObject({ [part]: state });
  const metricIs =
    (value: number, ...which: Parameters<typeof troubled.metric>) =>
    async () =>
      expect(await troubled.metric(...which)).toBe(value);
  const listSays = (words: RegExp) => async () =>
    expect((await troubled.type('npm run -s jobs -- list')).stdout).toMatch(words);
  const listSaysNot = (words: RegExp) => async () =>
    expect((await troubled.type('npm run -s jobs -- list')).stdout).not.toMatch(words);
  const indexIsWhole = async () => {
    await metricIs(0, 'vitae_index_lag_seconds')();
    expect(await expectIndexEqualsDatabase(troubled)).toBeGreaterThan(20);
  };
  const statusOf = async (id: string) =>
    (await first<{ status: string }>('SELECT status FROM reindex_run WHERE id = $1', id))?.status;
  const latestRun = async () =>
    (await first<{ id: string }>('SELECT id FROM reindex_run ORDER BY id DESC LIMIT 1'))?.id ?? '';
  const indexedProfile = async () =>
    (
      await first<{ id: string }>(
        'SELECT profile_id AS id FROM search_state WHERE indexed ORDER BY 1 LIMIT 1',
      )
    )?.id ?? '';
  /** The deployment that this database is of. */
  const deployment = async () =>
    (await first<{ incarnation: string }>('SELECT incarnation FROM search_target WHERE id = 0'))
      ?.incarnation ?? '';
  return {
    partIs,
    metricIs,
    listSays,
    listSaysNot,
    indexIsWhole,
    statusOf,
    latestRun,
    indexedProfile,
    deployment,
  };
}
