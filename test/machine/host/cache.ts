import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { exclusively } from './exclusive.ts';

const keepMilliseconds = 24 * 3600 * 1000;

/**
 * A directory of the cache that is built once for a key: in another place first, so that one that was interrupted is
 * never taken for whole, and by one run at a time.
 */
export function cached(
  name: string,
  key: readonly string[],
  make: (directory: string) => Promise<void>,
): Promise<string> {
  return exclusively(name, () => findOrMake(name, key, make));
}

async function findOrMake(
  name: string,
  key: readonly string[],
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(key.join('\0')).digest('hex').slice(0, 12);
  const directory = join(cacheDirectory, `${name}-${hash}`);
  if (existsSync(directory)) {
    const now = new Date();
    utimesSync(directory, now, now);
    return directory;
  }
  const temporary = `${directory}.new-${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  const started = performance.now();
  try {
    await make(temporary);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  for (const old of readdirSync(cacheDirectory)) {
    const path = join(cacheDirectory, old);
    // What was used today may be in use by another run.
    const isStale = Date.now() - statSync(path).mtimeMs > keepMilliseconds;
    if (isStale && new RegExp(`^${name}-[0-9a-f]{12}$`).test(old)) rmSync(path, { recursive: true });
  }
  renameSync(temporary, directory);
  console.info(`# built ${name} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return directory;
}

/** The text of files of this directory, to be part of a key. */
export function sourceOf(...paths: readonly string[]): string[] {
  return paths.map((path) => readFileSync(join(import.meta.dirname, '..', path), 'utf8'));
}
