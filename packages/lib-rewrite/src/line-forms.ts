import { argumentEdits, argumentsLeft, placedArguments } from './arguments.ts';
import { crypttabForm } from './crypttab.ts';
import { searchedLabels } from './grub-search.ts';
import {
  type LineForm,
  type LineRules,
  lineComment,
  type SeenLine,
  withoutOverlaps,
  wordComment,
} from './line-form.ts';
import type { ArgumentEdit } from './place-edits.ts';
import type { TextFormat } from './text-format.ts';
import { tokenEdits } from './tokens.ts';
import { createUnitForm } from './unit.ts';
import {
  quotedWords,
  shellWords,
  splitWords,
  stringWords,
  type WordForm,
  wordEdits,
  wordsLeft,
} from './words.ts';

/** The formats that are read line by line, and have no rules of their own. */
export type LineFormat = Exclude<TextFormat, 'fstab' | 'entry' | 'cmdline'>;

/** How the lines of a text are read. */
export function createLineForm(format: LineFormat): LineForm {
  return format === 'unit' ? createUnitForm() : forms[format];
}

const plain: LineForm = { commentAt: lineComment, edits: () => [], left: () => [] };

const forms: Readonly<Record<Exclude<LineFormat, 'unit'>, LineForm>> = {
  plain,
  crypttab: crypttabForm,
  shell: formOfWords(shellWords, wordComment),
  grub: formOfWords(shellWords, wordComment, searchedLabels),
  grubenv: formOfWords(shellWords, lineComment),
  json: formOfWords(stringWords, (line) => line.length),
  'refind-linux': formOfWords(quotedWords, lineComment),
  refind: formOfWords(quotedWords, wordComment, volumeEdits),
  // `cmdline:` of limine.conf, `CMDLINE=` and its other name of limine.cfg, and macros: `${NAME}=`
  limine: formOfCommandLines(
    /^[ \t]*(?:(?:kernel_)?(?:module_)?cmdline[ \t]*[:=]|\$\{[^}]*\}[ \t]*=)[ \t]*/i,
    labelledResources,
  ),
  // SYSLINUX, doc/syslinux.txt: APPEND, and options behind the kernel; U-Boot reads the same
  syslinux: formOfCommandLines(/^[ \t]*(?:append|linux|kernel)[ \t]+/i),
};

/** Words that may be arguments, assignments or devices, and UUIDs that are words. */
function formOfWords(
  words: WordForm,
  commentAt: LineForm['commentAt'],
  more?: (line: SeenLine, rules: LineRules) => readonly ArgumentEdit[],
): LineForm {
  const split = ({ text, end }: SeenLine) => splitWords(text, 0, end, words);
  return {
    commentAt,
    edits: (line, rules) =>
      withoutOverlaps(
        [
          ...wordEdits(line.text, split(line), rules, rules.ids),
          ...(more?.(line, rules) ?? []),
          ...tokenEdits(line.text, line.found, line.end),
        ],
        line.text.length,
      ),
    left: (line, { ids }) => wordsLeft(split(line), ids),
  };
}

/** Lines of which some are command lines, as the kernel splits them, behind a key; and UUIDs that are words. */
function formOfCommandLines(
  key: RegExp,
  more?: (line: SeenLine, rules: LineRules) => readonly ArgumentEdit[],
): LineForm {
  const startOf = ({ text }: SeenLine) => key.exec(text)?.[0].length ?? text.length;
  return {
    commentAt: lineComment,
    edits: (line, rules) => {
      const from = startOf(line);
      const options = line.text.slice(from);
      const edits = argumentEdits(options, placedArguments(options), rules, rules.ids);
      const moved = edits.map((edit) => ({ ...edit, start: edit.start + from, end: edit.end + from }));
      return withoutOverlaps(
        [...moved, ...(more?.(line, rules) ?? []), ...tokenEdits(line.text, line.found, line.end)],
        line.text.length,
      );
    },
    left: (line, { ids }) => {
      const from = startOf(line);
      const names = argumentsLeft(placedArguments(line.text.slice(from)), ids);
      return names.map((name) => ({ ...name, start: name.start + from, end: name.end + from }));
    },
  };
}

/** `volume LABEL` of rEFInd: the label of a file system, or of a partition. */
function volumeEdits({ text, end }: SeenLine, { ids }: LineRules): readonly ArgumentEdit[] {
  const [key, ...names] = splitWords(text, 0, end, { separators: ',', quotes: '"' });
  if (!/^(?:volume|dont_scan_volumes|don't_scan_volumes)$/i.test(key?.text ?? '')) return [];
  return names.flatMap(({ text: old, start, end: wordEnd, quoted }): readonly ArgumentEdit[] => {
    const renamed = ids.value('LABEL', old) ?? ids.value('PARTLABEL', old);
    if (renamed === null || !/^[\w.+-]+$/.test(renamed.text)) return [];
    const text = quoted ? `"${renamed.text}"` : renamed.text;
    return [{ start, end: wordEnd, text, change: 'id', old, new: renamed.text, pair: renamed.pair }];
  });
}

/** `fslabel(LABEL):/path` of limine.conf, `fslabel://LABEL/path` of limine.cfg: the label of a file system (Limine, CONFIG.md). */
function labelledResources({ text, end }: SeenLine, { ids }: LineRules): readonly ArgumentEdit[] {
  return [...text.slice(0, end).matchAll(/\bfslabel(?:\(([^()]+)\):|:\/\/([^/]+)\/)/gi)].flatMap(
    ({ 0: whole, 1: inParentheses, 2: behindSlashes, index }): readonly ArgumentEdit[] => {
      const old = inParentheses ?? behindSlashes ?? '';
      const renamed = ids.value('LABEL', old);
      if (renamed === null || !/^[\w.+-]+$/.test(renamed.text)) return [];
      const start = index + whole.indexOf(old, 'fslabel'.length);
      const { text: fresh, pair } = renamed;
      return [{ start, end: start + old.length, text: fresh, change: 'id', old, new: fresh, pair }];
    },
  );
}
