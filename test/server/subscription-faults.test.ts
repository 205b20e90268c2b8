// A fault inside a subscription that runs: its client gets an id and nothing of the error, the log has it once under that id,
// and the subscription ends as its protocol says. What else runs on the socket or at the port goes on.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { INVALIDATED_CHANNEL } from '../../src/database/invalidations.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import { until } from '../support/eventually.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { apiAt, openSocket, serve } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });

const WATCH = 'subscription { completionChanged { percentage } }';

/** Reads of photos fail from now on, and the watched profile is read again. */
async function breakReads(profileId: string): Promise<() => Promise<unknown>> {
  await vitae.sql('ALTER TABLE photo RENAME TO no_photo');
  const tag = profileCompletionTag(profileId);
  await vitae.services.cache.invalidate([tag]);
  await vitae.sql('SELECT pg_notify($1, $2)', [INVALIDATED_CHANNEL, tag]);
  return () => vitae.sql('ALTER TABLE no_photo RENAME TO photo');
}

const masked = [
  {
    message: 'Something went wrong on our side.',
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) as string },
  },
];

async function begun(name: string) {
  const { id } = await makeFilledProfile(vitae, name);
  const authorization = `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId: id })}`;
  return { id, authorization };
}

function expectLoggedOnce(from: number, text: string): void {
  const { errorId } = z
    .object({ errorId: z.string() })
    .parse(JSON.parse(/\{[^{}]*"errorId"[^{}]*\}/.exec(text)?.[0] ?? '{}'));
  const lines = vitae.logged.slice(from).filter((line) => line.includes('an unexpected error was masked'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(errorId);
  expect(lines[0]).toContain('photo');
  expect(text).not.toMatch(/photo|Prisma|relation|invocation/);
}

it('on an event stream: a last event with the id, and the end', async () => {
  await using served = await serve(vitae.appOptions);
  const { id } = await begun('Ada Lovelace');
  const logged = vitae.logged.length;
  const stream = apiAt(served.url, vitae).stream(WATCH, {}, id);
  expect((await stream.next()).value).toMatchObject({ data: { completionChanged: { percentage: 100 } } });
  const mend = await breakReads(id);
  const events = [];
  for await (const event of stream) events.push(event);
  await mend();
  expect(events).toMatchObject([{ errors: masked }]);
  expectLoggedOnce(logged, JSON.stringify(events));
});

it('on a socket: a last message with the id, and the end of this operation alone', async () => {
  await using served = await serve(vitae.appOptions);
  const { id, authorization } = await begun('Grace Hopper');
  const logged = vitae.logged.length;
  const raw = await openSocket(served.socketUrl);
  raw.send({ type: 'connection_init', payload: { authorization } });
  await until(() => raw.messages.length === 1);
  raw.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
  await until(() => raw.messages.length === 2);
  const mend = await breakReads(id);
  await until(() => raw.messages.length === 4 || raw.socket.readyState !== raw.socket.OPEN);
  await mend();
  expect(raw.messages.slice(2)).toMatchObject([
    { id: '1', type: 'next', payload: { errors: masked } },
    { id: '1', type: 'complete' },
  ]);
  expectLoggedOnce(logged, JSON.stringify(raw.messages));
  raw.send({ id: '2', type: 'subscribe', payload: { query: '{ __typename }' } });
  await until(() => raw.messages.length === 6);
  raw.socket.terminate();
});

it('leaves nothing open of a client that leaves while its subscription starts', async () => {
  const { authorization } = await begun('Rosalind Franklin');
  await using served = await serve(variantOptions(vitae, { LIMIT_SUBSCRIPTIONS: '1' }));
  const headers = { authorization, accept: 'text/event-stream', 'graphql-require-preflight': '1' };
  const url = `${served.url}?query=${encodeURIComponent(WATCH)}`;
  for (let ms = 0; ms < 40; ms += 2) {
    await fetch(url, { headers, signal: AbortSignal.timeout(ms) }).catch(() => undefined);
  }
  await until(async () => {
    const leaving = new AbortController();
    const answer = await fetch(url, { headers, signal: leaving.signal });
    const first = await answer.body?.getReader().read();
    leaving.abort();
    return !new TextDecoder().decode(first?.value).includes('TOO_MANY_SUBSCRIPTIONS');
  });
});
