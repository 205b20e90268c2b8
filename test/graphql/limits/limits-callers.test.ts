// Limits of a caller: requests in a minute, counted together through Redis, and which subscriptions count.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenRateLimiter } from '../../../src/services/memory-rate-limiter.ts';
import { openRedisRateLimiter } from '../../../src/services/redis-rate-limiter.ts';
import type { App } from '../../../src/server/app.ts';
import type { As } from '../../support/api.ts';
import { mutated } from '../../support/mutations.ts';
import { startRedis, withoutRedis, type TestRedis } from '../../support/redis.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { variantOf } from '../../support/variant.ts';
import { eventually } from '../../support/eventually.ts';

const [id, other] = ['01a00000-0000-7000-8000-000000000001', '01a00000-0000-7000-8000-000000000002'];
const TYPENAME = JSON.stringify({ query: '{ __typename }' });

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false, environment: { LIMIT_SUBSCRIPTIONS: '2' } });
});
afterAll(() => vitae.close());

async function headersOf(as: As): Promise<Record<string, string>> {
  const json = { 'content-type': 'application/json' };
  if (as === null) return json;
  if (typeof as === 'object') return { ...json, ...as };
  const viewer =
    as === 'admin' ? ({ kind: 'administrator' } as const) : ({ kind: 'person', profileId: as } as const);
  return { ...json, authorization: `Bearer ${await vitae.tokens.sign(viewer)}` };
}

describe('the rate', () => {
  let app: App;
  beforeAll(() => {
    app = variantOf(vitae, { LIMIT_REQUESTS_PER_MINUTE: '3', TRUSTED_PROXIES: '1' }).app;
  });

  async function ask(as: As, body = TYPENAME) {
    const headers = await headersOf(as);
    return app.fetch('http://vitae.test/graphql', { method: 'POST', headers, body });
  }

  it('is in the headers of every answer; above it, a typed error says when to retry', async () => {
    for (const left of [2, 1, 0]) {
      const answer = await ask(id);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('ratelimit-policy')).toBe('"caller";q=3;w=60');
      expect(answer.headers.get('ratelimit')).toMatch(
        new RegExp(`^"caller";r=${left};t=([1-9]|[1-5]\\d|60)$`),
      );
    }
    const refused = await ask(id);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('ratelimit')).toMatch(/^"caller";r=0;t=\d+$/);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: expect.any(String) as string,
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
        },
      ],
    });
  });

  it('counts an expensive operation as several requests before it runs, and refuses it where they are not left', async () => {
    // Its cost is above 1000, so it counts as two more.
    const expensive = JSON.stringify({
      query: '{ profiles(first: 100) { edges { node { experience { id } } } } }',
    });
    const { app: patient } = variantOf(vitae, { LIMIT_REQUESTS_PER_MINUTE: '5' });
    const send = async (body: string) =>
      patient.fetch('http://vitae.test/graphql', { method: 'POST', headers: await headersOf(other), body });
    const answers = [
      await send(expensive),
      await send(TYPENAME),
      await send(expensive),
      await send(TYPENAME),
    ];
    const left = answers.map(({ headers }) => headers.get('ratelimit')?.match(/r=(\d+)/)?.[1]);
    expect(left).toEqual(['2', '1', '0', '0']);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answers[2]?.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });

  it('counts the mutations of one document, of which many are as many requests as half of them', async () => {
    const many = Array.from({ length: 28 }, (_, i) => `a${i}: deleteBio { __typename }`).join(' ');
    const body = JSON.stringify({ query: `mutation { ${many} }` });
    const { app: patient } = variantOf(vitae, { LIMIT_REQUESTS_PER_MINUTE: '20' });
    const send = async () =>
      patient.fetch('http://vitae.test/graphql', { method: 'POST', headers: await headersOf(other), body });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([200, 429]);
    // 28 times 250, and as many fields, are 14 times 500.
    expect(first.headers.get('ratelimit')).toMatch(/r=5;/);
    expect(await second.text()).not.toContain('DeleteBio');
  });

  it('lets the most expensive operation run once in a window, however low the limit', async () => {
    const body = JSON.stringify({
      query: '{ profiles(first: 100) { edges { node { experience { id } } } } }',
    });
    const { app: strict } = variantOf(vitae, { LIMIT_REQUESTS_PER_MINUTE: '2' });
    const send = async () =>
      strict.fetch('http://vitae.test/graphql', { method: 'POST', headers: await headersOf(other), body });
    expect([(await send()).status, (await send()).status]).toEqual([200, 429]);
  });

  it('counts each caller separately', async () => {
    expect((await ask(other)).status).toBe(200);
    expect((await ask('admin')).status).toBe(200);
    expect((await ask(null)).status).toBe(200);
  });

  it('counts unreadable requests, and counts invalid tokens for their address', async () => {
    const wrong = { authorization: 'Bearer wrong' };
    const statuses = [];
    for (const as of [wrong, wrong, null]) statuses.push((await ask(as, 'no JSON')).status);
    // One anonymous request was counted above.
    expect(statuses).toEqual([400, 400, 429]);
  });

  describe('of anonymous requests counts for the address from the last trusted proxy', () => {
    let server: Server;
    beforeAll(async () => {
      server = createServer((request, response) => void app(request, response)).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });
    /** How many requests are left. */
    async function from(forwarded: string | null) {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : null;
      const headers = {
        'content-type': 'application/json',
        ...(forwarded !== null && { 'x-forwarded-for': forwarded }),
      };
      const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers,
        body: TYPENAME,
      });
      return Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
    }

    it('and not for entries that the sender has written before it', async () => {
      expect(await from('1.1.1.1')).toBe(2);
      expect(await from('9.9.9.9, 1.1.1.1')).toBe(1);
      expect(await from('1.1.1.1, 2.2.2.2')).toBe(2);
    });

    it.each([
      ['an IPv6 network', '2001:db8:1:1::1', '2001:DB8:1:1:ffff::9', '[2001:db8:1:1::2]:4711'],
      ['an IPv4 address', '3.3.3.3', '::ffff:3.3.3.3', '3.3.3.3:4711'],
      ['the proxy where it is no address', 'unknown', '03.3.3.3', ', ,'],
    ])('as %s, however it is spelled', async (_what, ...spellings) => {
      const left = [];
      for (const spelling of spellings) left.push(await from(spelling));
      expect(left).toEqual([2, 1, 0]);
    });
  });
});

