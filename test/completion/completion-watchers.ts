// Counts the listeners of completionChanged in a process, to find listeners that a subscription leaves behind.
import { INVALIDATED_CHANNEL } from '../../src/database/invalidations.ts';
import type { Services } from '../../src/graphql/context.ts';

export interface CompletionWatchers {
  /** The services, with their listeners counted. */
  readonly services: Services;
  /** At this moment. */
  count(): number;
}

export function countCompletionWatchers(services: Services): CompletionWatchers {
  let watching = 0;
  return {
    services: {
      ...services,
      notifications: {
        ...services.notifications,
        async subscribe(channel, listener) {
          const unsubscribe = await services.notifications.subscribe(channel, listener);
          const counts = channel === INVALIDATED_CHANNEL ? 1 : 0;
          watching += counts;
          return () => {
            watching -= counts;
            unsubscribe();
          };
        },
      },
    },
    count: () => watching,
  };
}
