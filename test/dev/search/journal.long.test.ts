// The journal and the process: restart, kill -9, a torn journal, compaction, a killed parent.
import { fork } from 'node:child_process';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { spawnLocalSearch } from '../../../src/dev/search/spawn.ts';
import { setFaults } from '../../support/local-faults.ts';
import {
  adminKey,
  appId,
  clientFor,
  configure,
  idsOf,
  indexName,
  save,
  startServer,
  temporaryFolder,
} from './support.ts';
import { isAlive } from '../postgres/holders.ts';
import { until } from '../../support/eventually.ts';

const journalOf = (folder: string) => join(folder, 'journal.jsonl');

describe('the journal', () => {
  it('restores records, settings, keys and the task counter after a restart', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startLocalSearchServer({ appId, adminKey, dataFolder });
    const before = clientFor(first.url);
    await configure(before, { customRanking: ['desc(n)'] });
    const lastTask = await save(before, [
      { objectID: '1', n: 1 },
      { objectID: '2', n: 2 },
    ]);
    await before.deleteObjects({ indexName, objectIDs: ['1'], waitForTasks: true });
    const { key } = await before.addApiKey({ acl: ['search'] });
    await first.close();

    const { client, url } = await startServer({ dataFolder });
    expect(await idsOf(clientFor(url, key), {})).toEqual(['2']);
    expect(await client.getSettings({ indexName })).toMatchObject({ customRanking: ['desc(n)'] });
    expect((await client.saveObject({ indexName, body: { objectID: '3' } })).taskID).toBeGreaterThan(
      lastTask,
    );
  });

  it('has writes that were accepted and not applied when the server stopped', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startLocalSearchServer({ appId, adminKey, dataFolder, allowFaults: true });
    await setFaults(first.url, [{ kind: 'lateTask', ms: 60_000 }]);
    const { taskID } = await clientFor(first.url).saveObject({ indexName, body: { objectID: '1' } });
    await first.close();
    const { client } = await startServer({ dataFolder });
    await client.waitForTask({ indexName, taskID });
    expect(await idsOf(client, {})).toEqual(['1']);
  });

  it('fault: a torn last line is cut off, and the lines before it are kept', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startLocalSearchServer({ appId, adminKey, dataFolder });
    await save(clientFor(first.url), [{ objectID: '1' }]);
    const whole = (await stat(journalOf(dataFolder))).size;
    await save(clientFor(first.url), [{ objectID: '2' }]);
    await first.close();
    await truncate(journalOf(dataFolder), (await stat(journalOf(dataFolder))).size - 3);

    const second = await startLocalSearchServer({ appId, adminKey, dataFolder });
    expect(await idsOf(clientFor(second.url), {})).toEqual(['1']);
    expect((await stat(journalOf(dataFolder))).size).toBe(whole);
    await save(clientFor(second.url), [{ objectID: '3' }]);
    await second.close();
    const { client } = await startServer({ dataFolder });
    expect(await idsOf(client, {})).toEqual(['1', '3']);
  });

  it('fault: damage anywhere else stops the start and names the line', async () => {
    const dataFolder = await temporaryFolder();
    await writeFile(journalOf(dataFolder), '{"task":1,"at":"","mutation":null}\n{"task":\n{"task":2}\n');
    await expect(startLocalSearchServer({ appId, adminKey, dataFolder })).rejects.toThrow(
      /^Line 2 of .* is damaged/,
    );
  });

  it('is compacted when it has grown, and restores the same afterwards', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startLocalSearchServer({ appId, adminKey, dataFolder, compactAfterBytes: 2000 });
    const client = clientFor(first.url);
    const { key } = await client.addApiKey({ acl: ['search'] });
    await configure(client, { hitsPerPage: 3 });
    let lastTask = 0;
    for (let n = 0; n < 100; n += 1) lastTask = await save(client, [{ objectID: 'a', n }]);
    expect((await stat(journalOf(dataFolder))).size).toBeLessThan(3000);
    expect((await readFile(journalOf(dataFolder), 'utf8')).split('\n').length).toBeLessThan(40);
    await first.close();
    const second = await startServer({ dataFolder });
    expect(await second.client.getObject({ indexName, objectID: 'a' })).toEqual({ objectID: 'a', n: 99 });
    expect(await clientFor(second.url, key).searchSingleIndex({ indexName })).toMatchObject({
      hitsPerPage: 3,
    });
    expect(await second.client.getTask({ indexName, taskID: lastTask })).toMatchObject({
      status: 'published',
    });
  });
});

it('a compacted journal of an empty server still remembers the last task', async () => {
  const dataFolder = await temporaryFolder();
  const first = await startLocalSearchServer({ appId, adminKey, dataFolder, compactAfterBytes: 1 });
  const client = clientFor(first.url);
  await save(client, [{ objectID: '1' }]);
  let taskID = 0;
  await until(async () => {
    ({ taskID } = await client.clearObjects({ indexName }));
    await client.waitForTask({ indexName, taskID });
    return (await readFile(journalOf(dataFolder), 'utf8')).split('\n').length <= 4;
  });
  await first.close();
  const second = await startServer({ dataFolder });
  expect(await save(second.client, [{ objectID: '2' }])).toBeGreaterThan(taskID);
});

describe('as a process', () => {
  it('fault: kill -9 loses no answered write', async () => {
    const dataFolder = await temporaryFolder();
    const first = await spawnLocalSearch({ appId, adminKey, dataFolder });
    const client = clientFor(first.url);
    for (let n = 0; n < 20; n += 1) await client.saveObject({ indexName, body: { objectID: String(n) } });
    process.kill(first.pid, 'SIGKILL');
    expect((await first.exited).signal).toBe('SIGKILL');

    const second = await spawnLocalSearch({ appId, adminKey, dataFolder });
    onTestFinished(() => second.stop());
    expect(await clientFor(second.url).searchSingleIndex({ indexName })).toMatchObject({ nbHits: 20 });
    await second.stop();
    expect(await second.exited).toEqual({ code: 0, signal: null });
  });

  it('one process per folder: a second is refused', async () => {
    const dataFolder = await temporaryFolder();
    const first = await spawnLocalSearch({ appId, adminKey, dataFolder });
    const before = await readFile(journalOf(dataFolder), 'utf8');
    await expect(spawnLocalSearch({ appId, adminKey, dataFolder })).rejects.toMatchObject({
      code: 'FOLDER_TAKEN',
      message: `Another process serves the search index in ${dataFolder}`,
    });
    expect(await readFile(journalOf(dataFolder), 'utf8')).toBe(before);
    await first.stop();
  });

  it('fault: the server ends when its parent is killed', async () => {
    const spawnModule = new URL('../../../src/dev/search/spawn.ts', import.meta.url).href;
    const script = join(await temporaryFolder(), 'parent.mjs');
    const source = `import { spawnLocalSearch } from '${spawnModule}';
      process.send((await spawnLocalSearch({ appId: 'a', adminKey: 'b' })).pid);
      setInterval(() => {}, 1000);`;
    await writeFile(script, source);
    const parent = fork(script, [], { execArgv: [] });
    const pid = await new Promise<number>((resolve, reject) => {
      parent.once('message', (message) => resolve(Number(message)));
      parent.once('exit', () => reject(new Error('The parent ended before it sent a pid')));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  it('says why when it cannot start', async () => {
    const first = await spawnLocalSearch({ appId, adminKey });
    onTestFinished(() => first.stop());
    const port = Number(new URL(first.url).port);
    await expect(spawnLocalSearch({ appId, adminKey, port })).rejects.toThrow(/EADDRINUSE/);
  });
});
