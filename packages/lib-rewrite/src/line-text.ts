import { createOldIdFinder } from '@twinroot/lib-idmap';
import { applyEdits, createLineRewriter, type TextRewriter } from '@twinroot/lib-lines';
import { type Found, flagKey, idKey } from './found.ts';
import { createTakenPlaces, type LineForm, type LineRules, type SeenLine } from './line-form.ts';
import type { TextListener } from './text-listener.ts';

/** A rewriter of a text by the form of its lines. */
export function createFormRewriter(
  form: LineForm,
  rules: LineRules,
  listener: TextListener,
  found: Found,
): TextRewriter {
  const finder = createOldIdFinder(rules.ids.pairs);

  function rewriteLine(text: string, at: number): string {
    const line: SeenLine = { text, end: form.commentAt(text), found: finder.find(text) };
    const edits = form.edits(line, rules);
    const changed = createTakenPlaces(text.length);
    for (const edit of edits) changed.add(edit);
    for (const { change, old, new: fresh, pair, flags = [] } of edits) {
      for (const key of pair ? [idKey(pair)] : flags.map(flagKey)) found.add(key);
      if (old !== fresh) listener.change({ line: at, change, old, new: fresh });
    }
    for (const { start, end, pair } of line.found) {
      if (changed.has({ start, end })) continue;
      const isComment = start >= line.end;
      listener.left({
        line: at,
        id: pair.oldText,
        where: isComment ? 'a comment' : placeAt(text, start),
        isComment,
      });
    }
    for (const { id, start } of form.left(line, rules))
      listener.left({ line: at, id, where: placeAt(text, start), isComment: false });
    return applyEdits(text, edits);
  }

  return createLineRewriter((line, at, end) => rewriteLine(line, at) + end, listener.tooLong);
}

/** What people would call the place: the name before the `=` of its word, or the first word of the line. */
export function placeAt(line: string, at: number): string {
  const word = /[^ \t"';]*$/.exec(line.slice(Math.max(0, at - 200), at))?.[0] ?? '';
  const [name] = /^[^=]+=/.exec(word) ?? /^[ \t]*[^ \t=:]+[=:]?/.exec(line) ?? [];
  return name?.trim() ?? 'the line';
}
