// Runs promtool, which checks metrics and alert rules as Prometheus reads them. Without it, its tests are skipped with one line;
// with CI set they fail.
import { spawnSync } from 'node:child_process';
import { isMissing } from './missing-program.ts';

/** For `describe.skipIf(withoutPromtool())`. @throws with CI set */
export function withoutPromtool(): boolean {
  return isMissing(spawnSync('promtool', ['--version']).status === 0, 'promtool', 'prometheus');
}

/** @returns what it found; empty: nothing */
export function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return status === 0 ? stderr : `${stdout}${stderr}`;
}
