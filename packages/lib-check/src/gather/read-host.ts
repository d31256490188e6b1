import { release } from 'node:os';
import { join } from 'node:path';
import { efiArchitecture } from '@twinroot/lib-boot-tree';
import { failureText } from '@twinroot/lib-failure';
import { namesIn, readTextBelow, realPathBelow } from '@twinroot/lib-sysroot';
import { bootsPath } from '../decide/checks/boots.ts';
import { drillPath } from '../decide/checks/firmware.ts';
import { fstabPath } from '../decide/checks/mounts.ts';
import type { HostFacts } from '../decide/facts/machine-facts.ts';
import { builtinModules } from '../decide/kernel-modules.ts';
import { redacted } from '../decide/redact.ts';
import type { Unknown } from './attempt.ts';

/** What of a machine's texts is judged. */
const paths = [
  fstabPath,
  '/etc/crypttab',
  '/proc/cmdline',
  '/proc/self/mountinfo',
  '/etc/machine-id',
  '/etc/kernel/entry-token',
  '/etc/os-release',
  bootsPath,
  drillPath,
] as const;

/** The texts of the machine below a sysroot, without secrets; those that are not there are left out. */
export function readTexts(sysroot: string, unknown: Unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    try {
      const text = readTextBelow(sysroot, path);
      if (text !== null) found.set(path, redacted(text));
    } catch (error) {
      unknown(path, failureText(error));
    }
  }
  return found;
}

/** Where texts are that are to be edited and are reached by a symlink: the path as the machine names it, without symlinks. */
export function readTextLinks(sysroot: string): ReadonlyMap<string, string> {
  try {
    const { path, exists } = realPathBelow(sysroot, fstabPath);
    return new Map(exists && path !== fstabPath ? [[fstabPath, path]] : []);
  } catch {
    // Whoever reads the text says why it cannot be reached.
    return new Map();
  }
}

/** What runs. */
export function readHost(live: boolean): HostFacts {
  return {
    release: live ? release() : null,
    architecture: efiArchitecture(process.arch),
    time: Math.floor(Date.now() / 1000),
  };
}

const modulePlaces = ['usr/lib/modules', 'lib/modules'];

/** The releases of which the root below a sysroot has modules; null where it has no place for them. */
export function readModules(sysroot: string): readonly string[] | null {
  for (const place of modulePlaces) {
    const names = namesIn(join(sysroot, place));
    if (names.length > 0) return names;
  }
  return null;
}

/** By release, those of the wanted modules that are built into the kernel; of releases that do not tell nothing is known. */
export function readBuiltin(
  sysroot: string,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const release of readModules(sysroot) ?? [])
    for (const place of modulePlaces) {
      const text = readTextBelow(sysroot, join('/', place, release, 'modules.builtin'));
      if (text !== null)
        found.set(
          release,
          builtinModules(text).filter((name) => wanted.has(name)),
        );
    }
  return found;
}
