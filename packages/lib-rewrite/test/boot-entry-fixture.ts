import { parsePair, readIdMap } from '@twinroot/lib-idmap';
import { createEntryRewriter } from '../src/boot-entry.ts';
import { type EntryRuleTexts, parseEntryRules } from '../src/boot-entry-rules.ts';
import { missedOf } from '../src/found.ts';

/** What became of an entry, and what was heard meanwhile. */
export interface Outcome {
  readonly text: string;
  readonly changes: readonly string[];
  readonly stays: readonly string[];
  readonly missed: readonly string[];
}

/** Rewrites an entry that arrives in chunks. */
export function rewrite(
  chunks: readonly string[],
  pairs: readonly string[],
  texts: EntryRuleTexts = {},
): Outcome {
  const changes: string[] = [];
  const stays: string[] = [];
  const rules = parseEntryRules(texts);
  const ids = readIdMap(
    [],
    pairs.map((pair) => parsePair(pair, '--id')),
  );
  const found = new Set<string>();
  const listener = {
    change: (line: number, { change, old, new: fresh }: { change: string; old: string; new: string }) =>
      changes.push(`${line} ${change} ${old} ${fresh}`),
    stays: (line: number, id: string, where: string) => stays.push(`${line} ${id} ${where}`),
    tooLong: (line: number) => stays.push(`${line} too long`),
  };
  const rewriter = createEntryRewriter(rules, ids, listener, found);
  const text = chunks.map((chunk) => rewriter.push(chunk)).join('') + rewriter.end();
  return { text, changes, stays, missed: missedOf(rules, ids, found) };
}
