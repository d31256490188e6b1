import { join } from 'node:path/posix';
import { espType, xbootldrType } from '@twinroot/lib-blockdev';
import type { DeviceMount } from '@twinroot/lib-mount';
import type { ImagePlan } from './plan-images.ts';
import { rsyncArguments } from './rsync-arguments.ts';
import { remoteShell, rsyncOperand, type Source } from './source.ts';
import { capsulePatterns, imagePattern, madeApart, type SourceText, type TextKind } from './source-texts.ts';
import type { Step } from './step.ts';
import { type NewMachineId, ownPatterns, ownThings } from './template.ts';
import { type Volume, volumeHolding } from './volumes.ts';

/** What a clone is planned from. */
export interface PlanFacts {
  readonly source: Source;
  readonly sysroot: string;
  readonly volumes: readonly Volume[];
  readonly mounts: readonly DeviceMount[];
  /** Directories that may have a `loader` directory. */
  readonly bootDirectories: readonly string[];
  /** Directories of the source that are named after a machine. */
  readonly machineDirectories: readonly string[];
  /** The texts of the clone. */
  readonly texts: readonly SourceText[];
  /** The source's own fstab, when it gets peers. */
  readonly ownFstab: string | null;
  /** Texts that the clone has now, by their paths. */
  readonly presentTexts: readonly string[];
  /** The unified kernel images of the clone, where they are made apart; null: they are copied, and looked at. */
  readonly images: ImagePlan | null;
  /** Such images that the clone has now, by their paths. */
  readonly presentImages: readonly string[];
  readonly exclude: readonly string[];
  /** A machine of its own is made: its id. */
  readonly template: Template | null;
  /** Where the clone's fstab mounts the source. */
  readonly addPeer: string | null;
  readonly firmware: boolean;
  readonly progress: boolean;
}

/** What a machine that is made from a template gets. */
export interface Template {
  /** Its machine id, in the place of the template's; null when that has none. */
  readonly machineId: NewMachineId | null;
  readonly hostname: string | null;
}

/** Directories of each root whose content is not copied, with their modes (file-hierarchy(7)). */
const ownDirectories: readonly (readonly [path: string, mode: number])[] = [
  ['/dev', 0o755],
  ['/proc', 0o555],
  ['/sys', 0o555],
  ['/run', 0o755],
  ['/tmp', 0o1777],
  ['/mnt', 0o755],
];

/** What can be booted comes last: until its entries are written, nothing lists a clone that is not whole. */
const textOrder: readonly TextKind[] = [
  'fstab',
  'crypttab',
  'cmdline',
  'entry-token',
  'entry',
  'loader-conf',
];

/**
 * The steps of a clone, in order. Whatever is cut off is continued by the same steps.
 *
 * What boot loaders read is copied first without deleting anything, so that entries which are there stay whole; then the
 * entries are switched, each at once; and only then goes what the source does not have.
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
  const inOrder = textOrder.flatMap((kind) => texts.filter((text) => text.kind === kind));
  return [
    ...facts.mounts.map((mount): Step => ({ kind: 'mount', mount })),
    ...[...ownDirectories, ...peerPlace].map(([path, mode]): Step => ({ kind: 'directory', path, mode })),
    ...volumes.flatMap((volume) => copySteps('copy', volume, !boot.includes(volume), facts)),
    ...(template ? ownThings.map((thing): Step => ({ kind: 'reset', thing, old })) : []),
    ...(template === null || template.hostname === null ? [] : [hostnameStep(template.hostname)]),
    ...(ownFstab === null
      ? []
      : [
          {
            kind: 'write',
            path: ownFstabPath(facts.source),
            text: ownFstab,
            ofSource: true,
            like: '/etc/fstab',
          } as const,
        ]),
    ...inOrder.map(
      ({ path, text, from = path }): Step => ({ kind: 'write', path, text, ofSource: false, like: from }),
    ),
    ...presentTexts.filter((path) => !paths.has(path)).map((path): Step => ({ kind: 'remove', path })),
    ...boot.flatMap((volume) => copySteps('prune', volume, true, facts)),
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
  ];
}

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

function ownFstabPath({ root }: Source): string {
  return join(root, 'etc/fstab');
}

function hostnameStep(name: string): Step {
  return { kind: 'write', path: '/etc/hostname', text: `${name}\n`, ofSource: false, like: '/etc/fstab' };
}

/**
 * The copy of a volume. With a template, the directory that kernel-install(8) has there, which is named after the machine,
 * is copied to the new name.
 */
function copySteps(
  kind: 'copy' | 'prune',
  volume: Volume,
  removes: boolean,
  facts: PlanFacts,
): readonly Step[] {
  const { source, sysroot, volumes, bootDirectories, exclude, progress, template } = facts;
  const id = template?.machineId;
  const hasOwn = id && facts.machineDirectories.includes(join(volume.path, id.old));
  const renamed = hasOwn && volume.isBoot ? [id] : [];
  const own = facts.images !== null && volume.isBoot ? [imagePattern] : [];
  const capsules = volume.isBoot ? capsulePatterns : [];
  const rules = {
    paths: volumes.map(({ path }) => path),
    exclude: [
      ...capsules,
      ...own,
      ...(template ? ownPatterns.filter(() => volume.path === '/') : []),
      ...exclude,
    ],
    removes,
    progress,
  };
  const apart = [
    ...ownDirectories.map(([path]) => path),
    ...madeApart(bootDirectories, template !== null),
    ...renamed.flatMap(({ old, fresh }) => [join(volume.path, old), join(volume.path, fresh)]),
  ];
  const operand = (path: string) => rsyncOperand(source, path, sysroot);
  const shell = remoteShell(source);
  const options = [...shell, ...rsyncArguments(volume, { ...rules, apart })];
  return [
    { kind, volume, from: operand(volume.path), options },
    ...renamed.map(({ old, fresh }): Step => {
      const ownOptions = [...shell, ...rsyncArguments(volume, { ...rules, apart: [] })];
      const into = join(volume.path, fresh);
      return { kind, volume, from: operand(join(volume.path, old)), options: ownOptions, into };
    }),
  ];
}