describe.skipIf(withoutRedis())('the rate with Redis', () => {
  let redis: TestRedis;
  const opened: OpenRateLimiter[] = [];
  const log = pino({ level: 'silent' });
  const open = () => {
    const limiter = openRedisRateLimiter({ redisUrl: redis.url, requestsPerMinute: 3 }, log);
    opened.push(limiter);
    return limiter.limiter;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await Promise.all(opened.map((limiter) => limiter.close()));
    await redis.stop();
  });
  type Limiter = OpenRateLimiter['limiter'];
  /** A limiter counts alone until it is connected. */
  const connected = (one: Limiter, two: Limiter) =>
    eventually(async () => {
      const caller = randomUUID();
      const rates = [await one.consume(caller), await two.consume(caller)];
      expect(rates.map(({ remaining }) => remaining)).toEqual([2, 1]);
    });

  it('counts all processes together, and each alone while Redis is down or silent', async () => {
    const [one, two] = [open(), open()];
    await connected(one, two);
    const both = async (caller: string) => {
      const rates = [];
      for (const limiter of [one, two, one, two]) rates.push(await limiter.consume(caller));
      return rates.map(({ allowed, remaining }) => (allowed ? remaining : 'refused'));
    };
    expect(await both('a')).toEqual([2, 1, 0, 'refused']);
    redis.pause();
    try {
      expect(await both('b')).toEqual([2, 2, 1, 1]);
    } finally {
      redis.resume();
    }
    await redis.kill();
    expect(await both('c')).toEqual([2, 2, 1, 1]);
    await redis.start();
    await connected(one, two);
    expect(await both('d')).toEqual([2, 1, 0, 'refused']);
  });
});

describe('subscriptions', () => {
  beforeAll(async () => {
    await vitae.db.profile.create({ data: { id, handle: 'a-person', fullName: 'A' } });
  });

  const WATCH = JSON.stringify({ query: 'subscription { completionChanged { percentage } }' });

  async function watch(as: As, accept = 'text/event-stream', body = WATCH) {
    const headers = { ...(await headersOf(as)), accept };
    return vitae.app.fetch('http://vitae.test/graphql', { method: 'POST', headers, body });
  }
  async function firstEvent(response: Response) {
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
    let text = '';
    while (!text.includes('data:')) {
      const { value, done } = await reader.read();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    return { text, leave: () => reader.cancel() };
  }

  it('count for each administrator by itself', async () => {
    const administrators = await Promise.all(
      ['one', 'two'].map(async (subject) => ({
        authorization: `Bearer ${await vitae.tokens.sign({ kind: 'administrator', subject })}`,
      })),
    );
    const query = JSON.stringify({
      query: `subscription { completionChanged(profileId: "${id}") { percentage } }`,
    });
    const opened = [];
    for (const as of [...administrators, ...administrators]) {
      const first = await firstEvent(await watch(as, 'text/event-stream', query));
      expect(first.text).toContain('percentage');
      opened.push(first);
    }
    for (const as of administrators)
      expect((await firstEvent(await watch(as, 'text/event-stream', query))).text).toContain(
        'TOO_MANY_SUBSCRIPTIONS',
      );
    for (const { leave } of opened) await leave();
  });

  it('count each of their events at its cost', async () => {
    const { app } = variantOf(vitae, { LIMIT_REQUESTS_PER_MINUTE: '1000' });
    const headers = await headersOf(id);
    const remaining = async () => {
      const answer = await app.fetch('http://vitae.test/graphql', {
        method: 'POST',
        headers,
        body: TYPENAME,
      });
      return Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
    };
    const many = Array.from({ length: 25 }, (_, i) => `a${i}: sections { name status weight updatedAt }`);
    const query = `subscription { completionChanged { ${many.join(' ')} } }`;
    const watching = await app.fetch('http://vitae.test/graphql', {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
    });
    const reader = watching.body?.getReader();
    let text = '';
    const eventCount = () => text.split('event: next').length - 1;
    const readUntil = async (count: number) => {
      while (eventCount() < count) text += new TextDecoder().decode((await reader?.read())?.value);
    };
    await readUntil(1);
    const before = await remaining();
    for (const [index, summary] of ['One', null, 'Three'].entries()) {
      await mutated(
        vitae,
        summary === null ? 'deleteBio' : 'saveBio',
        summary === null ? {} : { input: { summary } },
        id,
      );
      await readUntil(2 + index);
    }
    await reader?.cancel();
    expect(before - (await remaining())).toBeGreaterThan(3);
  });

  it('that fail, or that cannot be streamed, do not count', async () => {
    for (let i = 0; i < 5; i += 1) {
      const refused = await watch(id, 'application/json');
      expect(refused.status).toBe(406);
      expect(await refused.text()).toContain('NOT_ACCEPTABLE');
      expect((await firstEvent(await watch('admin'))).text).toContain('INVALID_INPUT');
    }
    const still = await firstEvent(await watch(id));
    expect(still.text).toContain('percentage');
    await still.leave();
  });
});
