import { join } from 'node:path/posix';
import { isLeftOut } from './exclude-patterns.ts';
import { neededOn } from './needed-files.ts';
import type { ImagePlan } from './plan-images.ts';
import { type CopyRules, rsyncArguments } from './rsync-arguments.ts';
import { remoteShell, rsyncOperand, type Source } from './source.ts';
import { capsulePatterns, imagePattern, madeApart } from './source-texts.ts';
import type { Step } from './step.ts';
import type { Subvolume } from './subvolumes.ts';
import { type NewMachineId, ownPatterns } from './template.ts';
import { ownModes, type Volume } from './volumes.ts';

/** What the copies of volumes are planned from. */
export interface CopyFacts {
  readonly source: Source;
  readonly sysroot: string;
  readonly volumes: readonly Volume[];
  /** Directories that may have a `loader` directory. */
  readonly bootDirectories: readonly string[];
  /** Directories of the source that are named after a machine. */
  readonly machineDirectories: readonly string[];
  /** The unified kernel images of the clone, where they are made apart; null: they are copied, and looked at. */
  readonly images: ImagePlan | null;
  /** Subvolumes of the source that no mount shows; by their paths in the clone. */
  readonly subvolumes: readonly Subvolume[];
  /** Files and directories that come there otherwise, or not at all. */
  readonly apart: readonly string[];
  /** The user's patterns of rsync, anchored in the source's tree. */
  readonly exclude: readonly string[];
  /** The options by which rsync compares the times of a volume, by its path; none where it has the usual ones. */
  readonly timeOptions: ReadonlyMap<string, readonly string[]>;
  /** A machine of its own is made. */
  readonly template: Template | null;
  readonly progress: boolean;
}

/** What a machine that is made from a template gets. */
export interface Template {
  /** Its machine id, in the place of the template's; null when that has none. */
  readonly machineId: NewMachineId | null;
  readonly hostname: string | null;
}

type CopyStep = Extract<Step, { kind: 'copy' | 'prune' }>;

/**
 * The copy of a volume, with the subvolumes in it. With a template, the directory that kernel-install(8) has there, which is
 * named after the machine, is copied to the new name.
 */
export function copySteps(
  kind: 'copy' | 'prune',
  volume: Volume,
  removes: boolean,
  facts: CopyFacts,
): readonly Step[] {
  const renamed = renamedDirectories(volume, facts);
  const rules = rulesFor(volume, facts, renamed);
  const step = (path: string, more: Partial<CopyRules>, from = path): CopyStep => {
    const options = rsyncArguments({ ...volume, path }, { ...rules, removes, ...more });
    return {
      kind,
      volume,
      from: rsyncOperand(facts.source, from, facts.sysroot),
      options: [...remoteShell(facts.source), ...options],
      ...(path === volume.path ? {} : { into: path }),
    };
  };
  return [
    step(volume.path, removes && !volume.isBoot ? { keeps: neededOn(volume, facts.volumes) } : {}),
    ...renamed.map(({ old, fresh }) => step(fresh, { apart: [] }, old)),
    ...copied(facts, volume).flatMap(({ path }) => [
      ...(kind === 'copy' && isBtrfs(volume) ? [{ kind: 'subvolume', path } as const] : []),
      step(path, { own: [] }),
    ]),
  ];
}

/** What was kept for entries of before is pruned; nothing where the volume has nothing of that. */
export function pruneNeeded(volume: Volume, facts: CopyFacts): readonly Step[] {
  const only = neededOn(volume, facts.volumes);
  if (only.length === 0) return [];
  const rules = { ...rulesFor(volume, facts, []), removes: true, only };
  const options = [...remoteShell(facts.source), ...rsyncArguments(volume, rules)];
  const from = rsyncOperand(facts.source, volume.path, facts.sysroot);
  return [{ kind: 'prune', volume, from, options, isPart: true }];
}

/** Whether a volume has subvolumes. */
export function isBtrfs({ mount, device }: Volume): boolean {
  return mount.fstype === 'btrfs' || device.fstype === 'btrfs';
}

function rulesFor(volume: Volume, facts: CopyFacts, renamed: readonly Renamed[]): CopyRules {
  const { volumes, subvolumes, bootDirectories, template, exclude, progress } = facts;
  return {
    paths: [...volumes, ...subvolumes].map(({ path }) => path),
    apart: [
      ...ownModes.map(([path]) => path),
      ...madeApart(bootDirectories, template !== null),
      ...facts.apart,
      ...renamed.flatMap(({ old, fresh }) => [old, fresh]),
    ],
    own: volume.isBoot ? [...capsulePatterns, ...(facts.images === null ? [] : [imagePattern])] : [],
    exclude: [...(template ? ownPatterns : []), ...exclude],
    times: facts.timeOptions.get(volume.path) ?? [],
    removes: false,
    progress,
  };
}

interface Renamed {
  readonly old: string;
  readonly fresh: string;
}

function renamedDirectories(volume: Volume, { template, machineDirectories }: CopyFacts): readonly Renamed[] {
  const id = template?.machineId;
  if (!id || !volume.isBoot) return [];
  const { old, fresh } = { old: join(volume.path, id.old), fresh: join(volume.path, id.fresh) };
  return machineDirectories.includes(old) ? [{ old, fresh }] : [];
}

/** The subvolumes that are copied: a snapshot that nobody can write is not, and what the user leaves out neither. */
function copied({ subvolumes, exclude }: CopyFacts, volume: Volume): readonly Subvolume[] {
  return subvolumes.filter(
    ({ path, holder, isReadOnly }) =>
      holder === volume.path && !isReadOnly && !exclude.some((pattern) => isLeftOut(path, pattern)),
  );
}
