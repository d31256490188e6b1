import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import type { TextRewriter } from '@twinroot/lib-lines';
import { createEntryRewriter, type EntryListener } from './boot-entry.ts';
import { type EntryRules, parseEntryRules } from './boot-entry-rules.ts';
import { type Found, idKey } from './found.ts';
import { createFstabRewriter, type FstabListener } from './fstab.ts';
import { type FstabRules, parseFstabRules } from './fstab-rules.ts';
import { createGrubenvRewriter } from './grubenv.ts';
import { createLineForm } from './line-forms.ts';
import { createFormRewriter, placeAt } from './line-text.ts';
import type { TextFormat } from './text-format.ts';
import type { LeftId, TextChange, TextListener } from './text-listener.ts';

/** What is done to a text. What a rule is not for has no effect on it: only boot entries have titles, and only fstabs peers. */
export interface TextRules {
  readonly ids: IdMap;
  readonly fstab?: FstabRules;
  readonly entry?: EntryRules;
}

/** A text for another disk. */
export interface RewrittenText {
  readonly text: string;
  readonly changes: readonly TextChange[];
  readonly left: readonly LeftId[];
}

/**
 * A rewriter of one text, which may arrive in chunks (bytes, one character each).
 *
 * @param found gets what was found, for missedOf; of an fstab, when it ends
 */
export function createTextRewriter(
  format: TextFormat,
  rules: TextRules,
  listener: TextListener,
  found: Found = new Set(),
): TextRewriter {
  const { ids, entry = parseEntryRules({}) } = rules;
  if (format === 'fstab') {
    const own = createFstabRewriter(rules.fstab ?? parseFstabRules({}), ids, ownListener(listener));
    const end = () => {
      const rest = own.end();
      for (const pair of own.found) found.add(idKey(pair));
      return rest;
    };
    return { push: own.push, end };
  }
  if (format === 'entry' || format === 'cmdline') {
    const cmdline = format === 'cmdline';
    const own = cmdline ? { ...entry, cmdline, titlePrefix: '' } : { ...entry, cmdline };
    return createEntryRewriter(own, ids, ownListener(listener), found);
  }
  const lineRules = { ids, rootflags: entry.rootflags, rootfstype: entry.rootfstype };
  if (format === 'grubenv') return createGrubenvRewriter(lineRules, listener, found);
  return createFormRewriter(createLineForm(format), lineRules, listener, found);
}

/**
 * The text for another disk: every id that a rule of its format finds is the new one, and what no rule changes is kept byte for
 * byte. Each old id that stays is in `left`; rows of fstab that are to mount the first disk (`--add-peer`) are not. A line that is
 * too long to be looked at (a mebibyte) is in `left` with an empty id.
 *
 * @param text bytes, one character each
 */
export function rewriteText(format: TextFormat, text: string, rules: TextRules): RewrittenText {
  const changes: TextChange[] = [];
  const left: LeftId[] = [];
  const rewriter = createTextRewriter(format, rules, {
    change: (change) => void changes.push(change),
    left: (id) => void left.push(id),
    tooLong: (line) => void left.push({ line, id: '', where: 'a line that is too long', isComment: false }),
  });
  return { text: rewriter.push(text) + rewriter.end(), changes, left };
}

/**
 * Which old ids a text holds, and in which lines, whether a rule would change them or not: the question of whoever looks at a
 * clone afterwards, and of texts that have no format (`plain`). UUIDs are found in all their spellings: without dashes (GRUB's
 * cryptomount, LVM's devices file), with colons (mdadm), escaped (`\x2d`, systemd).
 *
 * @param text bytes, one character each
 */
export function oldIdsIn(format: TextFormat, text: string, ids: IdMap): readonly LeftId[] {
  const finder = createOldIdFinder(ids.pairs);
  if (!finder.mayHave(text)) return [];
  const isEntry = format === 'fstab' || format === 'entry' || format === 'cmdline';
  const form = createLineForm(isEntry ? 'plain' : format);
  return text.split('\n').flatMap((line, index) => {
    const comment = form.commentAt(line);
    return finder.find(line).map(({ pair, start }): LeftId => {
      const isComment = start >= comment;
      return {
        line: index + 1,
        id: pair.oldText,
        where: isComment ? 'a comment' : placeAt(line, start),
        isComment,
      };
    });
  });
}

function ownListener(listener: TextListener): FstabListener & EntryListener {
  return {
    change: (line: number, change: Omit<TextChange, 'line'>) => listener.change({ ...change, line }),
    stays: (line, id, where) => listener.left({ line, id, where, isComment: where === 'a comment' }),
    comment: (line, id) => listener.left({ line, id, where: 'a comment', isComment: true }),
    tooLong: listener.tooLong,
  };
}
