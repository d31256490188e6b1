import { type FstabLine, mountOptions, parseFstabLine, unescapeField, withOption } from '@twinroot/lib-fstab';
import type { IdMap, IdPair } from '@twinroot/lib-idmap';
import { applyEdits, type Edit } from '@twinroot/lib-lines';
import { isWithin } from '@twinroot/lib-sysroot';
import { commonOptions, isCommonOption } from './fs-type.ts';
import { type Peer, peerOf } from './fstab-peers.ts';
import type { FstabRules } from './fstab-rules.ts';
import { renamedSource } from './fstab-source.ts';
import { createReplacer } from './fstab-variables.ts';
import { fieldBelow, normalMountPoint } from './mount-point.ts';

/** One thing that changes in a line. */
export interface FstabChange {
  readonly change: 'id' | 'mountpoint' | 'option' | 'variable' | 'drop' | 'peer';
  readonly old: string | null;
  readonly new: string | null;
}

/** What becomes of an entry. */
export interface RewrittenEntry {
  /** Null when it goes. */
  readonly line: string | null;
  readonly changes: readonly FstabChange[];
  /** The pair of the map that its source is of, whether it was replaced or is right as it is. */
  readonly pair: IdPair | null;
  /** The mount point as it was, and as it is then. */
  readonly mountpoints: readonly [before: string, after: string];
  /** The row for the other disk, where one is wanted. */
  readonly peer: Peer | null;
}

/** Rewrites an entry: `line` without its end, and what was parsed of it. */
export type EntryRewriter = (line: string, entry: FstabLine) => RewrittenEntry;

/**
 * A rewriter of entries. Variables come first; then the mount points say which entries go, which mount the other
 * disk, and what becomes of the rest. A rule names a mount point as it was or as it will be: either way, a second run finds
 * nothing more to do.
 *
 * @param inverse the map the other way round, for what mounts the other disk: where the map puts a new id into an entry, its
 * peer has the old one
 */
export function createFstabEntryRewriter(rules: FstabRules, ids: IdMap, inverse: IdMap): EntryRewriter {
  const byOldText = Map.groupBy(ids.pairs, ({ oldText }) => oldText);
  const turned = new Map(
    inverse.pairs.map((pair) => [pair, byOldText.get(pair.newText)?.find((each) => isInverse(each, pair))]),
  );
  const replace = rules.variables.length === 0 ? null : createReplacer(rules.variables);
  return (given, givenEntry) => {
    const changes: FstabChange[] = [];
    const line = withVariables(given, givenEntry, replace, changes);
    const entry = line === given ? givenEntry : (parseFstabLine(line) ?? givenEntry);
    const before = normalMountPoint(unescapeField(entry.mountpoint.text));
    const field = movedField(entry, before, rules);
    const mountpoint = normalMountPoint(unescapeField(field));
    if (rules.drops.size > 0 && (rules.drops.has(before) || rules.drops.has(mountpoint))) {
      const drop: FstabChange = { change: 'drop', old: given, new: null };
      return {
        line: null,
        changes: [drop],
        pair: null,
        mountpoints: [before, mountpoint],
        peer: null,
      };
    }
    const isPeer = rules.addPeer !== null && isWithin(mountpoint, rules.addPeer.path);
    const renamed = renamedSource(isPeer ? inverse : ids, entry.source.text);
    const known = isPeer && !renamed ? renamedSource(ids, entry.source.text) : renamed;
    const pair = known && (turned.get(known.pair) ?? known.pair);
    const isOther = renamed?.isOther === true;
    const edits: Edit[] = [];
    if (renamed && isOther) {
      edits.push({ ...entry.source, text: renamed.text });
      changes.push({ change: 'id', old: entry.source.text, new: renamed.text });
    }
    if (field !== entry.mountpoint.text) {
      edits.push({ ...entry.mountpoint, text: field });
      changes.push({ change: 'mountpoint', old: entry.mountpoint.text, new: field });
    }
    const type = isPeer ? undefined : (rules.types.get(before) ?? rules.types.get(mountpoint));
    edits.push(
      ...typeEdits(entry, type, changes),
      ...optionEdits(entry, [before, mountpoint], rules, type, changes),
    );
    const peer = isOther && !isPeer && rules.addPeer ? peerOf(line, entry, field, rules.addPeer) : null;
    return { line: applyEdits(line, edits), changes, pair, mountpoints: [before, mountpoint], peer };
  };
}

