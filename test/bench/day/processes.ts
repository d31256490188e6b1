import { readFileSync } from 'node:fs';

/** A process and its descendants, as many as there are right now. */
export function familyOf(pid: number): readonly number[] {
  const text = readUnlessEnded(`/proc/${pid}/task/${pid}/children`);
  if (text === null) return [];
  const children = text.split(' ').filter((word) => word !== '');
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}

/** Seconds of the processor, user's and kernel's. */
export interface ProcessorTime {
  /** Of the processes that live: the watcher, and what it watches with. */
  readonly living: number;
  /** Of their children that have ended: the consumers. */
  readonly ended: number;
}

/** What a family has used of the processor: utime and stime, cutime and cstime of proc_pid_stat(5), in 1/100 s. */
export function processorTimeOf(pids: readonly number[]): ProcessorTime {
  let [living, ended] = [0, 0];
  for (const pid of pids) {
    const text = readUnlessEnded(`/proc/${pid}/stat`);
    const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
    const ticks = (field: number) => Number(fields[field - 3] ?? 0);
    living += (ticks(14) + ticks(15)) / 100;
    ended += (ticks(16) + ticks(17)) / 100;
  }
  return { living, ended };
}

/** Resident memory of a family in MB: VmRSS of proc_pid_status(5). */
export function megabytesOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    const text = readUnlessEnded(`/proc/${pid}/status`);
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(text ?? '')?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

function readUnlessEnded(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isEnded = error instanceof Error && 'code' in error && /^(ENOENT|ESRCH)$/.test(String(error.code));
    if (isEnded) return null;
    throw error;
  }
}
