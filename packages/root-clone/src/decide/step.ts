import type { DeviceMount } from '@twinroot/lib-mount';
import type { CloneStep } from '../plan-table.ts';
import type { CloneImage, ImageFault } from './plan-images.ts';
import type { OwnThing } from './template.ts';
import type { Volume } from './volumes.ts';

/** One step of a clone, as a value. Paths are those of the clone, unless they are said to be the source's. */
export type Step =
  | { readonly kind: 'mount'; readonly mount: DeviceMount }
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly mode: number;
      /** Where it is not root's. */
      readonly owner?: Owner;
    }
  /** One is made where it is missing; or the root's is made the one that is mounted where nothing is said. */
  | { readonly kind: 'subvolume'; readonly path: string; readonly makesDefault?: 'root' | 'top' }
  | { readonly kind: 'swap'; readonly file: SwapFile }
  | {
      readonly kind: 'copy' | 'prune';
      readonly volume: Volume;
      /** rsync's operand. */
      readonly from: string;
      readonly options: readonly string[];
      /** The directory of the clone that it is copied into, when it is not the volume itself. */
      readonly into?: string;
      /** Only what entries needed is looked at. */
      readonly isPart?: true;
    }
  | { readonly kind: 'reset'; readonly thing: OwnThing; readonly old: string | null }
  | {
      readonly kind: 'write';
      readonly path: string;
      /** Bytes, one character each. */
      readonly text: string;
      /** The file is the source's own, and not the clone's. */
      readonly ofSource: boolean;
      /** Path of the file in the source that it has its owner and mode from. */
      readonly like: string;
      /** The swap file whose offset it says: that of the clone's takes its place. */
      readonly resume?: ResumeOffset | null;
    }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'uki'; readonly image: CloneImage }
  | {
      readonly kind: 'uki';
      /** All images there are looked at. */
      readonly directory: string;
      readonly faults: readonly ImageFault[];
    }
  | { readonly kind: 'loader'; readonly esp: Volume; readonly xbootldr: Volume | null }
  | { readonly kind: 'loader'; readonly disks: BiosDisks }
  /** All initrds below a directory are looked into; those that name the first disk are made anew. */
  | { readonly kind: 'initrd'; readonly directory: string; readonly rebuilds: boolean }
  /** All texts below a directory are searched, but for those that were made by rules. */
  | { readonly kind: 'search'; readonly directory: string; readonly made: readonly string[] }
  | { readonly kind: 'firmware'; readonly esp: Volume };

/** Whom a directory belongs to, by number. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A mount point of the source, by its path in the clone. */
export interface MountPoint {
  readonly path: string;
  readonly owner?: Owner;
}

/** A swap file, by its path in the clone, and its size in bytes. */
export interface SwapFile {
  readonly path: string;
  readonly bytes: number;
  /** Where the source's is on its device, in pages; null where that is not known. */
  readonly offset: number | null;
}

/** The swap file at whose offset a text resumes, and the offset that it has in the source, in pages. */
export interface ResumeOffset {
  readonly path: string;
  readonly old: number;
}

/** Disks that a BIOS boots by the code in their first sectors, by their nodes; null where the source's is not known. */
export interface BiosDisks {
  readonly source: string | null;
  readonly clone: string;
}

/**
 * Whether a step only looks at what there is: one that finds fault leaves the others to be done, and ends the run with status 1
 * nevertheless.
 */
export function isLook(step: Step): boolean {
  if (step.kind === 'initrd' || step.kind === 'search') return true;
  return (step.kind === 'uki' && 'directory' in step) || (step.kind === 'loader' && 'disks' in step);
}

/** Whether a step may write to a volume that boot loaders read. */
export function writesBoot(step: Step): boolean {
  if (step.kind === 'copy' || step.kind === 'prune') return step.volume.isBoot;
  return !['mount', 'directory', 'subvolume', 'swap'].includes(step.kind);
}

/** A step as a record of a dry run. */
export function stepRecord(step: Step, to: string): CloneStep {
  const [target, detail] = wordsOf(step, to);
  return { step: step.kind, target, detail };
}

/** What a step makes, as it is told, and from what. */
export function wordsOf(step: Step, to: string): readonly [target: string, detail: string | null] {
  const below = (path: string) => (path === '/' ? to : `${to}${path}`);
  switch (step.kind) {
    case 'mount':
      return [step.mount.target, `${step.mount.device} ${step.mount.fstype} ${step.mount.options}`];
    case 'directory':
      return [below(step.path), step.mode.toString(8)];
    case 'copy':
    case 'prune':
      return [step.into === undefined ? step.volume.mountpoint : below(step.into), step.from];
    case 'reset':
      return [step.thing.what, step.thing.paths.join(' ')];
    case 'write':
      if (step.ofSource) return [step.path, step.like === '/etc/fstab' ? 'rows for the clone' : 'title'];
      return [below(step.path), step.resume ? `resume_offset= of the clone's ${step.resume.path}` : null];
    case 'remove':
      return [below(step.path), null];
    case 'uki':
      if ('directory' in step) return [below(step.directory), null];
      return [below(step.image.path), step.image.commandLine === null ? 'copied' : 'rebuilt'];
    case 'subvolume':
      return [below(step.path), step.makesDefault === undefined ? 'btrfs subvolume' : 'default subvolume'];
    case 'search':
      return [below(step.directory), null];
    case 'initrd':
      return [
        below(step.directory),
        step.rebuilds ? 'rebuilt in the clone, if they name the first disk' : null,
      ];
    case 'swap':
      return [below(step.file.path), `${step.file.bytes} bytes`];
    case 'loader':
      if ('disks' in step) return [step.disks.clone, 'boot code, which is not copied'];
      return [step.esp.mountpoint, 'systemd-boot, if none was copied'];
    case 'firmware':
      return [step.esp.device.path, null];
  }
}
