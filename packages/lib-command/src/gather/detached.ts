import { readFileSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { isTerminal } from './terminal.ts';

/**
 * Whether this process was detached from the terminal that it was started at, as nohup(1) does: it has a controlling
 * terminal, and none of its three standard files is one. nohup also has SIGHUP ignored, but Node sets every signal back when
 * it starts (src/node.cc, ResetSignalHandlers), so that this is all that is left of it.
 *
 * To be asked at the start: after a hangup nobody has a controlling terminal.
 */
export function isDetached(): boolean {
  return ![0, 1, 2].some((descriptor) => isTerminal(descriptor)) && hasTerminal(readOwnStat());
}

/** Whether a line of /proc/PID/stat names a controlling terminal: tty_nr, the fifth field behind the name (proc_pid_stat(5)). */
export function hasTerminal(stat: string): boolean {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[4] ?? 0) !== 0;
}

function readOwnStat(): string {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return ''; // without /proc there is no telling: it ends, as any program does
  }
}
