import { signalStatus } from '../failure-status.ts';

/**
 * The status of a pipe: that of the first command that failed, since the others lack what it should have written. 141 only
 * where no other one failed: it says that the command after it ended first, whose own status says why.
 *
 * @param statuses of the commands, from first to last; null for one that was never started
 */
export function pipeStatus(statuses: readonly (number | null)[]): number {
  const failures = statuses.filter((status) => status !== null && status !== 0);
  return failures.find((status) => status !== signalStatus('SIGPIPE')) ?? failures[0] ?? 0;
}
