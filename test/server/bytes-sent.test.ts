// What is answered counts towards the rate of its caller by its length: otherwise a caller that asks for long answers would take
// a hundred times as much as one that asks for short ones.
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { beforeAll, describe, expect, it } from 'vitest';
import { limiterOver } from '../../src/services/memory-rate-limiter.ts';
import { until } from '../support/eventually.ts';
import { createLargeProfiles } from '../support/large-profiles.ts';
import { mutated } from '../support/mutations.ts';
import { openSocket, serve, type RawSocket, type Served } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });
const LIMIT = 200;
const UNIT = 50_000;
const SUBSCRIPTIONS = 8;

let profileId: string;
let authorization: string;
beforeAll(async () => {
  [profileId = ''] = await createLargeProfiles(vitae.db, 1);
  authorization = `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId })}`;
});

/** @param seconds of the window in which the limit holds */
function serveFor(limit: number, seconds: number): Promise<Served> {
  const limiter = limiterOver(new RateLimiterMemory({ points: limit, duration: seconds }), limit);
  const environment = { LIMIT_REQUESTS_PER_MINUTE: String(limit) };
  return serve(variantOptions(vitae, environment, { limiter }));
}

async function send({ url }: Served, query: string) {
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const [, left] = /r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '') ?? [];
  return { status: answer.status, text: await answer.text(), counted: LIMIT - Number(left) };
}

async function open({ socketUrl }: Served): Promise<RawSocket> {
  const raw = await openSocket(socketUrl, { headers: { authorization } });
  raw.send({ type: 'connection_init' });
  await until(() => raw.messages.length === 1);
  return raw;
}

const LISTS = 'experience { summary highlights }';
const aliases = (count: number) =>
  Array.from({ length: count }, (_, i) => `a${i}: profile(id: "${profileId}") { ${LISTS} }`).join(' ');

describe('an answer counts as many requests as it is long', () => {
  it.each<readonly [string, () => string]>([
    ['a query', () => `{ ${aliases(8)} }`],
    [
      'a mutation',
      () => `mutation { saveBio(input: { label: "a" }) { ... on ProfilePayload { profile { ${LISTS} } } } }`,
    ],
    ['a short answer', () => '{ __typename }'],
  ])('of %s', async (_what, query) => {
    await using served = await serveFor(LIMIT, 600);
    const { text, counted } = await send(served, query());
    expect(text).not.toContain('errors');
    expect(counted).toBe(1 + Math.floor(Buffer.byteLength(text) / UNIT));
  });

  it('over a socket', async () => {
    await using served = await serveFor(LIMIT, 600);
    const raw = await open(served);
    const { counted: before } = await send(served, '{ __typename }');
    raw.send({ type: 'subscribe', id: '1', payload: { query: `{ ${aliases(8)} }` } });
    await until(() => raw.messages.length === 3);
    const bytes = JSON.stringify((raw.messages[1] as { payload: unknown }).payload).length;
    expect(bytes).toBeGreaterThan(10 * UNIT);
    // The operation itself, and the one that asks.
    const { counted } = await send(served, '{ __typename }');
    expect(counted - before).toBe(2 + Math.floor(bytes / UNIT));
    raw.socket.terminate();
  });

  it('so that the next one is refused where they are not left', async () => {
    await using served = await serveFor(10, 600);
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await send(served, `{ ${aliases(8)} }`)).status);
    expect(statuses).toEqual([200, 429, 429]);
  });
});

const WATCH = () => `subscription { profileChanged(profileId: "${profileId}") { revision ${LISTS} } }`;
const label = (text: string) => mutated(vitae, 'saveBio', { input: { label: text } }, profileId);

function watch(raw: RawSocket, query: string): void {
  for (let id = 0; id < SUBSCRIPTIONS; id += 1)
    raw.send({ type: 'subscribe', id: String(id), payload: { query } });
}

const revisionsOf = ({ messages }: RawSocket) =>
  messages.flatMap((message) => {
    const { id, payload } = message as {
      id?: string;
      payload?: { data?: { profileChanged: { revision: number } } };
    };
    return payload?.data ? [{ id, revision: payload.data.profileChanged.revision }] : [];
  });

async function currentRevision(): Promise<number> {
  const { revision } = await vitae.db.profile.findUniqueOrThrow({ where: { id: profileId } });
  return revision;
}

describe('the events of subscriptions', () => {
  it('send no more bytes than the rate allows, however often the profile is written', async () => {
    await using served = await serveFor(60, 600);
    const [raw, other] = [await open(served), await openSocket(served.socketUrl)];
    watch(raw, WATCH());
    await until(() => revisionsOf(raw).length === SUBSCRIPTIONS);
    other.send({ type: 'connection_init' });
    const light = `subscription { profileChanged(profileId: "${profileId}") { revision } }`;
    await until(() => other.messages.length === 1);
    other.send({ type: 'subscribe', id: 'light', payload: { query: light } });
    for (let i = 0; i < 20; i += 1) {
      await label(`Label ${i}`);
      const written = await currentRevision();
      await until(() => revisionsOf(other).some(({ revision }) => revision === written));
    }
    const event = JSON.stringify(raw.messages.at(-1)).length;
    expect(event).toBeGreaterThan(UNIT);
    const sent = revisionsOf(raw).length * event;
    // What the window allows, and of each subscription the event that went over it.
    expect(sent).toBeLessThan(60 * UNIT + SUBSCRIPTIONS * event);
    for (const { socket } of [raw, other]) socket.terminate();
  });

  it('are late where they are too many, and show the latest state in the end', async () => {
    // Enough for all subscriptions with their first events, which may be sent before the last of them begins.
    await using served = await serveFor(60, 1);
    const raw = await open(served);
    watch(raw, WATCH());
    await until(() => revisionsOf(raw).length >= SUBSCRIPTIONS);
    for (let i = 0; i < 5; i += 1) await label(`Late ${i}`);
    const written = await currentRevision();
    await until(
      () => revisionsOf(raw).filter(({ revision }) => revision === written).length === SUBSCRIPTIONS,
    );
    raw.socket.terminate();
  });
});
