// Sends generated requests, some at once, checks each answer, and watches the process meanwhile.
// A finding names the number of its request, so that `--only` can send it again.
import { setTimeout as wait } from 'node:timers/promises';
import { schema } from '../../src/server/schema.ts';
import { createClient, type Client } from './client.ts';
import { createRequests, madeCostly, type FuzzRequest } from './requests.ts';
import { serveForFuzz, type FuzzedVitae } from './served.ts';
import { judge } from './verdict.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many requests, each with a document and its variables. */
  readonly documents: number;
  /** The number of the only request to send. @default null: all */
  readonly only?: number | null;
  /** Called every 1000 requests. */
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  readonly seed: number;
  readonly documents: number;
  readonly seconds: number;
  /** Requests that passed validation and were executed. */
  readonly executed: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Operations whose resolver ran, as in `Query.me`. */
  readonly reached: ReadonlySet<string>;
  /** Fields in documents that were executed, as in `Profile.bio`. */
  readonly asked: ReadonlySet<string>;
  readonly findings: readonly string[];
  /** Resident memory of the process, in bytes. */
  readonly memory: { readonly warm: number; readonly most: number; readonly end: number };
  /** The most processor time during one costly request, in milliseconds. */
  readonly mostMs: number;
}

const CONNECTIONS = 16;
/** The share of requests after which the process counts as warm. */
const WARM_UP = 0.1;
const PROBE_MS = 1000;
/** Every so many requests are sent again, made costly. */
const COSTLY_EVERY = 25;
/** A costly request takes less than 100 ms; jobs of earlier requests run beside it. */
const BUDGET_MS = 1500;
const MAX_FINDINGS = 50;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  await using vitae = await serveForFuzz();
  const { seed, documents, only = null, onProgress = () => undefined } = options;
  const client = createClient(vitae.origin, CONNECTIONS);
  const probes = createClient(vitae.origin, 1);
  const requestOf = createRequests({ schema, seed, material: vitae.material, tokens: vitae.tokens });
  const findings: string[] = [];
  const byStatus: Record<string, number> = {};
  const reached = new Set<string>();
  const asked = new Set<string>();
  let executed = 0;
  let next = only ?? 0;
  const end = only === null ? documents : only + 1;
  let warm = 0;
  let most = 0;
  let mostMs = 0;
  const begun = performance.now();

  async function send(request: FuzzRequest): Promise<void> {
    try {
      const received = await client.send(request);
      byStatus[received.status] = (byStatus[received.status] ?? 0) + 1;
      const verdict = judge(request, received);
      if (verdict.fault !== null) addFinding(request, `${verdict.fault}: ${received.text.slice(0, 500)}`);
      if (!verdict.executed) return;
      executed += 1;
      for (const coordinate of verdict.reached) reached.add(coordinate);
      for (const coordinate of request.document?.coordinates ?? []) asked.add(coordinate);
    } catch (error) {
      addFinding(request, String(error));
    }
  }

  /** One after the other, so that the time of the processor is that of the request, and of some jobs. */
  async function sendCostly(): Promise<void> {
    for (let number = 0; number < documents; number += COSTLY_EVERY) {
      const request = madeCostly(requestOf(number));
      const before = await vitae.processorMs();
      await send(request);
      const ms = (await vitae.processorMs()) - before;
      mostMs = Math.max(mostMs, ms);
      if (ms > BUDGET_MS) addFinding(request, `took ${ms} ms of the processor`);
    }
  }

  function addFinding(request: FuzzRequest, what: string): void {
    if (findings.length >= MAX_FINDINGS) return;
    const sent = request.body?.toString().slice(0, 2000) ?? request.path;
    findings.push(`number ${request.number} of seed ${seed}: ${what}\n  ${request.method} ${sent}`);
  }

  const lane = async () => {
    while (next < end) {
      const number = next;
      next += 1;
      if (number === Math.floor(documents * WARM_UP)) warm = await vitae.memory();
      if (number % 1000 === 0) onProgress(number);
      await send(requestOf(number));
    }
  };
  const watching = watch(vitae, probes, (bytes) => (most = Math.max(most, bytes)));
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  if (only === null) await sendCostly();
  findings.push(...(await watching.stop()));
  const seconds = (performance.now() - begun) / 1000;
  const endMemory = await memoryAtRest(vitae, warm);
  client.close();
  probes.close();
  findings.push(...faultsIn(vitae.output()));
  return {
    seed,
    documents: end - (only ?? 0),
    seconds,
    executed,
    byStatus,
    reached,
    asked,
    findings,
    memory: { warm, most, end: endMemory },
    mostMs,
  };
}

/** Checks /health and the memory once a second. */
function watch(vitae: FuzzedVitae, client: Client, seen: (bytes: number) => void) {
  const faults = new Set<string>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const watching = (async () => {
    while (!signal.aborted) {
      try {
        seen(await vitae.memory());
        const { status } = await client.send({ method: 'GET', path: '/health', headers: {}, body: null });
        if (status !== 200) faults.add(`/health answered ${status}`);
      } catch (error) {
        faults.add(`/health: ${String(error)}`);
      }
      await wait(PROBE_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop(): Promise<ReadonlySet<string>> {
      stopping.abort();
      await watching;
      return faults;
    },
  };
}

/** The least of several samples: garbage collection needs time. */
async function memoryAtRest(vitae: FuzzedVitae, enough: number): Promise<number> {
  let least = await vitae.memory();
  for (let samples = 1; samples < 20 && least > enough; samples += 1) {
    await wait(PROBE_MS / 2);
    least = Math.min(least, await vitae.memory());
  }
  return least;
}

/** Unexpected errors in the log. */
/** On a busy machine a connection may take longer than pg-boss waits. It tries again. */
const BUSY = /Connection terminated due to connection timeout/;

function faultsIn(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => /"level":(50|60)|ERROR|FATAL|UnhandledPromise|out of memory/.test(line))
    .filter((line) => !BUSY.test(line))
    .slice(0, 10)
    .map((line) => `logged: ${line.slice(0, 1500)}`);
}
