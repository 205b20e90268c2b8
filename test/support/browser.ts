// Owns where tests find a real browser. Where there is none the tests that need it are skipped with one line; under CI that
// is a failure.
import { existsSync } from 'node:fs';

export const CHROMIUM = '/usr/bin/chromium';

export const browserArguments: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** Use as `describe.skipIf(withoutBrowser())`. @throws under CI, where nothing may be skipped */
export function withoutBrowser(): boolean {
  if (existsSync(CHROMIUM)) return false;
  const hint = 'chromium is missing: apt-get install chromium';
  if (process.env['CI']) throw new Error(hint);
  process.stderr.write(`skipped, ${hint}\n`);
  return true;
}
