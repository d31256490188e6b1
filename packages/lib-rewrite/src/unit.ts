import type { LineForm } from './line-form.ts';
import { withoutOverlaps } from './line-form.ts';
import type { ArgumentEdit } from './place-edits.ts';
import { tokenEdits } from './tokens.ts';
import { unitFor, withLinks } from './unit-name.ts';
import { splitWords, type WordForm, wordEdits, wordsLeft } from './words.ts';

/** Words of a unit. A backslash is a part of them (`\x2d`); `|` and `!` stand before the path of a condition. */
const unitWords: WordForm = { separators: '|!', quotes: '"\'' };

/**
 * Units of systemd: devices (`What=`, conditions, commands), and names of units that are named after devices or LUKS volumes,
 * wherever they are words. A line that begins with `#` or `;` is a comment, within a value that goes on, too (systemd.syntax(7)).
 */
export function createUnitForm(): LineForm {
  return {
    commentAt: (line) => (/^[ \t]*[#;]/.test(line) ? 0 : line.length),
    edits: ({ text, end, found }, rules) => {
      const words = splitWords(text, 0, end, unitWords);
      const ids = withLinks(rules.ids);
      const names = words.flatMap(({ text: word, start, end: wordEnd, quoted }): readonly ArgumentEdit[] => {
        const at = /^[A-Za-z]+=/.exec(word)?.[0].length ?? 0;
        const unit = quoted ? null : unitFor(word.slice(at), ids);
        if (unit === null) return [];
        const { name, pair } = unit;
        return [
          { start: start + at, end: wordEnd, text: name, change: 'id', old: word.slice(at), new: name, pair },
        ];
      });
      return withoutOverlaps(
        [...names, ...wordEdits(text, words, rules, ids), ...tokenEdits(text, found, end)],
        text.length,
      );
    },
    left: ({ text, end }, { ids }) => wordsLeft(splitWords(text, 0, end, unitWords), ids),
  };
}
