// Ctrl-C in a command that writes, or a reader of its output that left: the command finishes its current item and stops.
import { onReaderLeft } from '../observability/reader.ts';

/**
 * Aborted by Ctrl-C, the other signals that stop a process, and a reader that left. A second signal changes nothing: npm repeats the Ctrl-C
 * that the terminal has already sent.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  onReaderLeft(() => controller.abort());
  return controller.signal;
}
