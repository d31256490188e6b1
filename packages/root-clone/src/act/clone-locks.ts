import { failed } from '@twinroot/lib-command';
import { acquireDirectoryLock, type Lock, LockError, type LockWait, lockOrder } from '@twinroot/lib-durable';
import { failureText } from '@twinroot/lib-failure';
import type { Volume } from '../decide/volumes.ts';
import type { OpenVolumes } from './open-volumes.ts';

/** The locks of a clone. */
export interface CloneLocks {
  /** Locks the clone against other runs. */
  lockRoot(): Promise<void>;
  /**
   * Locks the volumes that boot loaders read, which may be mirrors of esp-mirror: from when they are first written, not while the
   * root is copied for hours. In the order that all have, so that no two wait for each other. Again: nothing.
   */
  lockBoot(): Promise<void>;
  /** The open files that have the locks. */
  files(): readonly number[];
  release(): Promise<void>;
}

/** Locks for a clone, of which none is acquired yet. Those that others hold for too long are failures of status 1. */
export function createCloneLocks(
  volumes: readonly Volume[],
  { path, names }: Pick<OpenVolumes, 'path' | 'names'>,
  wait: LockWait,
): CloneLocks {
  const locks: Lock[] = [];
  let hasBoot = false;
  const lock = async (paths: readonly string[]) => {
    try {
      for (const each of await lockOrder(paths)) locks.push(await acquireDirectoryLock(each, wait));
    } catch (error) {
      throw error instanceof LockError ? failed(failureText(error, names)) : error;
    }
  };
  return {
    lockRoot: () => lock([path('/')]),
    lockBoot: async () => {
      if (hasBoot) return;
      hasBoot = true;
      const boot = volumes.filter((volume) => volume.isBoot && volume.path !== '/');
      await lock(boot.map((volume) => path(volume.path)));
    },
    files: () => locks.map(({ file }) => file),
    release: async () => {
      for (const each of locks.splice(0).reverse()) await each.release();
    },
  };
}
