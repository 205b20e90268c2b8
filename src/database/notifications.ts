// Owns the one LISTEN connection of a process: any part may subscribe to a channel, all share the connection.
// When it breaks it is opened again by itself, and every subscriber is called with null: "you may have missed some".
import pg from 'pg';
import type { Logger } from '../observability/logger.ts';

/** @param payload what was notified, or null after a lost connection: look for yourself. */
export type NotificationListener = (payload: string | null) => void;

export interface Notifications {
  /** Resolves once the channel is listened to; returns how to stop. */
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
    next.on('error', (error) => log.warn({ err: error }, 'the notification connection broke'));
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
        log.warn({ err: error }, 'the notification connection is not back yet');
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  return {
    async subscribe(channel, listener) {
      let entry = channels.get(channel);
      if (!entry) {
        // A connection that broke just now listens again by itself as soon as it is back.
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
