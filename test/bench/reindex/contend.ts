// Runs a contender in a process of its own, to measure only its memory. A contender that runs out of memory or sends nothing
// within twice its time limit counts as stopped.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { peakBytesOf } from '../process-figures.ts';
import type { Report, Task } from './frame.ts';

export const ways = ['everything-at-once', 'offset-pages', 'nine-queries', 'one-call-per-record'] as const;
export type Contender = (typeof ways)[number] | 'floor';

export interface Outcome extends Report {
  /** Why it did not finish. Null if it finished. */
  readonly because: string | null;
}

const WATCH_MS = 200;

export async function runContender(name: Contender, task: Task): Promise<Outcome> {
  const script = path.join(import.meta.dirname, 'contenders', `${name}.ts`);
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const started = performance.now();
  let [stdout, stderr, peakBytes, isKilled] = ['', '', 0, false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakBytesOf(child.pid ?? 0) ?? 0);
    if (task.bound === null || performance.now() - started < 2 * task.bound) return;
    isKilled = true;
    child.kill('SIGKILL');
  }, WATCH_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  const ms = performance.now() - started;
  const gone = { written: 0, ms, processorMs: NaN, peakBytes, stopped: true };
  if (isKilled) return { ...gone, because: 'nothing sent within twice its time limit' };
  if (stderr.includes('heap out of memory')) return { ...gone, because: 'out of memory' };
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
  const report = JSON.parse(stdout) as Report;
  return { ...report, because: report.stopped ? 'its time limit' : null };
}
