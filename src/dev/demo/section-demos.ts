// Loads the `demo.ts` of every section that has one. A section without one has no generated rows.
import { existsSync } from 'node:fs';
import { sectionFiles } from '../../sections/registry.ts';
import type { Demo } from './define-demo.ts';

/** By the name of the section, in the order of the sections. */
export const demos: ReadonlyMap<string, Demo> = new Map(
  await Promise.all(
    sectionFiles('demo.ts')
      .filter(({ url }) => existsSync(url))
      .map(async ({ name, url }): Promise<[string, Demo]> => {
        const { demo } = (await import(url.href)) as { demo?: Demo };
        if (!demo) throw new Error(`${url.pathname} must export a demo`);
        return [name, demo];
      }),
  ),
);
