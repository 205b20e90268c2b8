// Runs promtool, which checks metrics and alert rules as Prometheus reads them. Without it, its tests are skipped with one line;
// with CI set they fail.
import { spawnSync } from 'node:child_process';

/** For `describe.skipIf(withoutPromtool())`. @throws with CI set */
export function withoutPromtool(): boolean {
  if (spawnSync('promtool', ['--version']).status === 0) return false;
  const hint = 'promtool is missing: apt-get install prometheus';
  if (process.env.CI) throw new Error(hint);
  process.stderr.write(`skipped, ${hint}\n`);
  return true;
}

/** @returns what it found; empty: nothing */
export function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return status === 0 ? stderr : `${stdout}${stderr}`;
}
