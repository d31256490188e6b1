import { join } from 'node:path/posix';
import { espType, xbootldrType } from '@twinroot/lib-blockdev';
import type { DeviceMount } from '@twinroot/lib-mount';
import { rsyncArguments } from './rsync-arguments.ts';
import { rsyncOperand, type Source } from './source.ts';
import type { Step } from './step.ts';
import { madeApart, type SourceText, type TextKind } from './texts.ts';
import type { Volume } from './volumes.ts';

/** What a clone is planned from. */
export interface PlanFacts {
  readonly source: Source;
  readonly sysroot: string;
  readonly volumes: readonly Volume[];
  readonly mounts: readonly DeviceMount[];
  /** Directories that may have a `loader` directory. */
  readonly bootDirectories: readonly string[];
  /** The texts of the clone. */
  readonly texts: readonly SourceText[];
  /** The source's own fstab, when it gets peers. */
  readonly ownFstab: string | null;
  /** Boot entries that the clone has now, by their paths. */
  readonly presentEntries: readonly string[];
  readonly exclude: readonly string[];
  readonly firmware: boolean;
  readonly progress: boolean;
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
const textOrder: readonly TextKind[] = ['fstab', 'cmdline', 'entry', 'loader-conf'];

/**
 * The steps of a clone, in order. Whatever is cut off is continued by the same steps.
 *
 * What boot loaders read is copied first without deleting anything, so that entries which are there stay whole; then the
 * entries are switched, each at once; and only then goes what the source does not have.
 */
export function planSteps(facts: PlanFacts): readonly Step[] {
  const { volumes, texts, ownFstab, presentEntries } = facts;
  const paths = new Set(texts.map(({ path }) => path));
  const esp = volumes.find(({ device }) => device.parttype === espType);
  const xbootldr = volumes.find(({ device }) => device.parttype === xbootldrType);
  const boot = volumes.filter(({ isBoot }) => isBoot);
  const inOrder = textOrder.flatMap((kind) => texts.filter((text) => text.kind === kind));
  return [
    ...facts.mounts.map((mount): Step => ({ kind: 'mount', mount })),
    ...ownDirectories.map(([path, mode]): Step => ({ kind: 'directory', path, mode })),
    ...volumes.map((volume) => copyStep('copy', volume, !volume.isBoot, facts)),
    ...(ownFstab === null
      ? []
      : [{ kind: 'write', path: ownFstabPath(facts.source), text: ownFstab, ofSource: true } as const]),
    ...inOrder.map(({ path, text }): Step => ({ kind: 'write', path, text, ofSource: false })),
    ...presentEntries.filter((path) => !paths.has(path)).map((path): Step => ({ kind: 'remove', path })),
    ...boot.map((volume) => copyStep('prune', volume, true, facts)),
    ...(esp ? [{ kind: 'loader', esp, xbootldr } as const] : []),
    ...(esp && facts.firmware ? [{ kind: 'firmware', esp } as const] : []),
  ];
}

function ownFstabPath({ root }: Source): string {
  return join(root, 'etc/fstab');
}

function copyStep(kind: 'copy' | 'prune', volume: Volume, removes: boolean, facts: PlanFacts): Step {
  const { source, sysroot, volumes, bootDirectories, exclude, progress } = facts;
  const options = rsyncArguments(volume, {
    paths: volumes.map(({ path }) => path),
    apart: [...ownDirectories.map(([path]) => path), ...madeApart(bootDirectories)],
    exclude,
    removes,
    progress,
  });
  return { kind, volume, from: rsyncOperand(source, volume.path, sysroot), options };
}
