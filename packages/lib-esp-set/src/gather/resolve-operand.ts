import { deviceOfPath } from '@twinroot/lib-blockdev';
import { findDevice, type Machine } from '@twinroot/lib-machine';
import { isAutofs, mountHolding } from '@twinroot/lib-mountinfo';
import { realPathBelow } from '@twinroot/lib-sysroot';
import type { Operand } from '../decide/operand.ts';

/**
 * The operand without symlinks, unless it is known as it stands: below an automount nothing may be looked at.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ELOOP
 */
export function resolveOperand({ sysroot, live, devices, mounts }: Machine, operand: Operand): Operand {
  if (operand.kind === 'partuuid' || !live || deviceOfPath(devices, operand.path)) return operand;
  // A link of udev to a device-mapper device leads to the kernel's name of it, `/dev/dm-0`, which lsblk does not have.
  const device = operand.kind === 'device' ? findDevice(sysroot, devices, operand.path) : null;
  if (device) return { ...operand, path: device.path };
  const holder = mountHolding(mounts, operand.path);
  if (holder && (isAutofs(holder) || holder.mountpoint === operand.path)) return operand;
  const { path, exists } = realPathBelow(sysroot, operand.path);
  return exists ? { ...operand, path } : operand;
}
