import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a shell script and gives what it writes; what the others say meanwhile is heard. */
export async function shell(script: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('sh', ['-euc', script, 'sh', ...args], { maxBuffer: 2 ** 26 });
  return stdout.trim();
}
