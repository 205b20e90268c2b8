// Owns a Vitae of a test behind a port, as server.ts opens it for a process: for what only real HTTP shows.
import type { AddressInfo } from 'node:net';
import { createReadiness } from '../../src/readiness.ts';
import { startServer } from '../../src/server.ts';
import { createApiOver, type Api } from './api.ts';
import type { Vitae } from './vitae.ts';

export interface Served extends Api {
  readonly port: number;
  /** Of the API. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** On a free port of the loopback. */
export async function serve({ app, tokens }: Pick<Vitae, 'app' | 'tokens'>): Promise<Served> {
  const options = { app, readiness: createReadiness([]), serveMetrics: () => undefined, metricsToken: null };
  const started = await startServer(options, 0);
  const { port } = started.server.address() as AddressInfo;
  const endpoint = `http://localhost:${port}/graphql`;
  return {
    ...createApiOver({ fetch: (_endpoint, init) => fetch(endpoint, init) }, tokens),
    port,
    endpoint,
    stop: () => started.stop(0, 1000),
  };
}
