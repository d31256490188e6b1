import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { MachineFacts } from './facts/machine-facts.ts';
import type { RootState } from './member-case.ts';

const filesystems = ['bcachefs', 'btrfs', 'ext4', 'f2fs', 'jfs', 'xfs'] as const;
/** By md's levels. */
const levels: ReadonlyMap<string, string> = new Map([
  ['raid0', 'raid0'],
  ['raid1', 'raid1'],
  ['raid4', 'raid456'],
  ['raid5', 'raid456'],
  ['raid6', 'raid456'],
  ['raid10', 'raid10'],
]);

/** Modules of the kernel that a root may need, whatever its disks are; which of these an initrd brings is looked for. */
export const rootModules: readonly string[] = [
  ...filesystems,
  ...new Set(levels.values()),
  'dm_crypt',
  'dm_mod',
];

/**
 * The module that a path in an initrd or below /usr/lib/modules is, as `RELEASE/NAME`; null: it is none. In the names of files `-` and
 * `_` are the same (modprobe(8)).
 */
export function moduleOf(path: string): string | null {
  const [, release, name] =
    /(?:^|\/)lib\/modules\/([^/]+)\/(?:.*\/)?([^/]+)\.ko(?:\.[a-z0-9]+)?$/.exec(path) ?? [];
  return release === undefined || name === undefined ? null : `${release}/${name.replaceAll('-', '_')}`;
}

/** The modules that are built into a kernel, by the text of its modules.builtin (Linux Documentation/kbuild/kbuild.rst). */
export function builtinModules(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, name] = /([^/]+)\.ko$/.exec(line) ?? [];
    return name === undefined ? [] : [name.replaceAll('-', '_')];
  });
}

/** The modules that the kernel needs for a root, apart from the drivers of its disks. */
export function modulesOfRoot(
  { devices, pool }: RootState,
  facts: Pick<MachineFacts, 'devices' | 'arrays'>,
): readonly string[] {
  const [device] = devices;
  if (pool !== null || device === undefined) return [];
  const needs = new Set<string>();
  const { fstype } = device;
  if (filesystems.some((name) => name === fstype) && fstype !== null) needs.add(fstype);
  const visit = ({ path, type, parents }: BlockDevice) => {
    if (type === 'crypt') needs.add('dm_crypt');
    if (type === 'lvm') needs.add('dm_mod');
    const level = levels.get(facts.arrays.find((array) => array.path === path)?.level ?? '');
    if (level !== undefined) needs.add(level);
    for (const parent of facts.devices) if (parents.includes(parent.path)) visit(parent);
  };
  visit(device);
  return [...needs];
}
