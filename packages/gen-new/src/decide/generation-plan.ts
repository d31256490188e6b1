import { type Refusal, refused } from '@twinroot/lib-failure';
import {
  fstabOf,
  type Generation,
  isSharedBoot,
  makingPrefix,
  newGenerationId,
  rootName,
  templateMounts,
} from '@twinroot/lib-generation';

/** A subvolume of a generation. */
export interface OwnSubvolume {
  /** In the directory of the generation: `@`. */
  readonly name: string;
  readonly isReadOnly: boolean;
}

/** What is known before anything is done. */
export interface PlanFacts {
  readonly base: Generation;
  /** Of the base. */
  readonly subvolumes: readonly OwnSubvolume[];
  /** Names in snapshots/, with those that are being made. */
  readonly names: readonly string[];
  /** Text of the file `fstab` at the top; null: there is none. */
  readonly template: string | null;
  /** Paths of all subvolumes below the top. */
  readonly paths: ReadonlySet<string>;
  /** Seconds since 1970. */
  readonly now: number;
  /** Eight of A–Z and a–z, at random. */
  readonly letters: string;
}

/** A mount of the new root while a command runs in it. */
export interface OwnMount {
  /** Below the top. */
  readonly subvolume: string;
  readonly mountpoint: string;
}

/** How a generation is made. */
export interface GenerationPlan {
  readonly kind: 'plan';
  readonly id: string;
  /** Below the top, while it is made. */
  readonly making: string;
  /** Below the top, once it is sealed. */
  readonly sealed: string;
  readonly snapshots: readonly { readonly from: string; readonly name: string; readonly isSealed: boolean }[];
  /** The text of etc/fstab. */
  readonly fstab: string;
  readonly mounts: readonly OwnMount[];
  /** The subvolume that the template mounts on /boot, and that a command does not get to see; null: it mounts none. */
  readonly sharedBoot: string | null;
}

/** Plans a generation, or says why there can be none. */
export function planGeneration(facts: PlanFacts): GenerationPlan | Refusal {
  const { base, subvolumes, names, template, paths, now, letters } = facts;
  if (template === null)
    return refused('there is no file fstab at the top, the template of that of each generation');
  const ids = names.map((name) => (name.startsWith(makingPrefix) ? name.slice(makingPrefix.length) : name));
  const id = newGenerationId(now, letters, ids);
  const fstab = fstabOf(template, id);
  if (fstab.kind === 'refused') return fstab;
  const [making, sealed, from] = [
    `snapshots/${makingPrefix}${id}`,
    `snapshots/${id}`,
    `snapshots/${base.id}`,
  ];
  const own = new Set(subvolumes.map(({ name }) => `${making}/${name}`));
  const mounts = templateMounts(template, making);
  for (const { subvolume, mountpoint, isOwn } of mounts)
    if (!(isOwn ? own : paths).has(subvolume))
      return refused(
        `the template fstab mounts ${isOwn ? `${rootNameOf(subvolume)} of each generation` : subvolume} on ${mountpoint}, and there is no such subvolume${isOwn ? ` beside ${from}/${rootName}` : ''}`,
      );
  return {
    kind: 'plan',
    id,
    making,
    sealed,
    fstab: fstab.text,
    // What is written there would be what the machine that runs boots from.
    mounts: mounts
      .filter((mount) => !isSharedBoot(mount))
      .map(({ subvolume, mountpoint }) => ({ subvolume, mountpoint })),
    sharedBoot: mounts.find(isSharedBoot)?.subvolume ?? null,
    snapshots: subvolumes.map(({ name, isReadOnly }) => ({
      from: `${from}/${name}`,
      name,
      // A root is sealed; what is beside it is as it was.
      isSealed: name === rootName || isReadOnly,
    })),
  };
}

function rootNameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
