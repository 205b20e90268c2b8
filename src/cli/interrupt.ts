// Ctrl-C in a command that writes: the command finishes its current item and stops.

/** The exit code of an interrupted command, by convention. */
export const INTERRUPTED = 130;

/**
 * Aborted by Ctrl-C and the other signals that stop a process. A second signal changes nothing: npm repeats the Ctrl-C
 * that the terminal has already sent.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
