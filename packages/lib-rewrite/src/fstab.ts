import { type FstabLine, parseFstabLine } from '@twinroot/lib-fstab';
import { createIdMap, createOldIdFinder, type IdMap, type IdPair, inverseOf } from '@twinroot/lib-idmap';
import { createLineRewriter, type TextRewriter } from '@twinroot/lib-lines';
import { isWithin } from '@twinroot/lib-sysroot';
import { missedIds } from './found.ts';
import {
  createFstabEntryRewriter,
  type FstabChange,
  finishedPeer,
  type RewrittenEntry,
} from './fstab-entry.ts';
import type { Peer } from './fstab-peers.ts';
import { createPlainRows } from './fstab-plain-rows.ts';
import type { FstabRules } from './fstab-rules.ts';

/** What is heard while an fstab is rewritten. Lines are numbered from 1; texts are bytes, one character each. */
export interface FstabListener {
  /** Absent where nobody asks: many rows are then changed at once, which is faster. */
  readonly change?: ((line: number, change: FstabChange) => void) | undefined;
  /** An old id that no rule may change. */
  stays(line: number, id: string, where: string): void;
  /** An old id in a comment; absent where nobody asks. */
  readonly comment?: ((line: number, id: string) => void) | undefined;
  /** A line that is too long to be looked at. */
  tooLong(line: number): void;
}

/** Rewrites an fstab; at its end come the rows for the other disk. */
export interface FstabRewriter extends TextRewriter {
  /** What was not found: old ids, and mount points that were to get an option. */
  missed(): readonly string[];
  /** The pairs whose old ids were found by now. */
  readonly found: ReadonlySet<IdPair>;
}

/** So many rows of peers are kept for the end. What has more is not an fstab, and must not cost memory. */
const mostPeers = 100_000;

/** A rewriter of one fstab. Texts are bytes, one character each. */
export function createFstabRewriter(rules: FstabRules, ids: IdMap, listener: FstabListener): FstabRewriter {
  const rewriteEntry = createFstabEntryRewriter(rules, ids, createIdMap(inverseOf(ids.pairs)));
  const oldIds = createOldIdFinder(ids.pairs);
  const hasRules = Object.values(rules).some((rule) => rule && !isEmpty(rule));
  const pairs = new Set<IdPair>();
  const found = new Set<string>();
  const watches = rules.addOptions.length > 0 || rules.addPeer !== null;
  const peers: (Peer & { readonly end: string; readonly number: number })[] = [];
  let isOpen = false;

  function isWatched(mountpoint: string): boolean {
    if (rules.addOptions.some((added) => added.mountpoint === mountpoint)) return true;
    return rules.addPeer !== null && isWithin(mountpoint, rules.addPeer.path) && found.size < mostPeers;
  }

  function rewriteLine(line: string, at: number, end: string): string | null {
    if (/^[ \t]*#/.test(line)) {
      if (listener.comment) for (const { pair } of oldIds.find(line)) listener.comment(at, pair.oldText);
      return null;
    }
    const hasId = oldIds.mayHave(line);
    const entry = parseFstabLine(line);
    const result = entry ? rewriteEntry(line, entry) : null;
    if (hasId && result?.line !== null) nameStaying(line, at, entry, result);
    if (result === null) return null;
    if (result.pair !== null) pairs.add(result.pair);
    if (watches)
      for (const mountpoint of result.mountpoints) if (isWatched(mountpoint)) found.add(mountpoint);
    for (const change of result.changes) listener.change?.(at, change);
    if (result.peer && peers.length < mostPeers)
      peers.push({ ...result.peer, end: end === '' ? '\n' : end, number: at });
    if (result.line === null) return '';
    return result.changes.length === 0 ? null : result.line + end;
  }

  function nameStaying(
    line: string,
    at: number,
    entry: FstabLine | null,
    result: RewrittenEntry | null,
  ): void {
    if (entry && result !== null && result.pair !== null && !oldIds.mayHave(line.slice(entry.source.end)))
      return;
    for (const { pair, start } of oldIds.find(line)) {
      const where = entry ? fieldAt(entry, start) : 'a line that is not an entry';
      if (where !== 'the source' || result === null || result.pair === null)
        listener.stays(at, pair.oldText, where);
    }
  }

  const isPlain = !hasRules && listener.change === undefined;
  const lines = createLineRewriter(
    rewriteLine,
    listener.tooLong,
    hasRules ? undefined : oldIds.pattern,
    isPlain ? createPlainRows(ids, oldIds, (pair) => pairs.add(pair)) : undefined,
  );

  function tracked(text: string): string {
    if (text !== '') isOpen = !text.endsWith('\n');
    return text;
  }

  function end(): string {
    let result = tracked(lines.end());
    // The end of a line is written when another follows, or where the text had one at its end.
    let separator = isOpen ? (peers[0]?.end ?? '') : '';
    for (const peer of peers) {
      const line = found.has(peer.mountpoint) ? null : finishedPeer(peer, rules);
      found.add(peer.mountpoint);
      if (line === null) continue;
      listener.change?.(peer.number, { change: 'peer', old: null, new: line });
      result += separator + line;
      separator = peer.end;
    }
    return isOpen ? result : result + separator;
  }

  return {
    push: (chunk) => tracked(lines.push(chunk)),
    end,
    missed: () => missedOf(rules, ids, pairs, found),
    found: pairs,
  };
}

function isEmpty(rule: object): boolean {
  return ('size' in rule && rule.size === 0) || ('length' in rule && rule.length === 0);
}

function fieldAt(entry: FstabLine, at: number): string {
  const { source, mountpoint, options } = entry;
  if (at < source.end) return 'the source';
  if (at < mountpoint.end) return 'the mount point';
  return options && at < options.end ? 'the options' : 'a comment';
}

function missedOf(
  rules: FstabRules,
  ids: IdMap,
  pairs: ReadonlySet<IdPair>,
  found: ReadonlySet<string>,
): readonly string[] {
  const points = rules.addOptions.filter(({ mountpoint }) => !found.has(mountpoint));
  const olds = missedIds(ids, (pair) => pairs.has(pair));
  return [...new Set([...olds, ...points.map(({ mountpoint }) => mountpoint)])];
}
