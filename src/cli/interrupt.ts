// Owns what Ctrl-C does to a command that writes: what it is at is finished, what is left is not begun.

/** By convention: it was told to stop. */
export const INTERRUPTED = 130;

/** Aborted by Ctrl-C, and by whatever else tells the process to stop. How often it is told makes no difference: npm passes on
 * the Ctrl-C that the terminal has sent already. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
