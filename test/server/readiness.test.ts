// A process is ready while its required parts answer within a deadline.
import { describe, expect, it, vi } from 'vitest';
import { createReadiness } from '../../src/server/readiness.ts';

const up = () => Promise.resolve();
const down = () => Promise.reject(new Error('down'));
const silent = () => new Promise<never>(() => undefined);

describe('readiness', () => {
  it('names each part, and depends only on the required ones', async () => {
    const readiness = createReadiness([
      { name: 'database', required: true, probe: up },
      { name: 'cache', required: false, probe: down },
    ]);
    expect(await readiness.check()).toEqual({ ready: true, parts: { database: 'up', cache: 'down' } });
  });

  it.each([
    ['fails', down],
    ['does not answer', silent],
  ])('is lost where a required part %s', async (_how, probe) => {
    const readiness = createReadiness([{ name: 'database', required: true, probe }]);
    expect(await readiness.check()).toEqual({ ready: false, parts: { database: 'down' } });
  });

  it('is lost once the process stops, although every part is up', async () => {
    const readiness = createReadiness([{ name: 'database', required: true, probe: up }]);
    await readiness.check();
    readiness.stopping();
    expect(await readiness.check()).toEqual({ ready: false, parts: { database: 'up', process: 'stopping' } });
  });

  it('probes once for concurrent checks', async () => {
    const probe = vi.fn(up);
    const readiness = createReadiness([{ name: 'database', required: true, probe }]);
    await Promise.all(Array.from({ length: 100 }, () => readiness.check()));
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
