// A process's lease on the shared server: a session's shared advisory lock, which Postgres releases if the process dies.
// A lost connection is opened again, as often as needed, until the lease is given up.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

// Any constant; it spells "vita".
const LEASE = 0x76697461;
const LONGEST_WAIT_MS = 5000;

export interface Lease {
  giveUp(): Promise<void>;
}

/**
 * @param url the same database for all leases: an advisory lock belongs to one database
 * @param revive makes sure that the server runs, and starts it if it died
 */
export async function takeLease(
  url: string,
  revive: () => Promise<void>,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<Lease> {
  const givenUp = new AbortController();
  let reconnecting: Promise<void> = Promise.resolve();
  let current = await connect(lost);

  function lost(): void {
    if (givenUp.signal.aborted) return;
    log?.warn('Lost the connection to the embedded Postgres; making sure that it runs');
    reconnecting = reconnect();
  }

  async function reconnect(): Promise<void> {
    for (let wait = 100; !givenUp.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        await revive();
        current = await connect(lost);
        return;
      } catch (error) {
        log?.warn({ err: error }, 'The embedded Postgres is not back yet');
        // Rejects only when the lease is given up; the loop then ends.
        await delay(wait, undefined, { signal: givenUp.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async function connect(onLost: () => void): Promise<Client> {
    const client = new Client({ connectionString: url, application_name: 'vitae lease', keepAlive: true });
    // 'end' follows every 'error', and comes also without one.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('SET idle_session_timeout = 0');
      await client.query('SELECT pg_advisory_lock_shared($1)', [LEASE]);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on('end', onLost);
    return client;
  }

  return {
    giveUp: async () => {
      givenUp.abort();
      await reconnecting;
      // Fails where the server is gone; the lease is then gone too.
      await current.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await current.end().catch(() => undefined);
    },
  };
}

/** Whether no process holds a lease. Also false when the server does not answer: then there is nothing to stop. */
export async function isUnleased(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [
      LEASE,
    ]);
    return rows[0]?.free === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
