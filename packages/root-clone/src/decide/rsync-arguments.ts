import { literalPattern, outFormat } from '@twinroot/lib-rsync';
import { isWithin } from '@twinroot/lib-sysroot';
import { patternsBelow } from './exclude-patterns.ts';
import { pathBelow, type Volume } from './volumes.ts';

/** How a volume is copied. */
export interface CopyRules {
  /** Mount points of all volumes. */
  readonly paths: readonly string[];
  /** Files and directories of the clone that the copy leaves alone: what it would bring there is made otherwise. */
  readonly apart: readonly string[];
  /** Further patterns of rsync, anchored in the source's tree. */
  readonly exclude: readonly string[];
  /** Further ones that are anchored in the volume. */
  readonly own?: readonly string[];
  /** Patterns of the source's tree: what matches is not deleted although the source has it not. */
  readonly keeps?: readonly string[];
  /** Patterns of the source's tree, each anchored: nothing else is copied or deleted. */
  readonly only?: readonly string[];
  /** The options by which times are compared, where they are not the usual ones. */
  readonly times?: readonly string[];
  /** Whether what the source has not is deleted. */
  readonly removes: boolean;
  readonly progress: boolean;
}

/**
 * Attributes, hard links, ACLs, extended attributes, owners by number, one file system (rsync(1)); holes stay holes: a file may
 * be larger than its disk.
 */
const everything = ['-aHAXx', '--numeric-ids', '--sparse'];
/**
 * Attributes that only btrfs has (btrfs-property(8)), which others refuse. A filter for names of attributes takes away the
 * default one, which leaves out those of `system.`: what they stand for comes with ACLs (rsync xattrs.c, rsync_xal_get).
 */
const withoutBtrfsAttributes = ['--filter=-x btrfs.*', '--filter=-x system.*'];
/** FAT has names, sizes and times in steps of two seconds; its directories' times do not last. */
const whatFatHas = ['-rtOx', '--modify-window=1'];

/** The options of rsync for one volume, without its operands. */
export function rsyncArguments(volume: Volume, rules: CopyRules): readonly string[] {
  const others = rules.paths.filter((path) => path !== volume.path && isWithin(path, volume.path));
  const below = (patterns: readonly string[]) => patterns.flatMap((each) => patternsBelow(volume.path, each));
  const apart = rules.apart.filter((path) => isWithin(path, volume.path) && path !== volume.path);
  return [
    ...(volume.isFat ? whatFatHas : everything),
    ...(volume.isFat || volume.mount.fstype === 'btrfs' ? [] : withoutBtrfsAttributes),
    ...(volume.isFat ? [] : (rules.times ?? [])),
    ...(rules.removes ? ['--delete'] : []),
    ...[...others, ...apart].map((path) => `--exclude=${literalPattern(pathBelow(path, volume.path))}`),
    '--exclude=/lost+found',
    // Not --exclude, to which a lone `!` takes back what was excluded before (rsync(1), filter rules).
    ...(rules.own ?? []).map((pattern) => `--filter=- ${pattern}`),
    ...below(rules.exclude).map((pattern) => `--filter=- ${pattern}`),
    ...below(rules.keeps ?? []).map((pattern) => `--filter=P ${pattern}`),
    ...(rules.only === undefined ? [] : onlyThese(below(rules.only))),
    '--protect-args',
    `--out-format=${outFormat}`,
    ...(rules.progress ? ['--info=progress2'] : []),
  ];
}

/** The filters that let through what these patterns match, with the directories above it, and nothing else. */
function onlyThese(patterns: readonly string[]): readonly string[] {
  const parents = patterns.flatMap((pattern) => {
    const names = pattern.split('/').slice(1, -1);
    return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}/`);
  });
  return [...new Set(parents), ...patterns].map((pattern) => `--include=${pattern}`).concat('--exclude=*');
}
