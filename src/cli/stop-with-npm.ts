// Stops a process with the npm that started it: npm starts a shell, which ends by a signal and does not pass it on.
const PARENT_CHECK_MS = 500;

/** @param stop called once, when the shell is gone. Without npm it is never called. */
export function stopWithNpm(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const checks = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(checks);
    stop();
  }, PARENT_CHECK_MS).unref();
}
