import { randomBytes } from 'node:crypto';
import { applyOperation } from '@twinroot/lib-tree';
import { freshSeed } from '../decide/fresh-seed.ts';
import { type Seed, seedLength, seedPath } from '../decide/seed.ts';

/**
 * Gives an ESP a fresh seed, by one durable replace: after a power cut it has the old or the new one.
 *
 * @param root of the ESP, absolute
 * @param old what it has
 * @throws {DurableError} what was attempted, with the system's code
 */
export async function writeSeed(root: string, old: Seed): Promise<void> {
  const bytes = freshSeed(randomBytes(seedLength), old.kind === 'file' ? old.head : new Uint8Array());
  const mtime = Math.floor(Date.now() / 1000);
  const replaces = old.kind === 'file';
  // As createReplacement makes it, it is for its owner alone (0600).
  await applyOperation(
    { op: 'write', path: seedPath, bytes, mtime, replaces },
    { source: root, mirror: root, verify: true },
  );
}
