// Resolves with the signal that stops the process: Ctrl-C, a service manager's, or that of a closed terminal.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes on the Ctrl-C that the terminal has sent to the process already. */
const SAME_SIGNAL_MS = 1000;

/** A signal after the first second ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      resolve(signal);
      setTimeout(() => SIGNALS.forEach((one) => process.off(one, stop)), SAME_SIGNAL_MS).unref();
    };
    for (const one of SIGNALS) process.on(one, stop);
  });
}
