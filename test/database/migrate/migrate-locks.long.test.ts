// The migration runner beside other sessions: it names who holds a lock, waits within bounds, and holds up no writer.
import { Client } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { useMigrations } from './migrations-of-tests.ts';

const migrations = useMigrations();
const { write, run } = migrations;

describe('a lock that another session holds', () => {
  const session = async () => {
    const client = new Client({ connectionString: migrations.url, application_name: 'somebody else' });
    await client.connect();
    return client;
  };
  const pidOf = async (client: Client) =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  const running = (after?: string) => {
    const warn = vi.fn();
    const log = { info: vi.fn(), warn };
    return {
      warn,
      ended: run({ log, ...(after !== undefined && { after }) }),
    };
  };

  it('is named while a start waits for it: who holds it, and since when', async () => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    const other = await session();
    await other.query('SELECT pg_advisory_lock(72707369)');
    const { warn, ended } = running();
    await eventually(() => expect(warn).toHaveBeenCalled());
    expect(warn.mock.calls[0]).toEqual([
      {
        waitsFor: expect.stringMatching(
          new RegExp(
            `^the advisory lock 72707369, held by pid ${await pidOf(other)} \\(application "somebody else", user \\S+, from \\S+, idle, since [\\d: +-]+\\)$`,
          ),
        ) as string,
      },
      'Waiting for a lock',
    ]);
    await other.end();
    expect(await ended).toEqual({ applied: ['1_first'] });
  });

  it.each([
    ['that migrates', 'SELECT pg_advisory_lock(72707369)'],
    ['on the table of a migration', 'BEGIN; SELECT FROM a'],
    ['on the history', 'BEGIN; LOCK TABLE _prisma_migrations'],
  ])('%s ends the start after a bound, with nothing done', async (_name, lock) => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await run();
    await write('2_second', 'ALTER TABLE a ADD COLUMN more TEXT;');
    const other = await session();
    await other.query(lock);
    await expect(run({ lockBoundMs: 1 })).rejects.toMatchObject({
      code: 'LOCK_HELD',
    });
    await other.end();
    expect(await run()).toEqual({ applied: ['2_second'] });
  });

  it.each([
    ['a migration', 'ALTER TABLE a ADD COLUMN more TEXT;', undefined, 'AccessExclusiveLock'],
    [
      'a trigger that is made at the start',
      'CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;',
      'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION nothing()',
      'ShareRowExclusiveLock',
    ],
  ])('does not make writers wait behind %s', async (_name, sql, after, mode) => {
    await write('1_first', 'CREATE TABLE a (id INT);');
    await run();
    await write('2_second', sql);
    const [holder, writer] = [await session(), await session()];
    const holderPid = await pidOf(holder);
    // A writer, too, holds up CREATE TRIGGER.
    await holder.query('BEGIN; INSERT INTO a VALUES (1)');
    const { warn, ended } = running(after);
    await eventually(() => expect(warn).toHaveBeenCalled());
    await writer.query('INSERT INTO a VALUES (2)');
    await eventually(() =>
      expect(warn).toHaveBeenCalledWith(
        {
          waitsFor: expect.stringContaining(`a ${mode} on a, held by pid ${holderPid}`) as string,
          pauseMs: expect.any(Number) as number,
        },
        'A lock is taken; trying again after a pause',
      ),
    );
    await holder.query('COMMIT');
    expect(await ended).toEqual({ applied: ['2_second'] });
    await Promise.all([holder.end(), writer.end()]);
  });
});
