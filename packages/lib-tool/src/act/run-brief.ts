import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { toolEnvironment } from './process-group.ts';
import { endError, runTool, type ToolOptions } from './run-tool.ts';

/** Seconds in which a program that is brief ends. */
const briefSeconds = 2;

/** Bytes of output beyond which it is not brief. */
const mostOutput = 2 ** 24;

/**
 * Runs a program that, unless something is wrong, ends at once. What it costs to wait for a child beside other work is most of
 * what runTool costs; here nothing else is done meanwhile, not even for a signal. So one that takes long is killed, and run
 * anew by runTool, which hears signals: only for what changes nothing, or may be begun twice.
 *
 * @param limits of the second run; `files` of both
 * @throws {ToolError} as runTool
 */
export async function runBrief(
  tool: string,
  args: readonly string[],
  limits: Pick<ToolOptions, 'timeoutSeconds' | 'files' | 'signal'> = {},
): Promise<string> {
  if (limits.signal?.aborted) throw endError('ABORT', tool);
  const end = runNow(tool, args, limits.files ?? []);
  // Also for one that does not start: why not is told there.
  if (end === null || end.error !== undefined) return runTool(tool, args, limits);
  const { status, signal } = end;
  if (status === 0) return end.stdout.toString('utf8');
  const detail = { status, signal, stderr: end.stderr.toString('utf8').trim() };
  throw endError(signal === null ? 'EXIT' : 'SIGNAL', tool, detail);
}

function runNow(
  tool: string,
  args: readonly string[],
  files: readonly number[],
): SpawnSyncReturns<Buffer> | null {
  try {
    return spawnSync(tool, args, {
      env: toolEnvironment,
      stdio: ['ignore', 'pipe', 'pipe', ...files],
      timeout: briefSeconds * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: mostOutput,
    });
  } catch {
    return null;
  }
}
