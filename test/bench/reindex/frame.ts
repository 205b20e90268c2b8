// Shared by the processes of all contenders: two connections, the bulk call, the time limit and the printed report. A contender
// is stopped between two calls when its time is up; an error ends it.
import pg from 'pg';
import { createSearchGateway } from '../../../src/search/gateway.ts';
import type { PlainDocument, ProfileRow } from './documents.ts';

/** What the bench tells a contender, as JSON in its only argument. */
export interface Task {
  readonly databaseUrl: string;
  readonly search: { readonly appId: string; readonly adminKey: string; readonly url: string };
  readonly indexName: string;
  /** Milliseconds; null: as long as it takes. */
  readonly bound: number | null;
  /** How many batches at once, where the contender can. */
  readonly lanes: number;
}

/** What a contender prints at its end, as JSON. */
export interface Report {
  /** Documents that were written. */
  readonly written: number;
  /** Milliseconds, from the first query to the last answer; connecting is not in it. */
  readonly ms: number;
  /** Milliseconds of processor time that the process has used meanwhile. */
  readonly processorMs: number;
  /** Bytes: the most that the process ever held in memory. */
  readonly peakBytes: number;
  /** Whether its time was up before it was done. */
  readonly stopped: boolean;
}

export interface Frame {
  readonly client: pg.Client;
  /** Another connection. */
  connect(): Promise<pg.Client>;
  readonly lanes: number;
  /** When it began: what is stale is so at this moment. */
  readonly now: Date;
  /** Writes these with one bulk call, of the kind that Vitae sends. */
  readonly send: (client: pg.Client, documents: readonly PlainDocument[]) => Promise<void>;
}

export const BATCH = 500;
export const PROFILE_COLUMNS = 'id, handle, full_name, revision';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

class TimeIsUp extends Error {}

/** The next public profiles by keyset. @param after null: from the start */
export async function nextPage(client: pg.Client, after: string | null): Promise<ProfileRow[]> {
  const { rows } = await client.query<ProfileRow>(
    `SELECT ${PROFILE_COLUMNS} FROM profile WHERE visibility = 'PUBLIC' AND id > $1 ORDER BY id LIMIT ${BATCH}`,
    [after ?? FIRST_ID],
  );
  return rows;
}

/** Runs a contender in this process. */
export async function contend(way: (frame: Frame) => Promise<void>): Promise<void> {
  const { databaseUrl, search, indexName, bound, lanes } = JSON.parse(process.argv[2] ?? '') as Task;
  const clients: pg.Client[] = [];
  const connect = async () => {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'vitae-bench' });
    await client.connect();
    clients.push(client);
    return client;
  };
  const { appId, adminKey, url } = search;
  const gateway = createSearchGateway({ appId, apiKey: adminKey, indexName, hosts: [url] });
  const client = await connect();
  let written = 0;
  let stopped = false;
  const started = performance.now();
  const processor = process.cpuUsage();
  const frame: Frame = {
    client,
    connect,
    lanes,
    now: new Date(),
    async send(own, documents) {
      if (bound !== null && performance.now() - started > bound) throw new TimeIsUp();
      const { rows } = await own.query<{ version: string }>(`SELECT nextval('search_version') AS version`);
      const version = Number(rows[0]?.version);
      await gateway.write(
        documents.map((document) => ({ type: 'upsert', object: { ...document, version } })),
      );
      written += documents.length;
    },
  };
  try {
    await way(frame);
  } catch (error) {
    if (!(error instanceof TimeIsUp)) throw error;
    stopped = true;
  }
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(processor);
  for (const one of clients) await one.end();
  const report: Report = {
    written,
    ms,
    processorMs: (user + system) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    stopped,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
