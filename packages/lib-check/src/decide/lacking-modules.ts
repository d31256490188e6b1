import { isStarted } from '@twinroot/lib-boot-tree';
import type { InitrdFacts } from './facts/machine-facts.ts';
import { modulesOfRoot } from './kernel-modules.ts';
import type { MemberCase } from './member-case.ts';

/**
 * Which modules of the kernel an initrd lacks that the root cannot do without: its file system, what it lies on, the drivers of the
 * disks that are left. Nothing is said where it is not known what is built into the kernel.
 *
 * @returns null when it lacks none, or nobody can tell
 */
export function lackingModules(
  question: Pick<MemberCase, 'facts' | 'menu' | 'chosen' | 'root' | 'lostDisks'>,
  { modules }: InitrdFacts,
): { readonly state: 'fail' | 'unknown'; readonly why: string } | null {
  const { facts, root, lostDisks } = question;
  const release = releaseOf(question);
  const builtin = release === null ? undefined : facts.builtin.get(release);
  if (release === null || builtin === undefined || modules === undefined) return null;
  const lacks = (name: string) => !builtin.includes(name) && !modules.includes(`${release}/${name}`);
  const missing = modulesOfRoot(root, facts).filter(lacks);
  if (missing.length > 0) {
    const other = modules.find((module) => missing.includes(module.slice(module.indexOf('/') + 1)));
    const why = `the initrd does not bring ${missing.join(', ')} for the kernel ${release}`;
    return {
      state: 'fail',
      why: other === undefined ? why : `${why}, but for ${other.slice(0, other.indexOf('/'))}`,
    };
  }
  const left = new Set(root.devices.flatMap(({ disks }) => disks).filter((disk) => !lostDisks.has(disk)));
  const driven = facts.drivers.filter(({ path }) => left.has(path));
  const withoutDriver = driven.filter((driver) => driver.modules.some(lacks));
  const [first] = withoutDriver;
  if (first === undefined) return null;
  const names = first.modules.filter(lacks).join(', ');
  return {
    // A root that does without one more disk may come up all the same.
    state: withoutDriver.length === left.size ? 'fail' : 'unknown',
    why: `the initrd does not bring ${names}, which drives ${first.path}`,
  };
}

/** The release of the kernel that is booted, if it says so itself; where the menu is GRUB's, that of the one that runs. */
function releaseOf({ chosen, menu, facts }: Pick<MemberCase, 'chosen' | 'menu' | 'facts'>): string | null {
  if (chosen === null) return menu.length === 0 ? facts.host.release : null;
  for (const { key, as } of chosen.entry.names) {
    const release = key !== null && isStarted(as) ? chosen.tree.images.get(key)?.kernelVersion : null;
    if (release) return release;
  }
  return null;
}
