// Owns the faults of the real service, which a test switches on over HTTP; without that everything works.
// Which request a rule strikes depends on its seed and on the order of arrival alone, so a storm can be repeated.
// A plan that breaks a rule of its form is a 400 and changes nothing.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import type { JsonObject } from '../../search/json.ts';
import { Failure, badRequest } from './failure.ts';

const milliseconds = z.int().min(1).max(600_000);
const always = {
  /** How likely it strikes, by the plan's seed. */
  probability: z.number().gt(0).max(1).default(1),
  /** How many it lets pass first. */
  after: z.int().min(0).default(0),
  /** How often it strikes at most. Null: no limit. */
  times: z.int().min(1).nullable().default(null),
};
const ofRequests = {
  ...always,
  /** Reads are GET, searches, browsing and reading by id. */
  on: z.enum(['any', 'read', 'write']).default('any'),
  /** Only what is sent to this one of the server's hosts, counted from 0. Null: to any. */
  host: z.int().min(0).nullable().default(null),
};

const ruleSchema = z.discriminatedUnion('kind', [
  /** A request is carried out this much later, also where its sender has given up meanwhile. */
  z.strictObject({ kind: z.literal('latency'), ms: milliseconds, ...ofRequests }),
  /** 429, with Retry-After unless it is null. */
  z.strictObject({
    kind: z.literal('rateLimit'),
    retryAfterSeconds: z.int().min(0).max(86_400).nullable().default(1),
    ...ofRequests,
  }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(500).max(599).default(503),
    ...ofRequests,
  }),
  /** The connection is reset, and nothing is carried out. */
  z.strictObject({ kind: z.literal('reset'), ...ofRequests }),
  /** The request is carried out, and the connection is reset instead of the answer. */
  z.strictObject({ kind: z.literal('lostAnswer'), ...ofRequests }),
  /** A task is applied this much after it was accepted, and never before an earlier one. */
  z.strictObject({ kind: z.literal('lateTask'), ms: milliseconds, ...always }),
]);

const planSchema = z.strictObject({ seed: z.int().default(0), faults: z.array(ruleSchema).max(100) });

/** What PUT /_local/faults takes. */
export type FaultPlan = z.input<typeof planSchema>;

interface Fault {
  readonly rule: z.infer<typeof ruleSchema>;
  readonly draw: (nth: number) => number;
  /** How many requests, or tasks, it was asked about, and how many it struck. */
  asked: number;
  struck: number;
}

export interface RequestTraits {
  host: number;
  writes: boolean;
}

/** Ends the connection without an answer. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
}

export class Faults {
  readonly #closing = new AbortController();
  readonly #hosts: number;
  #seed = 0;
  #faults: Fault[] = [];

  /** @param hosts how many the server has */
  constructor(hosts: number) {
    this.#hosts = hosts;
  }

  /** Replaces the plan. @throws Failure 400 */
  set(plan: unknown): void {
    const parsed = planSchema.safeParse(plan);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw badRequest(`${issue?.path.join('.') || 'faults'}: ${issue?.message ?? 'not valid'}`);
    }
    const { seed, faults } = parsed.data;
    for (const [at, rule] of faults.entries()) {
      if (rule.kind === 'lateTask' || rule.host === null || rule.host < this.#hosts) continue;
      throw badRequest(`faults.${at}.host: the server has ${this.#hosts}, counted from 0`);
    }
    this.#seed = seed;
    this.#faults = faults.map((rule, at) => ({ rule, draw: drawsOf(seed, at), asked: 0, struck: 0 }));
  }

  describe(): JsonObject {
    const faults = this.#faults.map(({ rule, asked, struck }): JsonObject => ({ ...rule, asked, struck }));
    return { seed: this.#seed, faults };
  }

  /**
   * Waits and fails as the plan says, in the order of its rules; the first that ends the request ends the look at it.
   * @returns whether the answer is to be lost once the request is carried out
   * @throws Failure 429 or 5xx, or ConnectionReset
   */
  async strike(request: RequestTraits): Promise<{ loseAnswer: boolean }> {
    for (const fault of this.#faults) {
      const { rule } = fault;
      if (rule.kind === 'lateTask' || !concerns(rule, request) || !strikes(fault)) continue;
      if (rule.kind === 'latency') await this.#wait(rule.ms);
      else if (rule.kind === 'lostAnswer') return { loseAnswer: true };
      else throw endOf(rule);
    }
    return { loseAnswer: false };
  }

  /** How many milliseconds after now the task that is being accepted is due. */
  lateness(): number {
    const late = this.#faults.map((fault) =>
      fault.rule.kind === 'lateTask' && strikes(fault) ? fault.rule.ms : 0,
    );
    return Math.max(0, ...late);
  }

  /** Ends what waits: nothing may be carried out on a server that is closed. */
  close(): void {
    this.#closing.abort();
  }

  async #wait(ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, { signal: this.#closing.signal });
    } catch {
      throw new ConnectionReset();
    }
  }
}

type RequestRule = Exclude<z.infer<typeof ruleSchema>, { kind: 'lateTask' }>;

function concerns(rule: RequestRule, { host, writes }: RequestTraits): boolean {
  if (rule.host !== null && rule.host !== host) return false;
  return rule.on === 'any' || (rule.on === 'write') === writes;
}

function strikes(fault: Fault): boolean {
  const { after, probability, times } = fault.rule;
  fault.asked += 1;
  if (fault.asked <= after || (times !== null && fault.struck >= times)) return false;
  if (fault.draw(fault.asked) >= probability) return false;
  fault.struck += 1;
  return true;
}

function endOf(rule: Extract<RequestRule, { kind: 'rateLimit' | 'status' | 'reset' }>): Error {
  if (rule.kind === 'reset') return new ConnectionReset();
  if (rule.kind === 'status') return new Failure(rule.status, 'Switched on by /_local/faults');
  const { retryAfterSeconds: seconds } = rule;
  const headers = seconds === null ? {} : { 'retry-after': String(seconds) };
  return new Failure(429, 'Too many requests', {}, headers);
}

/** The nth draw of [0, 1), the same for the same seed and place in the plan, whatever the other rules drew. */
function drawsOf(seed: number, place: number): (nth: number) => number {
  return (nth) => createHash('sha256').update(`${seed}:${place}:${nth}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
