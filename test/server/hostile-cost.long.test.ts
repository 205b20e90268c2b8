// Requests that are made to cost much: each is answered with its code, in few bytes and little processor time, whatever the
// transport. The processor time includes that of the client, which runs in the same process.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { body, HOSTILE_INPUTS, LONG } from '../support/hostile-inputs.ts';
import { openSocket, serve, type Served } from '../support/served.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { until } from '../support/eventually.ts';
import { makeFilledProfile, type FilledProfile } from '../support/mutations.ts';
import { PRODUCTION } from './clients/production.ts';

/** The promise is 100 ms. A process that is just started, and the client, take more. */
const BUDGET_MS = 700;
const MAX_BYTES = 30_000;

let vitae: Vitae;
let served: Served;
let own: FilledProfile;
beforeAll(async () => {
  vitae = await startVitae({ workers: false, environment: PRODUCTION });
  served = await serve(vitae.appOptions);
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

/**
 * Milliseconds of this process; the least of at most three tries, as a collection of garbage may fall into one.
 * @returns them, and the last result
 */
async function costOf<Result>(work: () => Promise<Result>): Promise<readonly [number, Result]> {
  let least = Infinity;
  for (let tries = 1; ; tries += 1) {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
    if (least < BUDGET_MS || tries === 3) return [least, result];
  }
}

/** The parameters of a body, each as text. */
function parametersOf(sent: string): Record<string, string> {
  const parsed: unknown = sent.startsWith('{"query"') ? JSON.parse(sent) : {};
  const parameters = Object.entries(parsed as Record<string, unknown>).filter(([, value]) => value !== null);
  return Object.fromEntries(
    parameters.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** Of errors, and not of the faults of their fields. */
const ERROR_CODES = /"code":"(\w+)"(?!,"params")/g;
const codesIn = (text: string) => [...new Set(Array.from(text.matchAll(ERROR_CODES), ([, code]) => code))];

describe('over HTTP', () => {
  const bearer = async () => `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId: own.id })}`;

  async function post(text: string, headers: Record<string, string>, url = served.url) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });
    return { status: response.status, text: await response.text() };
  }

  it.each(HOSTILE_INPUTS)('%s', async (_what, sent, code) => {
    // The mutations come without a token: they cost no more than to be refused.
    const headers = sent.includes('mutation') ? {} : { authorization: await bearer() };
    const [ms, { status, text }] = await costOf(() => post(sent, headers));
    expect(codesIn(text), text.slice(0, 500)).toEqual(code === undefined ? [] : [code]);
    expect(status).toBeLessThan(500);
    expect(text.length).toBeLessThan(MAX_BYTES);
    expect(ms).toBeLessThan(BUDGET_MS);
  });

  /** The head of a request bounds a URL. */
  const inUrl = HOSTILE_INPUTS.filter(([, sent]) => sent.startsWith('{"query"') && sent.length < 15_000).map(
    ([what, sent, code]) => [what, new URLSearchParams(parametersOf(sent)), code] as const,
  );

  it('in a URL: refused where it is too long, otherwise as in a body', async () => {
    for (const [what, parameters, code] of inUrl) {
      const headers = { 'graphql-require-preflight': '1', authorization: await bearer() };
      const [ms, { status, text }] = await costOf(async () => {
        const response = await fetch(`${served.url}?${parameters.toString()}`, { headers });
        return { status: response.status, text: await response.text() };
      });
      expect(status, what).toBeLessThan(500);
      // A mutation may not be sent in a URL.
      if (status !== 431 && status !== 405)
        expect(codesIn(text), what).toEqual(code === undefined ? [] : [code]);
      expect(text.length, what).toBeLessThan(MAX_BYTES);
      expect(ms, what).toBeLessThan(BUDGET_MS);
    }
  });

  it('by the key of a persisted operation', async () => {
    const persistedOperations = new Map(
      HOSTILE_INPUTS.flatMap(([what, sent]) => {
        const { query } = (sent.startsWith('{"query"') ? JSON.parse(sent) : {}) as { query?: string };
        return query === undefined || query.length > 2000 ? [] : [[what, query] as const];
      }),
    );
    await using persisted = await serve({ ...vitae.appOptions, persistedOperations });
    for (const [what, sent, code] of HOSTILE_INPUTS) {
      if (!persistedOperations.has(what) || !sent.includes('"variables":')) continue;
      const document = JSON.stringify(persistedOperations.get(what));
      const key = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: what } });
      const byKey = sent.replace(`{"query":${document}`, () => `{"extensions":${key}`);
      const headers = sent.includes('mutation') ? {} : { authorization: await bearer() };
      const [ms, { status, text }] = await costOf(() => post(byKey, headers, persisted.url));
      expect(codesIn(text), `${what}: ${text.slice(0, 500)}`).toEqual(code === undefined ? [] : [code]);
      expect(status, what).toBeLessThan(500);
      expect(ms, what).toBeLessThan(BUDGET_MS);
    }
  });

  it('as an event stream', async () => {
    const watch = 'subscription ($v: ID) { completionChanged(profileId: $v) { percentage } }';
    const sent = body(watch, `{"v":{"a":"${LONG}"}}`);
    const [ms, { text }] = await costOf(async () => post(sent, { accept: 'text/event-stream' }));
    expect(codesIn(text), text.slice(0, 500)).toEqual(['BAD_REQUEST']);
    expect(text.length).toBeLessThan(MAX_BYTES);
    expect(ms).toBeLessThan(BUDGET_MS);
  });
});

it('over a socket', { timeout: 60_000 }, async () => {
  const operations = HOSTILE_INPUTS.filter(([, sent]) => sent.startsWith('{"query":') && sent.endsWith('}}'));
  const ask = async (sent: string) => {
    const raw = await openSocket(served.socketUrl);
    raw.send({ type: 'connection_init' });
    await until(() => raw.messages.length === 1);
    let closed = '';
    void raw.closed.then((reason) => (closed = reason));
    raw.send(`{"type":"subscribe","id":"1","payload":${sent}}`);
    await until(() => raw.messages.length > 1 || closed !== '');
    raw.socket.close();
    return { closed, answer: JSON.stringify(raw.messages.slice(1)) };
  };
  for (const [what, sent] of operations) {
    const [ms, { closed, answer }] = await costOf(() => ask(sent));
    if (closed !== '') expect(closed, what).toBe('4400 Invalid message received');
    expect(answer.length, what).toBeLessThan(MAX_BYTES);
    expect(answer, what).not.toContain('INTERNAL_SERVER_ERROR');
    expect(ms, what).toBeLessThan(BUDGET_MS);
  }
});
