import { join } from 'node:path';
import { espMountOptions, readFatState, repairFat } from '@twinroot/lib-fat';
import { type Machine, majminOf } from '@twinroot/lib-machine';
import { makeWritableIn, mountIn, type PrivateNamespace, privateMountPoint } from '@twinroot/lib-mount';
import type { EspMember } from '@twinroot/lib-record';
import { openRoot } from '@twinroot/lib-tree';
import { checkMember, type MemberCheck, type MemberUse } from '../decide/check-member.ts';
import { type OpenMember, withSpace, writableAsMounted } from './open-directory.ts';

/** The machine whose members are opened, as it was read under the lock. */
export interface MemberAccess {
  readonly machine: Machine;
  /** The namespace for members that are mounted for the run only; opened when the first of them is. */
  readonly namespace: () => Promise<PrivateNamespace>;
}

/** How a member is opened. */
export interface OpenAs {
  readonly use: MemberUse;
  /** Whether one that is not mounted is repaired before it is written. */
  readonly fsck: boolean;
}

/**
 * Checks a member and opens it: where it is mounted, or mounted in a namespace that nobody else sees. For `read` and
 * `plan` it is mounted read-only: without, the file system alone would write.
 *
 * @throws {Error} when what is opened is not on the device that was checked
 * @throws {ToolError} when it cannot be mounted, or fsck.vfat(8) leaves faults
 */
export async function openMember(
  { machine, namespace }: MemberAccess,
  member: EspMember,
  { use, fsck }: OpenAs,
): Promise<OpenMember | Extract<MemberCheck, { kind: 'missing' | 'refused' }>> {
  const check = checkMember(member, machine, use);
  if (check.kind === 'missing' || check.kind === 'refused') return check;
  if (check.kind === 'mounted') {
    const { mountpoint, majmin } = check;
    // A volume that is mounted cannot be checked, and to its users it must not be.
    const remarks = fsck ? [`${mountpoint} is mounted: it was not checked`] : [];
    const place = join(machine.sysroot, mountpoint);
    return openChecked(place, mountpoint, majmin, machine, {
      remarks,
      ...writableAsMounted(place),
    });
  }
  const { device, majmin, ro } = check;
  if (!machine.live) {
    // Its device may be another one here, or one of this machine's own.
    throw new Error(`${device} is not mounted, and the machine below ${machine.sysroot} is not running`);
  }
  const remarks = await examined(device, fsck && use === 'write');
  const target = privateMountPoint(machine.sysroot, member.partuuid);
  const path = await mountIn(await namespace(), {
    device,
    target,
    fstype: 'vfat',
    options: [...espMountOptions, ...(use === 'write' ? [] : ['ro'])].join(','),
  });
  const whyReadOnly = () => (ro ? 'is read-only' : null);
  const allowWrites = async () => {
    if (!ro && use !== 'write') await makeWritableIn(await namespace(), target);
    return whyReadOnly();
  };
  return openChecked(path, device, majmin, machine, { remarks, whyReadOnly, allowWrites });
}

async function openChecked(
  directory: string,
  name: string,
  majmin: string,
  { live }: Machine,
  { remarks, ...writes }: Pick<OpenMember, 'remarks' | 'whyReadOnly' | 'allowWrites'>,
): Promise<OpenMember> {
  const root = openRoot(directory);
  const found = majminOf(root.device);
  if (live && found !== majmin) {
    await root.close();
    throw new Error(`${name} is on device ${found}, not on ${majmin}`);
  }
  return withSpace(root, name, remarks, writes);
}

/** Looks how a volume was left, before the kernel marks it as mounted, and repairs it where that is asked for. */
async function examined(device: string, repairs: boolean): Promise<readonly string[]> {
  if (repairs) return (await repairFat(device)) ? [`${device} had errors, which fsck.vfat repaired`] : [];
  const state = await readFatState(device);
  return state?.isDirty ? [`${device} was not unmounted cleanly: use --fsck to check and repair it`] : [];
}
