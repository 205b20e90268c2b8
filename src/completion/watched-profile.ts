// Reads a watched profile for all its watchers in this process: once after each write, and one read at a time, so an older
// state never follows a newer one. After a lost connection it reads again.
import { outlivingRequest } from '../cancellation/current-signal.ts';
import { INVALIDATED_CHANNEL } from '../database/invalidations.ts';
import type { Notifications } from '../database/notifications.ts';
import type { ProfileRow } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { loadCompletion, type ProfileCompletion } from './cached.ts';
import { completionSetTag } from './set-tags.ts';

type WatchServices = Pick<Services, 'db' | 'cache' | 'notifications'>;

export interface WatchedState {
  readonly profile: Pick<ProfileRow, 'id' | 'visibility' | 'revision'>;
  /** Null where no watcher needs it. */
  readonly completion: ProfileCompletion | null;
}

export interface Watcher {
  readonly needsCompletion: boolean;
  /** @param state null: the profile was deleted */
  show(state: WatchedState | null): void;
  fail(error: unknown): void;
}

interface WatchedProfile {
  readonly watchers: Set<Watcher>;
  /** Resolves once writes are heard of. */
  readonly listening: Promise<() => void>;
  changed(): void;
}

/** By notifications, so by process, and by profile. */
const watched = new WeakMap<Notifications, Map<string, WatchedProfile>>();

/**
 * Shows the state now and after every write.
 * @returns a function that ends it
 */
export async function watchProfile(
  services: WatchServices,
  profileId: string,
  watcher: Watcher,
): Promise<() => Promise<void>> {
  const profiles = watched.get(services.notifications) ?? new Map<string, WatchedProfile>();
  watched.set(services.notifications, profiles);
  const profile = profiles.get(profileId) ?? openProfile(services, profileId);
  profiles.set(profileId, profile);
  profile.watchers.add(watcher);
  await profile.listening;
  profile.changed();
  return async () => {
    profile.watchers.delete(watcher);
    if (profile.watchers.size > 0) return;
    if (profiles.get(profileId) === profile) profiles.delete(profileId);
    (await profile.listening)();
  };
}

function openProfile(services: WatchServices, profileId: string): WatchedProfile {
  const watchers = new Set<Watcher>();
  /** Of the entry that is shown. */
  const tags: readonly string[] = [profileCompletionTag(profileId), completionSetTag(null)];
  let [isCurrent, isReading] = [true, false];

  async function readUntilCurrent(): Promise<void> {
    while (!isCurrent) {
      isCurrent = true;
      // Whoever comes later is shown a later read.
      const audience = [...watchers];
      try {
        const state = await readState(
          services,
          profileId,
          audience.some(({ needsCompletion }) => needsCompletion),
        );
        for (const watcher of audience) watcher.show(state);
      } catch (error) {
        for (const watcher of audience) watcher.fail(error);
      }
    }
  }

  function changed(): void {
    isCurrent = false;
    if (isReading) return;
    isReading = true;
    void outlivingRequest(readUntilCurrent).finally(() => {
      isReading = false;
    });
  }

  const listening = services.notifications.subscribe(INVALIDATED_CHANNEL, (invalidated) => {
    if (invalidated === null || tags.includes(invalidated)) changed();
  });
  return { watchers, listening, changed };
}

async function readState(
  { db, cache }: WatchServices,
  profileId: string,
  needsCompletion: boolean,
): Promise<WatchedState | null> {
  const profile = await db.profile.findFirst({
    where: { id: profileId },
    select: { id: true, visibility: true, revision: true },
  });
  if (!profile) return null;
  return { profile, completion: needsCompletion ? await loadCompletion({ db, cache }, profileId) : null };
}
