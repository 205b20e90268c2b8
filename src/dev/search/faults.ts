// Simulates faults of the real service. A test switches them on over HTTP; otherwise there are none.
// Which request a fault strikes depends only on its seed and on the order of arrival, so a storm can be repeated.
// An invalid plan is a 400 and changes nothing.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import type { JsonObject } from '../../search/json.ts';
import { Failure, badRequest } from './failure.ts';

const milliseconds = z.int().min(1).max(600_000);
const always = {
  /** How likely it strikes, drawn from the plan's seed. */
  probability: z.number().gt(0).max(1).default(1),
  /** How many requests pass before it may strike. */
  after: z.int().min(0).default(0),
  /** How often it strikes at most; null for no limit. */
  times: z.int().min(1).nullable().default(null),
};
const ofRequests = {
  ...always,
  /** GET, searches, browses and reads by id are reads. */
  on: z.enum(['any', 'read', 'write']).default('any'),
  /** Only requests to this host of the server, counted from 0; null for any. */
  host: z.int().min(0).nullable().default(null),
};

const ruleSchema = z.discriminatedUnion('kind', [
  /** Executes a request this much later, also if the client has given up. */
  z.strictObject({ kind: z.literal('latency'), ms: milliseconds, ...ofRequests }),
  /** Answers 429, with Retry-After unless it is null. */
  z.strictObject({
    kind: z.literal('rateLimit'),
    retryAfterSeconds: z.int().min(0).max(86_400).nullable().default(1),
    ...ofRequests,
  }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599).default(503),
    ...ofRequests,
  }),
  /** Resets the connection and executes nothing. */
  z.strictObject({ kind: z.literal('reset'), ...ofRequests }),
  /** Executes the request, and resets the connection instead of answering. */
  z.strictObject({ kind: z.literal('lostAnswer'), ...ofRequests }),
  /** Applies a task this much after it was accepted, and never before an earlier one. */
  z.strictObject({ kind: z.literal('lateTask'), ms: milliseconds, ...always }),
]);

const planSchema = z.strictObject({ seed: z.int().default(0), faults: z.array(ruleSchema).max(100) });

/** The body of PUT /_local/faults. */
export type FaultPlan = z.input<typeof planSchema>;

interface Fault {
  readonly rule: z.infer<typeof ruleSchema>;
  readonly draw: (nth: number) => number;
  /** The requests, or tasks, it was evaluated for, and those it struck. */
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
      throw badRequest(`faults.${at}.host: the server has ${this.#hosts} hosts, counted from 0`);
    }
    this.#seed = seed;
    this.#faults = faults.map((rule, at) => ({ rule, draw: drawsOf(seed, at), asked: 0, struck: 0 }));
  }

  describe(): JsonObject {
    const faults = this.#faults.map(({ rule, asked, struck }): JsonObject => ({ ...rule, asked, struck }));
    return { seed: this.#seed, faults };
  }

  /**
   * Waits and fails as the plan says, in the order of its rules. The first one that ends the request is the last one applied.
   * @returns whether to lose the answer once the request is executed
   * @throws Failure 4xx or 5xx, or ConnectionReset
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

  /** @returns in how many milliseconds the task that is being accepted is due */
  lateness(): number {
    const late = this.#faults.map((fault) =>
      fault.rule.kind === 'lateTask' && strikes(fault) ? fault.rule.ms : 0,
    );
    return Math.max(0, ...late);
  }

  /** Ends delayed requests: a closed server executes nothing. */
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

/** The nth draw from [0, 1). It depends only on the seed and the place in the plan, not on other rules. */
function drawsOf(seed: number, place: number): (nth: number) => number {
  return (nth) => createHash('sha256').update(`${seed}:${place}:${nth}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
