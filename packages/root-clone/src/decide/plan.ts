import { join } from 'node:path/posix';
import { espType, xbootldrType } from '@twinroot/lib-blockdev';
import type { DeviceMount } from '@twinroot/lib-mount';
import { initrdDirectories } from './initrds.ts';
import { type CopyFacts, copySteps, pruneNeeded } from './plan-copies.ts';
import type { ImagePlan } from './plan-images.ts';
import type { SourceText, TextKind } from './source-texts.ts';
import type { BiosDisks, MountPoint, Step, SwapFile } from './step.ts';
import { resumeOf } from './swap-files.ts';
import { ownThings } from './template.ts';
import { ownModes, volumeHolding } from './volumes.ts';

/** What a clone is planned from. */
export interface PlanFacts extends CopyFacts {
  readonly mounts: readonly DeviceMount[];
  /** Mount points of the source whose content does not come along, and which rsync may not look at. */
  readonly mountPoints: readonly MountPoint[];
  readonly swapFiles: readonly SwapFile[];
  /** The default subvolume of the clone's root file system: the one that the root is, the topmost one; null: it stays. */
  readonly defaultSubvolume: 'root' | 'top' | null;
  /** The disks whose first sectors are looked at, where the machine is booted by a BIOS; null: it is not. */
  readonly bios: BiosDisks | null;
  /** The texts of the clone. */
  readonly texts: readonly SourceText[];
  /** The source's own fstab, when it gets peers. */
  readonly ownFstab: string | null;
  /** Boot entries of the source itself that get titles of its own. */
  readonly ownEntries: readonly SourceText[];
  /** Texts whose ids were looked for when they were rewritten, by their paths in the clone. */
  readonly read: readonly string[];
  /** Texts that the clone has now, by their paths. */
  readonly presentTexts: readonly string[];
  /** The unified kernel images of the clone, where they are made apart; null: they are copied, and looked at. */
  readonly images: ImagePlan | null;
  /** Such images that the clone has now, by their paths. */
  readonly presentImages: readonly string[];
  /** Where the clone's fstab mounts the source. */
  readonly addPeer: string | null;
  readonly firmware: boolean;
  /** Whether initrds that name the first disk are made anew. */
  readonly rebuildsInitrds: boolean;
}

/** What can be booted comes last: until its entries are written, nothing lists a clone that is not whole. */
const textOrder: readonly TextKind[] = [
  'fstab',
  'crypttab',
  'cmdline',
  'setting',
  'entry-token',
  'entry',
  'loader-conf',
  'loader',
];

/**
 * The steps of a clone, in order. Whatever is cut off is continued by the same steps.
 *
 * What boot loaders read is copied last, and without deleting anything, so that entries which are there stay whole, as do the
 * modules of their kernels; then the entries are switched, each at once; and only then goes what the source does not have.
 */
export function planSteps(facts: PlanFacts): readonly Step[] {
  const { volumes, texts, ownFstab, presentTexts, template, addPeer } = facts;
  const old = template?.machineId?.old ?? null;
  const peerPlace = addPeer === null ? [] : [[addPeer, 0o755] as const];
  const paths = new Set(texts.map(({ path }) => path));
  const esp = volumes.find(({ device }) => device.parttype === espType);
  const xbootldr = volumes.find(({ device }) => device.parttype === xbootldrType) ?? null;
  const entries = texts.filter(({ kind }) => kind === 'entry');
  const boot = volumes.filter(
    (volume) => volume.isBoot || entries.some(({ path }) => volumeHolding(volumes, path) === volume),
  );
  const others = volumes.filter((volume) => !boot.includes(volume));
  const inOrder = textOrder.flatMap((kind) => texts.filter((text) => text.kind === kind));
  return [
    ...facts.mounts.map((mount): Step => ({ kind: 'mount', mount })),
    ...[...ownModes, ...peerPlace].map(([path, mode]): Step => ({ kind: 'directory', path, mode })),
    ...others.flatMap((volume) => copySteps('copy', volume, true, facts)),
    ...boot.flatMap((volume) => copySteps('copy', volume, false, facts)),
    ...facts.mountPoints.map(
      ({ path, owner }): Step => ({ kind: 'directory', path, mode: 0o755, ...(owner && { owner }) }),
    ),
    ...facts.swapFiles.map((file): Step => ({ kind: 'swap', file })),
    ...(template ? ownThings.map((thing): Step => ({ kind: 'reset', thing, old })) : []),
    ...(template === null || template.hostname === null ? [] : [hostnameStep(template.hostname)]),
    ...[...(ownFstab === null ? [] : [{ path: '/etc/fstab', text: ownFstab }]), ...facts.ownEntries].map(
      ({ path, text }): Step => ({
        ...{ kind: 'write', path: join(facts.source.root, path), text, ofSource: true, like: path },
      }),
    ),
    ...inOrder.map(
      ({ path, text, from = path }): Step => ({
        ...{ kind: 'write', path, text, ofSource: false, like: from },
        resume: resumeOf(text, facts.swapFiles),
      }),
    ),
    ...presentTexts.filter((path) => !paths.has(path)).map((path): Step => ({ kind: 'remove', path })),
    ...boot.flatMap((volume) => copySteps('prune', volume, true, facts)),
    ...others.flatMap((volume) => pruneNeeded(volume, facts)),
    ...(facts.defaultSubvolume === null
      ? []
      : [{ kind: 'subvolume', path: '/', makesDefault: facts.defaultSubvolume } as const]),
    ...(esp ? [{ kind: 'loader', esp, xbootldr } as const] : []),
    ...(esp && facts.firmware ? [{ kind: 'firmware', esp } as const] : []),
    ...imageSteps(facts),
    ...volumes
      .filter(({ isBoot }) => isBoot)
      .map(({ path }): Step => {
        const faults = facts.images?.faults.filter(
          (fault) => volumeHolding(volumes, fault.path)?.path === path,
        );
        return { kind: 'uki', directory: join(path, 'EFI/Linux'), faults: faults ?? [] };
      }),
    ...initrdDirectories(volumes).map(
      (directory): Step => ({ kind: 'initrd', directory, rebuilds: facts.rebuildsInitrds }),
    ),
    ...[...settingDirectories, ...initrdDirectories(volumes)].map(
      (directory): Step => ({ kind: 'search', directory, made: facts.read }),
    ),
    ...(facts.bios === null ? [] : [{ kind: 'loader', disks: facts.bios } as const]),
  ];
}

/** Where settings of a machine are: its own, and what was put beside those of packages (kernel-install(8), systemd.unit(5)). */
const settingDirectories = ['/etc', '/usr/lib/kernel', '/usr/lib/systemd', '/usr/local/lib/systemd'];

/** Images that are boot entries by themselves; those that the source has not go last, so that there is always one. */
function imageSteps({ images, presentImages }: PlanFacts): readonly Step[] {
  if (images === null) return [];
  // FAT's names have no case.
  const paths = new Set([...images.images, ...images.faults].map(({ path }) => path.toLowerCase()));
  return [
    ...images.images.map((image): Step => ({ kind: 'uki', image })),
    ...presentImages
      .filter((path) => !paths.has(path.toLowerCase()))
      .map((path): Step => ({ kind: 'remove', path })),
  ];
}

function hostnameStep(name: string): Step {
  const text = `${name}\n`;
  return { kind: 'write', path: '/etc/hostname', text, ofSource: false, like: '/etc/fstab' };
}
