// Reads the memory and processor time of another process from Linux.
import { readFileSync, writeFileSync } from 'node:fs';

/** The kernel's USER_HZ is 100 on every platform of Node. */
const TICK_MS = 10;

/** The peak of the resident set in bytes. Null if the process has ended or the system does not report it. */
export function peakBytesOf(pid: number): number | null {
  return statusBytes(pid, /^VmHWM:\s+(\d+) kB$/m);
}

/** The resident set in bytes. Null as above. */
export function residentBytesOf(pid: number): number | null {
  return statusBytes(pid, /^VmRSS:\s+(\d+) kB$/m);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function statusBytes(pid: number, line: RegExp): number | null {
  const [, kilobytes] = line.exec(read(pid, 'status') ?? '') ?? [];
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
