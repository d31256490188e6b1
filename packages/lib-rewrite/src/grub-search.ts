import type { LineRules, SeenLine } from './line-form.ts';
import type { ArgumentEdit } from './place-edits.ts';
import { shellWords, splitWords } from './words.ts';

/**
 * Labels that GRUB searches for: `search --label X --set=root`, `search -l X`, `search.fs_label X root`. UUIDs that it searches
 * for are words by themselves.
 *
 * Source: GRUB, grub-core/commands/search_wrap.c (options), search.c (`search.fs_label NAME [VARIABLE] [HINTS]`).
 */
export function searchedLabels({ text, end }: SeenLine, { ids }: LineRules): readonly ArgumentEdit[] {
  const words = splitWords(text, 0, end, shellWords);
  const [command] = words;
  const isLabel =
    command?.text === 'search.fs_label' ||
    (command?.text === 'search' && words.some((word) => /^(?:--label|-[a-z]*l[a-z]*)$/.test(word.text)));
  if (!isLabel) return [];
  return words.flatMap((word, index): readonly ArgumentEdit[] => {
    const { text: old, start, end: wordEnd } = word;
    if (index === 0 || old.startsWith('-') || words[index - 1]?.text === '--set') return [];
    if (command?.text === 'search.fs_label' && index > 1) return [];
    const renamed = ids.value('LABEL', old);
    const [first, last] = [word.at(0), word.at(old.length - 1)];
    // Quotes around it stay; one with quotes within does not change.
    if (renamed === null || first === undefined || last === undefined || last - first + 1 !== old.length)
      return [];
    if (!/^[\w.+-]+$/.test(renamed.text) || first < start || last >= wordEnd) return [];
    return [
      {
        start: first,
        end: last + 1,
        text: renamed.text,
        change: 'id',
        old,
        new: renamed.text,
        pair: renamed.pair,
      },
    ];
  });
}
