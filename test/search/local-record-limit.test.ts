// ALGOLIA_RECORD_LIMIT holds for the local search server as for Algolia.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { openSearch } from '../../src/services/search.ts';

it.each([10_000, 50_000])(
  'a local server takes a record of %i bytes where that is the limit, and no larger one',
  async (limit) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'record-limit-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const config = readConfig({ ALGOLIA_RECORD_LIMIT: String(limit), DATA_DIR: folder });
    const search = await openSearch(config, 'an admin key', createLogger('silent'));
    onTestFinished(() => search.close());
    const { gateway } = search;
    expect(gateway.recordLimit).toBe(limit);
    const record = { objectID: 'a', version: 1, text: '' };
    const frame = Buffer.byteLength(
      JSON.stringify({ ...record, version: { _operation: 'IncrementSet', value: 1 } }),
    );
    const put = (bytes: number) =>
      gateway.write([{ type: 'upsert', object: { ...record, text: 'x'.repeat(bytes - frame) } }]);
    await put(limit);
    await expect(put(limit + 1)).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
  },
);
