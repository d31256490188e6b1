import type { DeviceMount } from '@twinroot/lib-mount';
import type { CloneStep } from '../plan-table.ts';
import type { CloneImage, ImageFault } from './plan-images.ts';
import type { OwnThing } from './template.ts';
import type { Volume } from './volumes.ts';

/** One step of a clone, as a value. Paths are those of the clone, unless they are said to be the source's. */
export type Step =
  | { readonly kind: 'mount'; readonly mount: DeviceMount }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | {
      readonly kind: 'copy' | 'prune';
      readonly volume: Volume;
      /** rsync's operand. */
      readonly from: string;
      readonly options: readonly string[];
      /** The directory of the clone that it is copied into, when it is not the volume itself. */
      readonly into?: string;
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
  | { readonly kind: 'firmware'; readonly esp: Volume };

/** Whether a step may write to a volume that boot loaders read. */
export function writesBoot(step: Step): boolean {
  if (step.kind === 'copy' || step.kind === 'prune') return step.volume.isBoot;
  return step.kind !== 'mount' && step.kind !== 'directory';
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
      return [step.ofSource ? step.path : below(step.path), step.ofSource ? 'rows for the clone' : null];
    case 'remove':
      return [below(step.path), null];
    case 'uki':
      if ('directory' in step) return [below(step.directory), null];
      return [below(step.image.path), step.image.commandLine === null ? 'copied' : 'rebuilt'];
    case 'loader':
      return [step.esp.mountpoint, 'systemd-boot, if none was copied'];
    case 'firmware':
      return [step.esp.device.path, null];
  }
}
