import { longestLine, type TextRewriter } from '@twinroot/lib-lines';
import type { Found } from './found.ts';
import type { LineRules } from './line-form.ts';
import { createLineForm } from './line-forms.ts';
import { createFormRewriter } from './line-text.ts';
import type { TextChange, TextListener } from './text-listener.ts';

/** The size of an environment block (GRUB, util/grub-editenv.c, DEFAULT_ENVBLK_SIZE). */
const blockSize = 1024;

/**
 * A rewriter of GRUB's environment block: lines of `NAME=VALUE`, filled up with `#` to a size that must stay, because GRUB writes
 * the block in place (grub-core/lib/envblk.c; grub-editenv makes 1024 bytes). What would not fit in stays as it is, and is left.
 */
export function createGrubenvRewriter(rules: LineRules, listener: TextListener, found: Found): TextRewriter {
  let text = '';
  let isTooLong = false;
  return {
    push: (chunk) => {
      if (isTooLong) return chunk;
      text += chunk;
      if (text.length <= longestLine) return '';
      isTooLong = true;
      listener.tooLong(1);
      return text;
    },
    end: () => (isTooLong ? '' : rewriteBlock(text, rules, listener, found)),
  };
}

function rewriteBlock(text: string, rules: LineRules, listener: TextListener, found: Found): string {
  const body = text.replace(/(?<=\n)#+$/, '');
  const isBlock = body.length < text.length || text.length === blockSize;
  const changes: TextChange[] = [];
  const heard: TextListener = { ...listener, change: (change) => void changes.push(change) };
  const rewriter = createFormRewriter(createLineForm('grubenv'), rules, heard, found);
  const fresh = rewriter.push(body) + rewriter.end();
  if (!isBlock || fresh.length <= text.length) {
    for (const change of changes) listener.change(change);
    return isBlock ? fresh.padEnd(text.length, '#') : fresh;
  }
  for (const { line, old } of changes)
    listener.left({
      line,
      id: old ?? '',
      where: 'a block that is too small for the new one',
      isComment: false,
    });
  return text;
}
