// Keeps a process up when a field fails that nobody waits for. Where an item of a list throws, the executor forgets the items
// before it that are still being read. They fail when their operation is stopped, or with errors of their own.
import { GraphQLError } from 'graphql';
import type { Logger } from '../observability/logger.ts';

/** Any other rejection that nobody handles ends the process, as without this. */
export function surviveForgottenFields(log: Logger): void {
  process.on('unhandledRejection', (reason) => {
    const isOfField = reason instanceof GraphQLError && reason.path !== undefined;
    if (!isOfField) throw reason;
    log.debug({ err: reason }, 'a field failed after its operation was answered');
  });
}
