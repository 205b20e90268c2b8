// Finds the browser for tests. Without one, its tests are skipped with one line; with CI set they fail.
import { existsSync } from 'node:fs';
import { isMissing } from './missing-program.ts';

export const CHROMIUM = '/usr/bin/chromium';

export const browserArguments: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** For `describe.skipIf(withoutBrowser())`. @throws with CI set */
export function withoutBrowser(): boolean {
  return isMissing(existsSync(CHROMIUM), 'chromium');
}
