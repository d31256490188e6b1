import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realPathBelow } from '@twinroot/lib-sysroot';
import { lendFile, type TakeBack } from './lend-file.ts';

/** What a new root has while a command runs in it. */
export interface LentFiles {
  /** What belongs into its /run or /tmp, which are empty otherwise. */
  readonly inRun: readonly { readonly file: string; readonly path: string }[];
  /** Puts back what was there before. */
  readonly takeBack: TakeBack;
}

const resolver = '/etc/resolv.conf';

/** What Debian's invoke-rc.d(8) asks before it starts a service, without systemd as here; 101: it must not. */
const policy = {
  path: '/usr/sbin/policy-rc.d',
  asker: '/usr/sbin/invoke-rc.d',
  text: '#!/bin/sh\nexit 101\n',
};

/**
 * Lends a new root what a command needs there: the machine's resolv.conf, and where packages would start services of Debian's, that they
 * do not.
 *
 * @throws {DurableError} when something cannot be written
 */
export async function lendFiles(sysroot: string, root: string): Promise<LentFiles> {
  const own = join(sysroot, realPathBelow(sysroot, resolver).path);
  const place = realPathBelow(root, resolver).path;
  const lent: TakeBack[] = [];
  const inRun: LentFiles['inRun'][number][] = [];
  if (isFile(own)) {
    const file = realpathSync(own);
    if (/^\/(?:run|tmp)\//.test(place)) inRun.push({ file, path: place });
    else if (canBeLent(root, place)) lent.push(await lendFile(join(root, place), readFileSync(file), 0o644));
  }
  const asked = realPathBelow(root, policy.path).path;
  const isAsked = realPathBelow(root, policy.asker).exists && !realPathBelow(root, policy.path).exists;
  if (isAsked && canBeLent(root, asked))
    lent.push(await lendFile(join(root, asked), Buffer.from(policy.text), 0o755));
  const takeBack = async () => {
    for (const each of lent) await each();
  };
  return { inRun, takeBack };
}

function canBeLent(root: string, path: string): boolean {
  const there = lstatSync(join(root, path), { throwIfNoEntry: false });
  const directory = lstatSync(join(root, dirname(path)), { throwIfNoEntry: false });
  return directory?.isDirectory() === true && (there === undefined || there.isFile());
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
