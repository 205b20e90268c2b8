// Moves the clock of this process instead of waiting.
import { onTestFinished, vi } from 'vitest';

let aheadMs = 0;

/** Sets `performance.now()` ahead until the test ends. Timers do not follow. */
export function passTime(ms: number): void {
  if (aheadMs === 0) {
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + aheadMs);
    onTestFinished(() => {
      clock.mockRestore();
      aheadMs = 0;
    });
  }
  aheadMs += ms;
}
