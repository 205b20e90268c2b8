// One LISTEN connection for the whole process: any part may subscribe to a channel.
// A broken connection is opened again. Every subscriber is then called with null, because it may have missed notifications.
import pg from 'pg';
import type { Logger } from '../observability/logger.ts';

/** @param payload of the notification; null after a lost connection: read the current state */
export type NotificationListener = (payload: string | null) => void;

export interface Notifications {
  /** Resolves once LISTEN is active. @returns a function that unsubscribes */
  subscribe(channel: string, listener: NotificationListener): Promise<() => void>;
  close(): Promise<void>;
}

const RECONNECT_MS = 500;

export async function createNotifications(url: string, log: Logger): Promise<Notifications> {
  const channels = new Map<string, { listeners: Set<NotificationListener>; listening: Promise<unknown> }>();
  let closed = false;
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'vitae-listen' });
    next.on('notification', ({ channel, payload }) => {
      for (const listener of channels.get(channel)?.listeners ?? []) listener(payload ?? '');
    });
    next.on('error', (error) => log.warn({ err: error }, 'The LISTEN connection broke'));
    await next.connect();
    for (const channel of channels.keys()) await listen(next, channel);
    next.once('end', () => void reconnect());
    return next;
  }

  async function reconnect(): Promise<void> {
    while (!closed) {
      try {
        client = await connect();
        for (const { listeners } of channels.values()) for (const listener of listeners) listener(null);
        return;
      } catch (error) {
        log.warn({ err: error }, 'The LISTEN connection is not back yet');
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  return {
    async subscribe(channel, listener) {
      let entry = channels.get(channel);
      if (!entry) {
        // If the connection is broken, LISTEN is sent again when it is back.
        const listening = listen(client, channel).catch((error: unknown) =>
          log.warn({ err: error }, 'LISTEN failed'),
        );
        entry = { listeners: new Set(), listening };
        channels.set(channel, entry);
      }
      const { listeners, listening } = entry;
      listeners.add(listener);
      await listening;
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      await client.end();
    },
  };
}

function listen(client: pg.Client, channel: string) {
  return client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
}
