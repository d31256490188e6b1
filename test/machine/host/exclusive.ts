import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';

/**
 * Does something that only one run at a time may do, in this process or another; others wait for their turn.
 *
 * The lock is flock(2)'s, held by a child that lives as long as its stdin: it falls when this process ends, however that
 * comes about.
 *
 * @throws {Error} when the lock cannot be had
 */
export async function exclusively<T>(name: string, action: () => Promise<T>): Promise<T> {
  mkdirSync(cacheDirectory, { recursive: true });
  const file = join(cacheDirectory, `${name}.lock`);
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo locked && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { promise: held, resolve, reject } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  holder.once('error', reject);
  holder.stdout.once('data', () => resolve());
  holder.once('close', (code) => {
    reject(new Error(`flock ${file} ended with ${code}`));
    release();
  });
  await held;
  try {
    return await action();
  } finally {
    holder.stdin.end();
    await released;
  }
}