function isInverse(pair: IdPair, other: IdPair): boolean {
  return pair.oldText === other.newText && pair.newText === other.oldText;
}

/** The row of a peer with the options that are added to its mount point; null when it is dropped. */
export function finishedPeer({ line, mountpoint }: Peer, rules: FstabRules): string | null {
  const entry = parseFstabLine(line);
  if (entry === null || rules.drops.has(mountpoint)) return null;
  return applyEdits(line, optionEdits(entry, [mountpoint], rules, undefined, []));
}

function withVariables(
  line: string,
  entry: FstabLine,
  replace: ReturnType<typeof createReplacer> | null,
  changes: FstabChange[],
): string {
  if (replace === null) return line;
  const edits = [entry.source, entry.mountpoint, entry.fstype, entry.options].flatMap((field): Edit[] => {
    if (field === undefined) return [];
    const { text, found } = replace(field.text);
    for (const { name, value } of found) changes.push({ change: 'variable', old: name, new: value });
    return found.length === 0 ? [] : [{ ...field, text }];
  });
  return applyEdits(line, edits);
}

/** The field of a mount point, below the prefix unless it is there already, is not one, or is where peers are. */
function movedField({ mountpoint, fstype }: FstabLine, path: string, { under, addPeer }: FstabRules): string {
  if (under === null || !path.startsWith('/') || fstype?.text === 'swap') return mountpoint.text;
  const stays = isWithin(path, under.path) || (addPeer && isWithin(path, addPeer.path));
  return stays ? mountpoint.text : fieldBelow(under.field, mountpoint.text);
}

/** Whether an entry has another type than it is to have. What is bound, is swap, or has any type, stays. */
function isOtherType({ fstype }: FstabLine, type: string | undefined): type is string {
  return type !== undefined && fstype !== undefined && ![type, 'auto', 'none', 'swap'].includes(fstype.text);
}

function typeEdits(entry: FstabLine, type: string | undefined, changes: FstabChange[]): readonly Edit[] {
  if (!isOtherType(entry, type) || entry.fstype === undefined) return [];
  changes.push({ change: 'option', old: entry.fstype.text, new: type });
  return [{ ...entry.fstype, text: type }];
}

/** The options that an entry keeps: with another type, those that every type has. */
function keptOptions(entry: FstabLine, type: string | undefined, changes: FstabChange[]): string {
  const field = entry.options?.text ?? '';
  if (!isOtherType(entry, type)) return field;
  const gone = mountOptions(field).filter((option) => !isCommonOption(option));
  if (gone.length === 0) return field;
  for (const option of gone) changes.push({ change: 'option', old: option, new: null });
  return commonOptions(field).join(',') || 'defaults';
}

/** Options that are added at the end of the field, or as a field of their own behind the type. */
function optionEdits(
  entry: FstabLine,
  names: readonly string[],
  rules: FstabRules,
  type: string | undefined,
  changes: FstabChange[],
): readonly Edit[] {
  const { fstype, options } = entry;
  const at = options ?? fstype ?? entry.mountpoint;
  let field = keptOptions(entry, type, changes);
  for (const { mountpoint, option } of rules.addOptions) {
    if (!names.includes(mountpoint)) continue;
    const longer = withOption(field, option);
    if (longer !== field) changes.push({ change: 'option', old: null, new: option });
    field = longer;
  }
  if (field === (options?.text ?? '')) return [];
  return options
    ? [{ ...options, text: field }]
    : [{ start: at.end, end: at.end, text: `${fstype ? '' : ' auto'} ${field}` }];
}
