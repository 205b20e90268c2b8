// The settings of the index as an administrator sees, applies and hands them over, and the schedules of jobs.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTarget } from '../../src/indexing/target.ts';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae();

const settingsRule = z.object({
  indexName: z.string(),
  owner: z.string().nullable(),
  isForeign: z.boolean(),
  differences: z.array(
    z.object({ name: z.string(), inCode: z.array(z.string()), inIndex: z.array(z.string()) }),
  ),
});
const FIELDS = '{ indexName owner isForeign differences { name inCode inIndex } }';

async function ask(operation: string, field: string) {
  const { data, text } = await vitae.send(`${operation} ${FIELDS} }`, {}, 'admin');
  return settingsRule.parse(data?.[field], { error: () => text });
}

describe('the settings of the index', () => {
  it('are compared with the code, and applied; what the operator set otherwise stays', async () => {
    const { search } = vitae.services;
    await ask('mutation { applyIndexSettings', 'applyIndexSettings');
    const { taskID } = await search.setSettings({
      customRanking: ['asc(completion.percentage)'],
      typoTolerance: 'strict',
    });
    await search.waitForTask(taskID);
    expect(await ask('{ indexSettings', 'indexSettings')).toMatchObject({
      indexName: search.indexName,
      differences: [
        {
          name: 'customRanking',
          inCode: ['desc(completion.percentage)'],
          inIndex: ['asc(completion.percentage)'],
        },
      ],
    });
    expect((await ask('mutation { applyIndexSettings', 'applyIndexSettings')).differences).toEqual([]);
    expect(await search.getSettings()).toMatchObject({ typoTolerance: 'strict' });
  });

  it('name the owner, and hand the index to another deployment; both are recorded', async () => {
    const { incarnation } = await openTarget(vitae.services);
    expect(await ask('{ indexSettings', 'indexSettings')).toMatchObject({
      owner: incarnation,
      isForeign: false,
    });
    const other = randomUUID();
    const given = `mutation { takeOverIndex(deployment: "${other.toUpperCase()}")`;
    expect(await ask(given, 'takeOverIndex')).toMatchObject({ owner: other, isForeign: true });
    await ask(`mutation { takeOverIndex(deployment: "${incarnation}")`, 'takeOverIndex');
    const { data } = await vitae.send(
      `{ administratorActions(about: "${other}") { edges { node { action } } } }`,
      {},
      'admin',
    );
    expect(data?.['administratorActions']).toEqual({ edges: [{ node: { action: 'takeOverIndex' } }] });
  });

  it('refuse a deployment that is no UUID', async () => {
    const { errors } = await vitae.send('mutation { takeOverIndex(deployment: "x") { owner } }', {}, 'admin');
    expect(errors?.[0]?.extensions?.['fields']).toMatchObject([{ path: 'deployment', code: 'INVALID_ID' }]);
  });
});

describe('what administrators did', () => {
  const actionsRule = z.object({
    edges: z.array(z.object({ cursor: z.string(), node: z.object({ action: z.string() }) })),
  });
  const about = async (id: string | undefined, args = '') => {
    const { data, text } = await vitae.send(
      `{ administratorActions(about: "${id}" ${args}) { edges { cursor node { action } } } }`,
      {},
      'admin',
    );
    return actionsRule.parse(data?.['administratorActions'], { error: () => text }).edges;
  };

  it('is found by a profile, in pages', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Mended' } }, 'admin');
    for (const mutation of [
      `invalidateCompletions(profileIds: ["${profile?.id}"]) { tags }`,
      `retryJobs(filter: { profileId: "${profile?.id}" }) { changed }`,
      `invalidateCompletions(profileIds: ["${randomUUID()}"]) { tags }`,
    ])
      await vitae.send(`mutation { ${mutation} }`, {}, 'admin');
    const all = await about(profile?.id);
    expect(all.map(({ node }) => node.action)).toEqual(['retryJobs', 'invalidateCompletions']);
    expect(await about(profile?.id, `, first: 1, after: "${all[0]?.cursor}"`)).toEqual([all[1]]);
    expect(await about(profile?.id, `, last: 1, before: "${all[1]?.cursor}"`)).toEqual([all[0]]);
    expect(await about(randomUUID())).toEqual([]);
  });

  it('refuses what is no UUID', async () => {
    const { errors } = await vitae.send(
      '{ administratorActions(about: "%") { edges { cursor } } }',
      {},
      'admin',
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

it('the schedules tell the queue, when and the next three times', async () => {
  const { data } = await vitae.send('{ schedules { queue cron next } }', {}, 'admin');
  const schedules = z
    .array(z.object({ queue: z.string(), cron: z.string(), next: z.array(z.coerce.date()) }))
    .parse(data?.['schedules']);
  const sweep = schedules.find(({ queue }) => queue === 'staleness-sweep');
  expect(sweep).toMatchObject({ cron: '* * * * *' });
  const [first = 0, second = 0, third = 0] = sweep?.next.map(Number) ?? [];
  expect([second - first, third - second]).toEqual([60_000, 60_000]);
});
