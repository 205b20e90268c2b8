// Watchers of one profile in one process: what a look after a write costs.
import { watchProfile } from '../../../src/completion/watched-profile.ts';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';
import { INVALIDATED_CHANNEL } from '../../../src/database/invalidations.ts';
import type { Ground } from './ground.ts';
import type { Path, Way } from './path.ts';

export function watchers(ground: Ground): Path {
  return {
    name: 'a write to a watched profile',
    operations: 20,
    ways: [watched(ground, 1, ground.profileIds[0] ?? ''), watched(ground, 500, ground.profileIds[1] ?? '')],
  };
}

/** Until the last watcher was shown the state after the write. */
function watched({ db, cache, notifications }: Ground, count: number, profileId: string): Way {
  let opened: Promise<unknown> | undefined;
  let shown = 0;
  let onShown: () => void = () => undefined;
  const open = () =>
    Promise.all(
      Array.from({ length: count }, () =>
        watchProfile({ db, cache, notifications }, profileId, {
          needsCompletion: true,
          show() {
            shown += 1;
            onShown();
          },
          fail(error) {
            throw error;
          },
        }),
      ),
    );
  return {
    name: `${String(count)} watchers`,
    async run() {
      opened ??= open();
      await opened;
      await cache.invalidate([profileCompletionTag(profileId)]);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const wanted = shown + count;
      onShown = () => {
        if (shown >= wanted) resolve(undefined);
      };
      await db.$queryRaw`SELECT pg_notify(${INVALIDATED_CHANNEL}, ${profileCompletionTag(profileId)})::text`;
      await promise;
    },
  };
}
