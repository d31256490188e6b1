import { parsePair, readIdMap } from '@twinroot/lib-idmap';
import { createFstabRewriter } from '../src/fstab.ts';
import { type FstabRuleTexts, parseFstabRules } from '../src/fstab-rules.ts';

/** What became of an fstab, and what was heard meanwhile. */
export interface Outcome {
  readonly text: string;
  readonly changes: readonly string[];
  readonly stays: readonly string[];
  readonly missed: readonly string[];
}

/** Rewrites an fstab that arrives in chunks; `hears` says whether anybody asks for changes. */
export function rewrite(
  chunks: readonly string[],
  ids: readonly string[],
  rules: FstabRuleTexts = {},
  hears = true,
): Outcome {
  const changes: string[] = [];
  const stays: string[] = [];
  const map = readIdMap(
    [],
    ids.map((pair) => parsePair(pair, '--id')),
  );
  const rewriter = createFstabRewriter(parseFstabRules(rules), map, {
    change: hears
      ? (line, { change, old, new: fresh }) => void changes.push(`${line} ${change} ${old} ${fresh}`)
      : undefined,
    stays: (line, id, where) => stays.push(`${line} ${id} ${where}`),
    tooLong: (line) => stays.push(`${line} too long`),
  });
  const text = chunks.map((chunk) => rewriter.push(chunk)).join('') + rewriter.end();
  return { text, changes, stays, missed: rewriter.missed() };
}
