// Runs a contender in this process: gives it connections and the bulk call, and prints its report. Stops it between two calls
// at its time limit. An error ends it.
import pg from 'pg';
import { createSearchGateway } from '../../../src/search/gateway.ts';
import type { PlainDocument, ProfileRow } from './documents.ts';

/** The only argument of a contender, as JSON. */
export interface Task {
  readonly databaseUrl: string;
  readonly search: { readonly appId: string; readonly adminKey: string; readonly url: string };
  readonly indexName: string;
  /** The time limit in milliseconds. Null for none. */
  readonly bound: number | null;
  /** Batches at once, if the contender supports it. */
  readonly lanes: number;
}

/** The output of a contender at its end, as JSON. */
export interface Report {
  /** The number of written documents. */
  readonly written: number;
  /** Milliseconds from the first query to the last response, without connecting. */
  readonly ms: number;
  /** Processor time of the process in milliseconds. */
  readonly processorMs: number;
  /** The peak memory of the process in bytes. */
  readonly peakBytes: number;
  /** Whether its time limit ended it. */
  readonly stopped: boolean;
}

export interface Frame {
  readonly client: pg.Client;
  /** Opens another connection. */
  connect(): Promise<pg.Client>;
  readonly lanes: number;
  /** The time for which completions are computed. */
  readonly now: Date;
  /** Writes the documents with one bulk call, as Vitae does. */
  readonly send: (client: pg.Client, documents: readonly PlainDocument[]) => Promise<void>;
}

export const BATCH = 500;
export const PROFILE_COLUMNS = 'id, handle, full_name, revision';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

class TimeLimit extends Error {}

/** Reads the next public profiles by keyset. @param after null for the first page */
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
      if (bound !== null && performance.now() - started > bound) throw new TimeLimit();
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
    if (!(error instanceof TimeLimit)) throw error;
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
