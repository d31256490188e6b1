import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Subvolumes } from '@twinroot/lib-btrfs';
import {
  type BootFiles,
  type Generation,
  lettersOf,
  readBootFiles,
  rootName,
} from '@twinroot/lib-generation';
import type { PlanFacts } from '../decide/generation-plan.ts';

/** What is known of the base, and of the btrfs. */
export interface BaseFacts {
  readonly plan: PlanFacts;
  /** Subvolumes inside of its root, of which a snapshot has nothing; paths below that root. */
  readonly nested: readonly string[];
  /** What is wrong with its kernels, in words. */
  readonly bootFaults: readonly string[];
  /** Bytes of the kernel that boots it, with its initrds; 0 without one. */
  readonly bootBytes: number;
  /** Bytes that are free on the btrfs. */
  readonly free: number;
}

/**
 * Reads what a new generation is planned from.
 *
 * @param top where the top of the btrfs is reached
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function readBase(
  top: string,
  base: Generation,
  { all, readOnly }: Subvolumes,
): Promise<BaseFacts> {
  const place = `snapshots/${base.id}/`;
  const own = all.filter(({ path }) => path.startsWith(place));
  const root = join(top, place, rootName);
  const boot = await readBootFiles(root);
  const template = join(top, 'fstab');
  const { bavail, bsize } = statfsSync(top);
  return {
    plan: {
      base,
      subvolumes: own.flatMap(({ id, path }) => {
        const name = path.slice(place.length);
        return name.includes('/') ? [] : [{ name, isReadOnly: readOnly.has(id) }];
      }),
      names: readdirSync(join(top, 'snapshots')),
      template: isFile(template) ? readFileSync(template, 'latin1') : null,
      paths: new Set(all.map(({ path }) => path)),
      now: Date.now() / 1000,
      letters: lettersOf(randomBytes(64)),
    },
    nested: own.flatMap(({ path }) => {
      const [name, ...rest] = path.slice(place.length).split('/');
      return rest.length === 0 ? [] : [`${name === rootName ? '' : name}/${rest.join('/')}`];
    }),
    bootFaults: boot.kind === 'refused' ? [boot.reason] : boot.faults,
    bootBytes: boot.kind === 'refused' ? 0 : bytesOf(root, boot),
    free: bavail * bsize,
  };
}

function bytesOf(root: string, { kernel, initrds }: BootFiles): number {
  return [kernel, ...initrds].reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
