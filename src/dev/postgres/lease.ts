// Owns a process's lease on the shared server: a session's shared advisory lock, which Postgres itself gives up if we die.
// A lost connection is mended on its own, as often as needed, until the lease is given up.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

// Any constant of our own will do; it spells "vita".
const LEASE = 0x76697461;
const LONGEST_WAIT_MS = 5000;

export interface Lease {
  giveUp(): Promise<void>;
}

/**
 * @param url of the database that all leases are on: advisory locks of different databases do not meet.
 * @param revive makes sure that the server runs, and starts it if it died.
 */
export async function takeLease(
  url: string,
  revive: () => Promise<void>,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<Lease> {
  const over = new AbortController();
  let mending: Promise<void> = Promise.resolve();
  let current = await connect(lost);

  function lost(): void {
    if (over.signal.aborted) return;
    log?.warn('Lost the connection to the embedded Postgres; making sure that it runs');
    mending = mend();
  }

  async function mend(): Promise<void> {
    for (let wait = 100; !over.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        await revive();
        current = await connect(lost);
        return;
      } catch (error) {
        log?.warn({ err: error }, 'The embedded Postgres is not back yet');
        // Rejects only when the lease is given up meanwhile, which the loop then sees.
        await delay(wait, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
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
      over.abort();
      await mending;
      // The server may be gone, and the lease with it.
      await current.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await current.end().catch(() => undefined);
    },
  };
}

/** Whether nobody holds a lease. False also when the server does not answer: there is nothing to stop then. */
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
