import { basename } from 'node:path/posix';
import { compareVersions } from '@twinroot/lib-bls';
import { literalPattern } from '@twinroot/lib-rsync';
import type { Step } from './step.ts';
import type { Volume } from './volumes.ts';

/** What can be booted of a boot volume: an entry with what it names, a unified kernel image, or a kernel with its initrd. */
export interface Bootable {
  /** The entry's file; null for a kernel that a boot loader's own file lists. */
  readonly entry: string | null;
  readonly payloads: readonly string[];
}

/** A file of a boot volume, by its path in the clone, and how many bytes it takes. */
export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
}

/** What is on a boot volume of the clone, and what will be. Sizes are in bytes, as files take them. */
export interface BootState {
  readonly volume: Volume;
  readonly free: number;
  /** What the source has, and the clone not yet, or otherwise; `present` is the size of what is in its place. */
  readonly copies: readonly (SizedFile & { readonly present: number })[];
  /** What the clone has, and the source not. */
  readonly stale: readonly SizedFile[];
  /** What can be booted now: all that it needs is there. */
  readonly bootable: readonly Bootable[];
  /** What will be bootable. */
  readonly next: readonly Bootable[];
}

/** What a boot loader is made of, beside what it boots. */
const ofLoaders = /\.(?:efi|cfg|conf|mod|lst|pf2)$/i;

/** For directories, and for texts that come after. */
const margin = 128 * 1024;

/**
 * The steps of a clone, with room made on boot volumes that cannot hold what is new beside what is there. What is stale goes
 * first then, except one kernel with its entry; where that is not enough, one new entry is made whole before that one goes, too.
 * So something can be booted all the time.
 */
export function stepsWithRoom(steps: readonly Step[], states: readonly BootState[]): readonly Step[] {
  return states.reduce<readonly Step[]>((all, state) => stepsFor(all, state), steps);
}

function stepsFor(steps: readonly Step[], state: BootState): readonly Step[] {
  const { volume, free, copies, stale, bootable, next } = state;
  const room = free - margin;
  if (needed(copies) <= room) return steps;
  const at = steps.findIndex((step) => step.kind === 'copy' && step.volume.path === volume.path);
  const copy = steps[at];
  if (copy?.kind !== 'copy') return steps;
  const isStale = ({ entry, payloads }: Bootable) =>
    entry === null
      ? payloads.some((path) => stale.some((file) => file.path === path))
      : !next.some((each) => each.entry === entry);
  const isLasting = (one: Bootable) =>
    !isStale(one) && !one.payloads.some((path) => copies.some((file) => file.path === path));
  const kept = bootable.some(isLasting) ? null : newest(bootable.filter(isStale));
  const early = removals(
    bootable.filter((one) => isStale(one) && one !== kept),
    stale,
    kept?.payloads ?? [],
  );
  const isEnough = needed(copies) <= room + sizeOf(early.files);
  const [first] = kept === null || isEnough ? [] : [newest(next.filter((one) => isFirst(one, copies)))];
  const late =
    kept && first
      ? removals(
          [kept],
          stale.filter((file) => !early.files.includes(file)),
          [],
        )
      : { entries: [], files: [] };
  const written =
    first && steps.find((step) => step.kind === 'write' && !step.ofSource && step.path === first.entry);
  const goes = new Set([...early.entries, ...late.entries]);
  const rest = steps.filter(
    (step, index) => index !== at && step !== written && !(step.kind === 'remove' && goes.has(step.path)),
  );
  const staged = first ? [onlyOf(copy, volume, first.payloads), ...(written ? [written] : [])] : [];
  const all = [...stepsOf(early), ...staged, ...stepsOf(late), copy];
  return [...rest.slice(0, at), ...all, ...rest.slice(at)];
}

interface Removals {
  readonly entries: readonly string[];
  readonly files: readonly SizedFile[];
}

/** Entries first: one that names nothing is worse than none. */
function removals(gone: readonly Bootable[], stale: readonly SizedFile[], kept: readonly string[]): Removals {
  const payloads = new Set(gone.flatMap((one) => one.payloads));
  const files = stale.filter(
    ({ path }) => !kept.includes(path) && (payloads.has(path) || !ofLoaders.test(path)),
  );
  const paths = new Set(files.map(({ path }) => path));
  return { entries: gone.flatMap(({ entry }) => (entry === null || paths.has(entry) ? [] : [entry])), files };
}

function stepsOf({ entries, files }: Removals): readonly Step[] {
  return [...entries, ...files.map(({ path }) => path)].map((path): Step => ({ kind: 'remove', path }));
}

/** Whether it can be made whole by copies alone, and is listed by its own file. */
function isFirst({ entry, payloads }: Bootable, copies: BootState['copies']): boolean {
  return entry !== null && payloads.some((path) => copies.some((file) => file.path === path));
}

/** The same copy, of some files only. */
function onlyOf(
  copy: Extract<Step, { kind: 'copy' | 'prune' }>,
  volume: Volume,
  paths: readonly string[],
): Step {
  const below = paths.map((path) => (volume.path === '/' ? path : path.slice(volume.path.length)));
  const parents = below.flatMap((path) => {
    const names = path.split('/').slice(1, -1);
    return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}/`);
  });
  const includes = [...new Set([...parents, ...below])].map((path) => `--include=${anyCase(path)}`);
  return { ...copy, options: [...copy.options, ...includes, '--exclude=*'] };
}

/** A path as a pattern: FAT's names have no case, and an entry may spell them as it likes. */
function anyCase(path: string): string {
  return literalPattern(path).replace(
    /[a-z]/gi,
    (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
  );
}

/** New files stay; what replaces another is there beside it for a moment. */
function needed(copies: BootState['copies']): number {
  const growth = copies.reduce((sum, { bytes, present }) => sum + Math.max(0, bytes - present), 0);
  return growth + Math.max(0, ...copies.map(({ bytes, present }) => Math.min(bytes, present)));
}

function sizeOf(files: readonly SizedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function newest(all: readonly Bootable[]): Bootable | null {
  const name = ({ entry, payloads: [first] }: Bootable) => basename(entry ?? first ?? '');
  return all.toSorted((a, b) => compareVersions(name(a), name(b))).at(-1) ?? null;
}
