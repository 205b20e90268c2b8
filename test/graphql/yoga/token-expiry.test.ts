// A subscription ends when its token expires, with the reason as its last answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/server/app.ts';
import { createApiOver, type Api, type As } from '../../support/api.ts';
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
afterAll(() => vitae.close());

const seconds = async (subject: Parameters<Vitae['tokens']['sign']>[0], expiresIn: string) => ({
  authorization: `Bearer ${await vitae.tokens.sign(subject, expiresIn)}`,
});

/** Every answer of the stream. */
async function watched(document: string, as: As): Promise<unknown[]> {
  const answers: unknown[] = [];
  for await (const answer of api.stream(document, {}, as)) answers.push(answer);
  return answers;
}

const END = { errors: [{ message: 'the token has expired', extensions: { code: 'UNAUTHENTICATED' } }] };

describe('a subscription', () => {
  it('of the administrator ends with the token', async () => {
    const as = await seconds({ kind: 'administrator' }, '2s');
    const answers = await watched(`subscription { reindexProgress(runId: "${runId}") { status } }`, as);
    // No worker runs, so nothing else ends it.
    expect(answers).toEqual([{ data: { reindexProgress: { status: 'PENDING' } } }, END]);
  });

  it('of a person ends with the token, and stops listening', async () => {
    const as = await seconds({ kind: 'person', profileId }, '2s');
    const watching = watched('subscription { completionChanged { percentage } }', as);
    await expect.poll(() => watchers.count()).toBe(1);
    expect((await watching).at(-1)).toEqual(END);
    await expect.poll(() => watchers.count()).toBe(0);
  });

  it('does not start with an expired token', async () => {
    const as = await seconds({ kind: 'administrator' }, '0s');
    const { status } = await api.send(`subscription { reindexProgress(runId: "${runId}") { id } }`, {}, as);
    expect(status).toBe(401);
  });

  it('continues with a token that is valid for longer than a timer can wait', async () => {
    const as = await seconds({ kind: 'person', profileId }, '60d');
    const percentages: unknown[] = [];
    for await (const answer of api.stream('subscription { completionChanged { percentage } }', {}, as)) {
      percentages.push(answer);
      if (percentages.length === 1) await mutated(vitae, 'deletePhoto', {}, profileId);
      if (percentages.length === 2) break;
    }
    expect(percentages).not.toContainEqual(END);
    await expect.poll(() => watchers.count()).toBe(0);
  });
});
