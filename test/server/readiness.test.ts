// Owns what makes a process ready: the parts it cannot do without, each within a deadline.
import { describe, expect, it, vi } from 'vitest';
import { createReadiness } from '../../src/server/readiness.ts';

const there = () => Promise.resolve();
const away = () => Promise.reject(new Error('away'));
const silent = () => new Promise<never>(() => undefined);

describe('readiness', () => {
  it('names each part, and needs only those that nothing can be done without', async () => {
    const readiness = createReadiness([
      { name: 'database', required: true, probe: there },
      { name: 'cache', required: false, probe: away },
    ]);
    expect(await readiness.check()).toEqual({ ready: true, parts: { database: 'up', cache: 'down' } });
  });

  it.each([
    ['fails', away],
    ['does not answer', silent],
  ])('is gone where a needed part %s', async (_how, probe) => {
    const readiness = createReadiness([{ name: 'database', required: true, probe }]);
    expect(await readiness.check()).toEqual({ ready: false, parts: { database: 'down' } });
  });

  it('is gone once the process was told to stop, with every part there', async () => {
    const readiness = createReadiness([{ name: 'database', required: true, probe: there }]);
    await readiness.check();
    readiness.stopping();
    expect(await readiness.check()).toEqual({ ready: false, parts: { database: 'up', process: 'stopping' } });
  });

  it('looks once, however many ask at once', async () => {
    const probe = vi.fn(there);
    const readiness = createReadiness([{ name: 'database', required: true, probe }]);
    await Promise.all(Array.from({ length: 100 }, () => readiness.check()));
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
