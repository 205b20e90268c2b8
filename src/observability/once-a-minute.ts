// Keeps what fails all the time from filling the logs.

const MINUTE_MS = 60_000;

/** Passes on the first call, and later ones once a minute at most. Metrics count every failure. */
export function onceAMinute<Told>(
  tell: (told: Told) => void,
  now: () => number = () => performance.now(),
): (told: Told) => void {
  let toldAt = -Infinity;
  return (told) => {
    if (now() - toldAt < MINUTE_MS) return;
    toldAt = now();
    tell(told);
  };
}
