import type { Mount } from '@twinroot/lib-mountinfo';
import type { BindOperation } from '../plan-table.ts';
import type { BootedDevice } from './booted-device.ts';

/** One operation with what is needed to check it and to take it back. Paths are those of the machine below sysroot. */
export type BindStep =
  | {
      readonly operation: 'unmount';
      readonly source: string;
      readonly target: string;
      /** How to put it back; null when that cannot be done. */
      readonly undo: MountStep | null;
    }
  | MountStep;

/** A mount that is made. */
export type MountStep =
  | {
      readonly operation: 'mount';
      readonly source: string;
      readonly target: string;
      readonly fstype: string;
      readonly options: string;
      /** Device number of what must be on the mount point then. */
      readonly majmin: string;
      /** The directory of its file system that must be there. */
      readonly root: string;
    }
  | {
      readonly operation: 'bind';
      readonly source: string;
      readonly target: string;
      readonly majmin: string;
      readonly root: string;
    };

export function unmountStep(mount: Mount, undo: MountStep | null): BindStep {
  return { operation: 'unmount', source: mount.source, target: mount.mountpoint, undo };
}

export function deviceStep({ device, fstype, options }: BootedDevice, target: string): MountStep {
  const { path, majmin } = device;
  return {
    operation: 'mount',
    source: path,
    target,
    fstype,
    options: options.join(','),
    majmin,
    root: '/',
  };
}

export function bindStep(source: string, majmin: string, target: string): MountStep {
  return { operation: 'bind', source, target, majmin, root: '/' };
}

/** The record of a step. */
export function toOperation(step: BindStep): BindOperation {
  return {
    operation: step.operation,
    source: step.source === '' ? null : step.source,
    target: step.target,
    options: step.operation === 'mount' ? step.options : null,
  };
}
