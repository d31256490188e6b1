import { outFormat } from '@twinroot/lib-rsync';
import { isWithin } from '@twinroot/lib-sysroot';
import { pathBelow, type Volume } from './volumes.ts';

/** How a volume is copied. */
export interface CopyRules {
  /** Mount points of all volumes. */
  readonly paths: readonly string[];
  /** Files and directories of the clone that the copy leaves alone: what it would bring there is made otherwise. */
  readonly apart: readonly string[];
  /** Further patterns of rsync. */
  readonly exclude: readonly string[];
  /** Whether what the source has not is deleted. */
  readonly removes: boolean;
  readonly progress: boolean;
}

/** Attributes, hard links, ACLs, extended attributes, owners by number, one file system (rsync(1)). */
const everything = ['-aHAXx', '--numeric-ids'];
/** FAT has names, sizes and times in steps of two seconds; its directories' times do not last. */
const whatFatHas = ['-rtOx', '--modify-window=1'];

/** The options of rsync for one volume, without its operands. */
export function rsyncArguments(volume: Volume, rules: CopyRules): readonly string[] {
  const others = rules.paths.filter((path) => path !== volume.path && isWithin(path, volume.path));
  const apart = rules.apart.filter((path) => isWithin(path, volume.path) && path !== volume.path);
  return [
    ...(volume.isFat ? whatFatHas : everything),
    ...(rules.removes ? ['--delete'] : []),
    ...[...others, ...apart].map((path) => `--exclude=${literal(pathBelow(path, volume.path))}`),
    '--exclude=/lost+found',
    // Not --exclude, to which a lone `!` takes back what was excluded before (rsync(1), filter rules).
    ...rules.exclude.map((pattern) => `--filter=- ${pattern}`),
    '--protect-args',
    `--out-format=${outFormat}`,
    ...(rules.progress ? ['--info=progress2'] : []),
  ];
}

/** A path as a pattern that matches it alone: a backslash is one only where there is a wildcard (rsync(1), filter rules). */
function literal(path: string): string {
  return /[*?[]/.test(path) ? path.replace(/[*?[\\]/g, '\\$&') : path;
}
