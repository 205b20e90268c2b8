// Describes a fuzz in a few lines.
import type { FuzzReport } from './fuzz.ts';

const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;

export function describeReport(report: FuzzReport): string {
  const { seed, documents, seconds, executed, byStatus, reached, asked, memory, mostMs, findings } = report;
  const statuses = Object.entries(byStatus).map(([status, count]) => `${count} × ${status}`);
  return [
    `seed ${seed}: ${documents} documents in ${seconds.toFixed(0)} s, ${Math.round(documents / seconds)} a second`,
    `  executed ${executed} (${Math.round((100 * executed) / documents)} %); ${statuses.join(', ')}`,
    `  ${reached.size} operations reached, ${asked.size} fields asked for`,
    `  memory ${megabytes(memory.warm)} when warm, ${megabytes(memory.most)} at most, ${megabytes(memory.end)} at the end`,
    `  ${mostMs} ms of the processor at most for a costly request`,
    `  found: ${findings.length === 0 ? 'nothing' : ''}`,
    ...findings,
  ].join('\n');
}
