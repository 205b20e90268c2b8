// Reads the memory and processor time of another process from Linux.
import { readFileSync, writeFileSync } from 'node:fs';

/** The kernel's USER_HZ is 100 on every platform of Node. */
const TICK_MS = 10;

/** Bytes. Null if the process has ended or the system does not report it. */
export function peakBytesOf(pid: number): number | null {
  // https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: the peak of the resident set.
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(read(pid, 'status') ?? '') ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** `peakBytesOf` begins again at the memory of this moment. */
export function resetPeakOf(pid: number): void {
  // https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Milliseconds since its start. Null if the process has ended or the system does not report it. */
export function processorMsOf(pid: number): number | null {
  const stat = read(pid, 'stat');
  if (stat === null) return null;
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime, after the name in brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function read(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return null;
    throw error;
  }
}
