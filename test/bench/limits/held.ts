// What one caller may hold or do with its connections, beside the work of one operation.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { HOSTILE_INPUTS } from '../../support/hostile-inputs.ts';
import { openSocket } from '../../support/served.ts';
import { until } from '../../support/eventually.ts';
import type { Running } from './cost.ts';
import { worstRequests } from './requests.ts';
import type { Served } from './served.ts';

/** Below `LIMIT_CONNECTIONS`, so that the bench itself may ask. */
const CONNECTIONS = 250;
const SUBSCRIPTIONS = 20;
const SECOND = 1000;

export interface Held {
  readonly kind: string;
  readonly environment?: Record<string, string>;
  /** @returns the outcome in words */
  readonly work: (running: Running) => Promise<string>;
}

async function post({ origin }: Running, body: string, more: Record<string, string> = {}): Promise<number> {
  const headers = { 'content-type': 'application/json', ...more };
  const answer = await fetch(`${origin}/graphql`, { method: 'POST', headers, body });
  await answer.text();
  return answer.status;
}

/** Sends these bytes on each of many connections, and leaves them open. */
async function holdOpen({ origin, opened }: Running, count: number, bytes: string): Promise<void> {
  const { port } = new URL(origin);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const connection = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      opened.defer(() => void connection.destroy());
      await once(connection, 'connect');
      connection.pause();
      await new Promise<void>((resolve) => {
        connection.once('close', resolve);
        connection.write(bytes, () => resolve());
      });
    }),
  );
}

async function openSockets(
  { origin, opened }: Running,
  count: number,
  subscriptions: string[],
  payload: Record<string, string> = {},
): Promise<void> {
  for (let socket = 0; socket < count; socket += 1) {
    const raw = await openSocket(`${origin.replace('http', 'ws')}/graphql`);
    opened.defer(() => raw.socket.terminate());
    raw.send({ type: 'connection_init', payload });
    await until(() => raw.messages.length === 1);
    for (const [id, query] of subscriptions.entries())
      raw.send({ id: `${id}`, type: 'subscribe', payload: { query } });
    await until(() => raw.messages.length > subscriptions.length);
  }
}

