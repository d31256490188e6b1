import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectoryDurably, removeDirectoryDurably } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { type HeldDirectory, openBelow } from '@twinroot/lib-sysroot';
import { directoryRoom } from '@twinroot/lib-tree';

/** A directory for half-written files, which is there while it is needed. */
export interface Scratch {
  /** Makes it, where it is not there. */
  open(): Promise<HeldDirectory>;
  /** Removes it, where it is there; what is left in it is a leftover, which the next run deletes. */
  remove(): Promise<void>;
}

/**
 * A directory for half-written files at the root of a mirror. In the directories that they are for, their names would take slots, and one that
 * has to grow shows nothing to firmware for a moment.
 */
export function scratchOn(mirror: string): Scratch {
  let made: { readonly path: string; readonly held: HeldDirectory } | null = null;
  return {
    async open() {
      if (made !== null) return made.held;
      const name = freeName(mirror);
      const path = join(mirror, name);
      await makeDirectoryDurably(path, join(mirror, temporaryName(0)), directoryRoom);
      made = { path, held: openBelow(mirror, name) };
      return made.held;
    },
    async remove() {
      if (made === null) return;
      const { path, held } = made;
      made = null;
      held.close();
      await removeDirectoryDurably(path);
    },
  };
}

/** What a run that was killed has left may still be there, when it was not empty. */
function freeName(mirror: string): string {
  for (let number = 1; ; number += 1) {
    const name = temporaryName(number);
    if (!existsSync(join(mirror, name))) return name;
  }
}
