// Completions that are not cached.
import { completionOf } from '../../../src/completion/compute.ts';
import { score } from '../../../src/completion/score.ts';
import { loadSections } from '../../../src/sections/read.ts';
import { sections } from '../../../src/sections/registry.ts';
import type { Ground } from './ground.ts';
import type { Path } from './path.ts';

export function completions({ db, profileIds }: Ground, count: number): Path {
  const pageOf = (nth: number) => {
    const from = (nth * 37) % (profileIds.length - count);
    return profileIds.slice(from, from + count);
  };
  return {
    name: `cold completion of ${count}`,
    operations: count === 1 ? 100 : 20,
    ways: [
      {
        name: 'a Prisma query for each section',
        async run(nth) {
          const ids = pageOf(nth);
          const loaded = await loadSections(db, sections, ids);
          const now = new Date();
          const UNFILLED = { filled: false, updatedAt: null };
          return ids.map((id) =>
            score(
              sections,
              loaded.map((byId) => byId.get(id) ?? UNFILLED),
              now,
            ),
          );
        },
      },
      { name: 'ours', run: (nth) => completionOf(db, pageOf(nth)) },
    ],
  };
}
