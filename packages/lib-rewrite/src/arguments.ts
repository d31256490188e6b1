import { type Argument, placesOf, splitArguments } from '@twinroot/lib-cmdline';
import { unescapeField } from '@twinroot/lib-fstab';
import type { IdMap, IdPair, Renamed } from '@twinroot/lib-idmap';
import type { Edit } from '@twinroot/lib-lines';
import type { EntryRules } from './boot-entry-rules.ts';

/** One thing that changes in a line; `found` is what it was looked for as. */
export interface ArgumentEdit extends Edit {
  readonly change: 'id' | 'rootflag';
  readonly old: string;
  readonly new: string;
  /** The pair whose old id is there; of an id only. */
  readonly pair: IdPair | null;
}

/** What of a kernel command line is to be replaced, by places in the line. */
export function argumentEdits(line: string, rules: EntryRules, ids: IdMap): readonly ArgumentEdit[] {
  return splitArguments(line).flatMap((argument) => {
    const flags = rootflagEdits(line, argument, rules);
    const devices = deviceEdits(line, argument, ids).filter(
      (device) => !flags.some((flag) => flag.start < device.end && device.start < flag.end),
    );
    return [...flags, ...devices];
  });
}

function rootflagEdits(line: string, argument: Argument, { rootflags }: EntryRules): readonly ArgumentEdit[] {
  const key = 'rootflags=';
  if (!argument.text.startsWith(key)) return [];
  let from = key.length;
  return argument.text
    .slice(from)
    .split(',')
    .flatMap((flag) => {
      const start = from;
      from += flag.length + 1;
      const fresh = rootflags.get(flag);
      const span = fresh === undefined ? null : spanOf(line, argument, start, start + flag.length);
      if (fresh === undefined || span === null) return [];
      return [{ ...span, text: fresh, change: 'rootflag', old: flag, new: fresh, pair: null }];
    });
}

function deviceEdits(line: string, argument: Argument, ids: IdMap): readonly ArgumentEdit[] {
  return placesOf(argument.text).flatMap(({ kind, start, end }) => {
    const old = argument.text.slice(start, end);
    const renamed = renamedAt(kind, old, ids);
    if (renamed === null) return [];
    const span = spanOf(line, argument, start + renamed.start, start + renamed.end);
    if (span === null) return [];
    // An octal escape is fstab's way to write a blank; here that takes quotes.
    const plain = unescapeField(renamed.text);
    const text = /[ \t]/.test(plain) && !span.inQuotes ? `"${plain}"` : plain;
    const fresh = old.slice(0, renamed.start) + plain + old.slice(renamed.end);
    return [{ start: span.start, end: span.end, text, change: 'id', old, new: fresh, pair: renamed.pair }];
  });
}

function renamedAt(
  kind: ReturnType<typeof placesOf>[number]['kind'],
  text: string,
  ids: IdMap,
): Renamed | null {
  if (kind === 'device') return ids.device(text);
  return ids.value(kind === 'partuuid' ? 'PARTUUID' : 'UUID', text);
}

/** Where a part of an argument stands in the line; quotes within it go with it. Null where they would not match then. */
function spanOf(
  line: string,
  { start: begin, at }: Argument,
  from: number,
  to: number,
): { start: number; end: number; inQuotes: boolean } | null {
  const start = at[from];
  const last = at[to - 1];
  if (start === undefined || last === undefined) return null;
  const inQuotes = quotesIn(line.slice(begin, start)) % 2 === 1;
  let end = last + 1;
  if (quotesIn(line.slice(start, end)) % 2 === 1) {
    if (line[end] !== '"') return null;
    end += 1;
  }
  return { start, end, inQuotes };
}

function quotesIn(text: string): number {
  return text.split('"').length - 1;
}
