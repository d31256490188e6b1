import { chmodSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { createReplacement, deleteDurably, makeDirectoryDurably } from '@twinroot/lib-durable';

/**
 * Puts a text into the place of a file, so that who reads it meanwhile has the old one or the new one, and makes the directory
 * that is to hold it, but none above that. All may read both, whatever the umask.
 *
 * @param text null: no file
 * @param now seconds since 1970
 * @throws {DurableError} with the system's code; the file is as it was then
 * @throws {Error} when something else than a file is there: a device node is not replaced, nor what a symlink leads to
 */
export async function writeReport(path: string, text: string | null, now: number): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile())
    throw new Error(`${path} is no regular file, and is left as it is`);
  if (text === null) return there === undefined ? undefined : deleteDurably(path);
  const directory = dirname(path);
  // node_exporter reads *.prom, and pam_motd all names: neither takes one that begins with a dot.
  const temporary = (parent: string) => `${parent}/.${process.pid}.twinroot`;
  if (!isThere(directory)) {
    await makeDirectoryDurably(directory, temporary(dirname(directory)));
    // Units have a umask of 0077, and node_exporter runs as a user of its own.
    chmodSync(directory, 0o755);
  }
  await createReplacement({
    destination: path,
    temporary: temporary(directory),
    content: { bytes: Buffer.from(text), mtime: now, owner: readableByAll() },
    replaces: there !== undefined,
    verify: false,
  });
}

function readableByAll() {
  return { mode: 0o644, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
