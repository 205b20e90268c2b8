// Resolves with what stops the process: Ctrl-C, a service manager's signal, a closed terminal, or a reader of its output that left.
import { onReaderLeft } from '../observability/reader.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes on the Ctrl-C that the terminal has sent to the process already. */
const SAME_SIGNAL_MS = 1000;

/** A signal after the first second ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals | 'the reader of the output left'> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      resolve(signal);
      setTimeout(() => SIGNALS.forEach((one) => process.off(one, stop)), SAME_SIGNAL_MS).unref();
    };
    for (const one of SIGNALS) process.on(one, stop);
    onReaderLeft(() => resolve('the reader of the output left'));
  });
}