/** Asks for a second, eight at a time. */
async function forSecond(ask: () => Promise<number>): Promise<string> {
  const until = performance.now() + SECOND;
  const statuses = new Map<number, number>();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (performance.now() < until) {
        const status = await ask();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  return [...statuses].map(([status, count]) => `${count} answers ${status}`).join(', ');
}

/** As in production. */
const WRITES = 600;
const RATE = { LIMIT_REQUESTS_PER_MINUTE: '600', LIMIT_OPERATIONS: '5', TRUSTED_PROXIES: '1' };
/** Redis counts the processes together, so each kind has an address of its own. */
const from = (address: number) => ({ 'x-forwarded-for': `192.0.2.${address}` });

/** @param most requests. A slow machine may serve them for longer than a minute, and then refuse none. @default no maximum */
async function untilRefused(ask: () => Promise<number>, most = Infinity): Promise<string> {
  let served = 0;
  while (served < most && (await ask()) !== 429) served += 1;
  return served < most ? `429 after ${served}` : `${served} answers`;
}

/** A name of a host that the outermost handler refuses. */
async function askBadHost({ origin }: Running, agent: Agent): Promise<number> {
  const asked = request(origin, { agent, headers: { host: 'a b' } }).end();
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
  await text(answer);
  return answer.statusCode;
}

/** Of all bodies it takes the longest to read. */
const DEEP = `${'['.repeat(490_000)}${']'.repeat(490_000)}`;
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const UNREAD = `GET /graphql?query=${encodeURIComponent('{ __typename }')} HTTP/1.1\r\nHost: localhost\r\ngraphql-require-preflight: 1\r\n\r\n`;

/** @param served a profile that everybody sees, and its owner's token */
export function heldByConnections({
  profileId,
  tokens,
}: Pick<Served, 'profileId' | 'tokens'>): readonly Held[] {
  const watch = `subscription { completionChanged(profileId: "${profileId}") { percentage } }`;
  const watchAll = `subscription { profileChanged(profileId: "${profileId}") { completion { percentage sections { name status } } experience { highlights } } }`;
  const costliest = worstRequests(profileId).find(({ kind }) => kind === 'a page of profiles, 29 aliases');
  const stream =
    `GET /graphql?query=${encodeURIComponent(watch)} HTTP/1.1\r\nHost: localhost\r\n` +
    `Accept: text/event-stream\r\ngraphql-require-preflight: 1\r\n\r\n`;
  return [
    {
      kind: `${HOSTILE_INPUTS.length} hostile inputs, one after the other`,
      async work(running) {
        const statuses = new Set<number>();
        for (const [, sent] of HOSTILE_INPUTS) statuses.add(await post(running, sent));
        return [...statuses].sort().join(' ');
      },
    },
    {
      kind: 'a minute of one address: the costliest request until it is refused',
      environment: RATE,
      work(running) {
        const body = JSON.stringify({ query: costliest?.document });
        return untilRefused(() => post(running, body, from(1)));
      },
    },
    {
      kind: 'a minute of one address: the costliest body of 980 KB until it is refused',
      environment: RATE,
      work: (running) =>
        untilRefused(() => post(running, `{"query":"{ a }","variables":{"a":${DEEP}}}`, from(2))),
    },
    {
      kind: 'a minute of one person: 28 mutations in a document until it is refused',
      environment: RATE,
      work(running) {
        const many = Array.from(
          { length: 28 },
          (_, i) => `a${i}: saveBio(input: { label: "a" }) { __typename }`,
        );
        const body = JSON.stringify({ query: `mutation { ${many.join(' ')} }` });
        return untilRefused(() => post(running, body, { authorization: `Bearer ${tokens.owner}` }));
      },
    },
    {
      kind: `a minute of one person with ${SUBSCRIPTIONS} subscriptions: writes of the watched profile until they are refused`,
      environment: RATE,
      async work(running) {
        const authorization = `Bearer ${tokens.owner}`;
        await openSockets(
          running,
          1,
          Array.from({ length: SUBSCRIPTIONS }, () => watchAll),
          { authorization },
        );
        const body = JSON.stringify({ query: 'mutation { saveBio(input: { label: "a" }) { __typename } }' });
        return untilRefused(() => post(running, body, { authorization }), WRITES);
      },
    },
    {
      kind: 'a minute of one socket: messages of 980 KB until it is closed',
      environment: RATE,
      async work({ origin, opened }) {
        const raw = await openSocket(`${origin.replace('http', 'ws')}/graphql`, { headers: from(3) });
        opened.defer(() => raw.socket.terminate());
        raw.send({ type: 'connection_init' });
        const ping = `{"type":"ping","payload":{"a":"${'x'.repeat(980_000)}"}}`;
        let answered = 0;
        while (raw.socket.readyState === raw.socket.OPEN) {
          raw.send(ping);
          await Promise.race([once(raw.socket, 'message'), raw.closed]);
          answered += 1;
        }
        return `${(await raw.closed).split(' ', 1)[0]} after ${answered - 1}`;
      },
    },
    {
      kind: 'a second of requests over the rate limit',
      environment: { LIMIT_REQUESTS_PER_MINUTE: '21' },
      work: (running) => forSecond(() => post(running, '{"query":"{ __typename }"}')),
    },
    {
      kind: 'a second of requests with a wrong Host',
      async work(running) {
        const agent = new Agent({ keepAlive: true });
        running.opened.defer(() => agent.destroy());
        return forSecond(() => askBadHost(running, agent));
      },
    },
    {
      kind: `${CONNECTIONS} half-sent heads`,
      work: (running) =>
        holdOpen(running, CONNECTIONS, 'POST /graphql HTTP/1.1\r\nHost: local').then(() => 'open'),
    },
    {
      kind: `${CONNECTIONS} bodies of 980 KB that never end`,
      work: (running) =>
        holdOpen(
          running,
          CONNECTIONS,
          `${HEAD}Content-Length: 990000\r\n\r\n{"query":"${'x'.repeat(980_000)}`,
        ).then(() => 'open'),
    },
    {
      kind: `${SUBSCRIPTIONS * 5} sockets with 980 KB of a message that never ends`,
      async work({ origin, opened }) {
        for (let i = 0; i < SUBSCRIPTIONS * 5; i += 1) {
          const { socket } = await openSocket(`${origin.replace('http', 'ws')}/graphql`);
          opened.defer(() => socket.terminate());
          for (let part = 0; part < 98; part += 1) socket.send('x'.repeat(10_000), { fin: false });
        }
        return 'the process serves on';
      },
    },
    {
      kind: `${CONNECTIONS} whole bodies of 980 KB at once`,
      work: (running) => {
        const body = `{"query":"{ __typename }","variables":{"a":"${'x'.repeat(980_000)}"}}`;
        const sent = `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`;
        return holdOpen(running, CONNECTIONS, sent).then(() => 'open');
      },
    },
    {
      kind: `${CONNECTIONS} connections that send 30 requests and read nothing`,
      work: (running) => holdOpen(running, CONNECTIONS, UNREAD.repeat(30)).then(() => 'open'),
    },
    {
      kind: `${SUBSCRIPTIONS} idle sockets`,
      work: (running) => openSockets(running, SUBSCRIPTIONS, []).then(() => 'open'),
    },
    {
      kind: `${SUBSCRIPTIONS} sockets whose connection_init has 900 KB`,
      async work({ origin, opened }) {
        const payload = Object.fromEntries(Array.from({ length: 75_000 }, (_, i) => [`k${i}`, 1]));
        const sockets = Array.from({ length: SUBSCRIPTIONS }, async () => {
          const raw = await openSocket(`${origin.replace('http', 'ws')}/graphql`);
          opened.defer(() => raw.socket.terminate());
          raw.send({ type: 'connection_init', payload });
          await until(() => raw.messages.length === 1);
        });
        await Promise.all(sockets);
        return 'open';
      },
    },
    {
      kind: `a socket with ${SUBSCRIPTIONS} subscriptions`,
      work: (running) =>
        openSockets(
          running,
          1,
          Array.from({ length: SUBSCRIPTIONS }, () => watch),
        ).then(() => 'open'),
    },
    {
      kind: `${SUBSCRIPTIONS} event streams that are not read`,
      work: (running) => holdOpen(running, SUBSCRIPTIONS, stream).then(() => 'open'),
    },
  ];
}
