import { parseKeyLine } from '@twinroot/lib-bls';
import { splitArguments } from '@twinroot/lib-cmdline';
import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import { applyEdits, createLineRewriter, type TextRewriter } from '@twinroot/lib-lines';
import { argumentEdits, argumentsLeft, placedArguments } from './arguments.ts';
import type { EntryRules } from './boot-entry-rules.ts';
import { type Found, flagKey, idKey } from './found.ts';

/** One thing that changes in a line. */
export interface EntryChange {
  readonly change: 'id' | 'rootflag' | 'title';
  readonly old: string;
  readonly new: string;
}

/** What is heard while a text is rewritten. Lines are numbered from 1; texts are bytes, one character each. */
export interface EntryListener {
  change(line: number, change: EntryChange): void;
  /** An old id that no rule may change. */
  stays(line: number, id: string, where: string): void;
  /** An old id in a comment; absent where nobody asks. */
  readonly comment?: ((line: number, id: string) => void) | undefined;
  /** A line that is too long to be looked at. */
  tooLong(line: number): void;
}

/** Arguments in which an old id may stand that is not spelt as in the map. */
const otherNames = 'rd[._-](?:lvm|luks|md)[._-]|luks\\.(?:uuid|name|key|data|options)=';

/** A rewriter of one entry, or of one kernel command line. Texts are bytes, one character each. */
export function createEntryRewriter(
  rules: EntryRules,
  ids: IdMap,
  listener: EntryListener,
  found: Found,
): TextRewriter {
  const oldIds = createOldIdFinder(ids.pairs);

  /** @param from where the command line begins in the line, and `to` where it ends */
  function rewriteOptions(line: string, at: number, from: number, to: number): string {
    const options = line.slice(from, to);
    const placed = placedArguments(options);
    const edits = argumentEdits(options, placed, rules, ids).map((edit) => ({
      ...edit,
      start: edit.start + from,
      end: edit.end + from,
    }));
    for (const { change, old, new: fresh, pair, flags = [] } of edits) {
      for (const key of pair ? [idKey(pair)] : flags.map(flagKey)) found.add(key);
      if (old !== fresh) listener.change(at, { change, old, new: fresh });
    }
    const names = argumentsLeft(placed, ids);
    for (const { id, start } of names) listener.stays(at, id, placeAt(line, start + from, rules.cmdline));
    nameStaying(line, at, edits);
    return applyEdits(line, edits);
  }

  function rewriteTitle(line: string, at: number, start: number, end: number): string {
    const { titlePrefix } = rules;
    const old = line.slice(start, end);
    if (titlePrefix === '' || `${old} `.startsWith(titlePrefix)) return line;
    listener.change(at, { change: 'title', old, new: titlePrefix + old });
    return line.slice(0, start) + titlePrefix + line.slice(start);
  }

  function nameStaying(line: string, at: number, edits: readonly { start: number; end: number }[]): void {
    for (const { pair, start, end } of oldIds.find(line)) {
      if (edits.some((edit) => edit.start < end && start < edit.end)) continue;
      listener.stays(at, pair.oldText, placeAt(line, start, rules.cmdline));
    }
  }

  function rewriteLine(line: string, at: number): string {
    if (/^[ \t]*#/.test(line)) {
      if (listener.comment) for (const { pair } of oldIds.find(line)) listener.comment(at, pair.oldText);
      return line;
    }
    if (rules.cmdline) return rewriteOptions(line, at, 0, line.length);
    const parsed = parseKeyLine(line);
    if (parsed?.key === 'options') {
      const [start, end] = withoutQuotes(line, parsed.start, parsed.end);
      return rewriteOptions(line, at, start, end);
    }
    nameStaying(line, at, []);
    return parsed?.key === 'title' ? rewriteTitle(line, at, parsed.start, parsed.end) : line;
  }

  // A carriage return alone ends a line, too, for systemd-boot.
  const rewriteParts = (line: string, at: number) =>
    line
      .split('\r')
      .map((part) => rewriteLine(part, at))
      .join('\r');
  const change = (line: string, at: number, end: string) =>
    (line.includes('\r') ? rewriteParts(line, at) : rewriteLine(line, at)) + end;
  const onlyIds = rules.titlePrefix === '' && rules.rootflags.size === 0 && rules.rootfstype === null;
  const where = new RegExp(`${oldIds.pattern.source}|${otherNames}`, 'gi');
  return createLineRewriter(change, listener.tooLong, onlyIds ? where : undefined);
}

/** systemd-boot takes quotes off that are around all of a value (src/boot/boot.c, line_get_key_value). */
function withoutQuotes(line: string, start: number, end: number): readonly [start: number, end: number] {
  const isWhole = end - start > 1 && line.indexOf('"', start + 1) === end - 1 && line[start] === '"';
  return isWhole ? [start + 1, end - 1] : [start, end];
}

function placeAt(line: string, at: number, cmdline: boolean): string {
  const parsed = cmdline ? null : parseKeyLine(line);
  if (parsed && parsed.key !== 'options') return parsed.key;
  const argument = splitArguments(line).find(({ end }) => at < end);
  const key = argument?.text.replace(/=.*/s, '') ?? '';
  return key === '' ? 'the line' : `${key}${argument?.text.includes('=') ? '=' : ''}`;
}
