import type { SyncItem } from '@twinroot/lib-record';
import { defaultRsyncOpts, outFormat } from '@twinroot/lib-rsync';

/** A copy that rsync is to make to one destination. */
export interface WantedCopy {
  readonly item: SyncItem;
  /** The paths that rsync is given: with a slash at the end of the source where its item has one. */
  readonly source: string;
  readonly target: string;
  /** Options of rsync that suit the destination, and give way to the item's. */
  readonly suited: readonly string[];
  /** Niceness of this process, which a child begins with. */
  readonly niceness: number;
  /** Further options of rsync. */
  readonly more: readonly string[];
  /** Whether it is to report how far it is. */
  readonly progress: boolean;
}

/**
 * A program and its arguments: rsync, with its priorities set by nice(1) and ionice(1), which become rsync. Ours of rsync's
 * options come last, so that none of the item's is put in their place.
 */
export function rsyncWords(wanted: WantedCopy): readonly [tool: string, args: readonly string[]] {
  const { item, source, target, suited, more, progress } = wanted;
  const options = [
    ...suited,
    ...itemOptions(item),
    `--out-format=${outFormat}`,
    ...(progress ? ['--info=progress2'] : []),
    ...more,
  ];
  const words = [...niceWords(wanted), ...ioniceWords(item), 'rsync', ...options, '--', source, target];
  const [tool = 'rsync', ...args] = words;
  return [tool, args];
}

/** The options of rsync that are the item's. */
export function itemOptions({ rsync_opts: opts, exclude }: SyncItem): readonly string[] {
  return [...(opts ?? defaultRsyncOpts), ...(exclude ?? []).map((pattern) => `--exclude=${pattern}`)];
}

/** nice(1) adds to what its caller has. */
function niceWords({ item, niceness }: WantedCopy): readonly string[] {
  const more = (item.nice ?? niceness) - niceness;
  return more === 0 ? [] : ['nice', '-n', String(more)];
}

/** With -t, as dual-root has it: a priority that cannot be had is no reason not to copy. */
function ioniceWords({ ionice_class: ioClass, ionice_level: level }: SyncItem): readonly string[] {
  if (ioClass === null) return [];
  const hasLevel = level !== null && (ioClass === 1 || ioClass === 2);
  return ['ionice', '-t', '-c', String(ioClass), ...(hasLevel ? ['-n', String(level)] : [])];
}
