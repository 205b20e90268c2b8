// A subscription ends when its token expires, with the reason as its last answer.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../../src/server/app.ts';
import { createApiOver, type Api } from '../../support/api.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { countCompletionWatchers, type CompletionWatchers } from '../../completion/completion-watchers.ts';
import { makeFilledProfile, mutated } from '../../support/mutations.ts';

let vitae: Vitae;
let api: Api;
let watchers: CompletionWatchers;
let profileId: string;
let runId: string;

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  watchers = countCompletionWatchers(vitae.services);
  api = createApiOver(createApp({ ...vitae.appOptions, services: watchers.services }), vitae.tokens);
  profileId = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
  const { data } = await vitae.send('mutation { startReindex { id } }', {}, 'admin');
  runId = (data?.['startReindex'] as { id: string }).id;
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => vitae.close());

type Subject = Parameters<Vitae['tokens']['sign']>[0];

const lasting = async (subject: Subject, expiresIn: string) => ({
  authorization: `Bearer ${await vitae.tokens.sign(subject, expiresIn)}`,
});

/** Every answer of the stream. The token ends as soon as the first answer is there. */
async function watchedUntilExpiry(document: string, subject: Subject): Promise<unknown[]> {
  const as = { authorization: `Bearer ${await vitae.tokens.sign(subject, '1h')}` };
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const answers: unknown[] = [];
  for await (const answer of api.stream(document, {}, as)) {
    answers.push(answer);
    if (answers.length === 1) endOf(timers.mock.calls)();
  }
  return answers;
}

/** What the timer of a token does that ends in an hour. */
function endOf(calls: Parameters<typeof setTimeout>[]): () => void {
  const [callback] = calls.find(([, ms = 0]) => ms > 3_500_000 && ms <= 3_600_000) ?? [];
  if (!callback) throw new Error('no timer waits for the end of the token');
  return callback;
}

const END = { errors: [{ message: 'the token has expired', extensions: { code: 'UNAUTHENTICATED' } }] };

describe('a subscription', () => {
  it('of the administrator ends with the token', async () => {
    const document = `subscription { reindexProgress(runId: "${runId}") { status } }`;
    const answers = await watchedUntilExpiry(document, { kind: 'administrator' });
    // No worker runs, so nothing else ends it.
    expect(answers).toEqual([{ data: { reindexProgress: { status: 'PENDING' } } }, END]);
  });

  it('of a person ends with the token, and stops listening', async () => {
    const document = 'subscription { completionChanged { percentage } }';
    const answers = await watchedUntilExpiry(document, { kind: 'person', profileId });
    expect(answers).toEqual([{ data: { completionChanged: { percentage: 100 } } }, END]);
    await expect.poll(() => watchers.count()).toBe(0);
  });

  it('does not start with an expired token', async () => {
    const as = await lasting({ kind: 'administrator' }, '0s');
    const { status } = await api.send(`subscription { reindexProgress(runId: "${runId}") { id } }`, {}, as);
    expect(status).toBe(401);
  });

  it.each(['60d', '7000y'])(
    'continues with a token that is valid for longer than a timer can wait: %s',
    async (term) => {
      const as = await lasting({ kind: 'person', profileId }, term);
      await mutated(vitae, 'savePhoto', { input: { url: 'https://photos.example.com/a.jpg' } }, profileId);
      const percentages: unknown[] = [];
      for await (const answer of api.stream('subscription { completionChanged { percentage } }', {}, as)) {
        percentages.push(answer);
        if (percentages.length === 1) await mutated(vitae, 'deletePhoto', {}, profileId);
        if (percentages.length === 2) break;
      }
      expect(percentages).not.toContainEqual(END);
      await expect.poll(() => watchers.count()).toBe(0);
    },
  );
});
