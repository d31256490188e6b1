import type { Argument } from '@twinroot/lib-cmdline';
import type { Edit } from '@twinroot/lib-lines';
import type { EntryRules } from './boot-entry-rules.ts';
import type { ArgumentEdit, Span, SpanOf } from './place-edits.ts';
import { rootOptions } from './root-options.ts';

/** What is done to how the root is mounted. */
export type RootRules = Pick<EntryRules, 'rootflags' | 'rootfstype'>;

/**
 * What changes in `rootflags=` and `rootfstype=`: options that have new ones; with another type of file system, that type, and the
 * options go that not every type has (the kernel refuses to mount with an option that it does not know).
 *
 * @param at where the argument begins in the word
 */
export function rootEdits(
  line: string,
  word: Argument,
  at: number,
  rules: RootRules,
  spanOf: SpanOf,
): readonly ArgumentEdit[] {
  if (rules.rootflags.size === 0 && rules.rootfstype === null) return [];
  const [key] = /^(?:rootflags|rootfstype)=(?=.)/.exec(word.text.slice(at)) ?? [];
  if (key === undefined) return [];
  const start = at + key.length;
  if (key === 'rootflags=' && rules.rootfstype === null) return flagEdits(line, word, start, rules, spanOf);
  const old = word.text.slice(start);
  const fresh =
    key === 'rootfstype='
      ? (rules.rootfstype ?? old)
      : rootOptions(old, { isOther: true, subvolume: null, fresh: rules.rootflags });
  if (fresh === old) return [];
  const flags = old.split(',').filter((flag) => key === 'rootflags=' && rules.rootflags.has(flag));
  const edit = { change: 'rootflag', old, new: fresh, pair: null, flags } as const;
  if (fresh === '') {
    const gone = withoutWord(line, spanOf(line, word, at, word.text.length));
    return gone === null ? [] : [{ ...gone, ...edit }];
  }
  const span = spanOf(line, word, start, word.text.length);
  const text = span?.written(fresh) ?? null;
  return span === null || text === null ? [] : [{ start: span.start, end: span.end, text, ...edit }];
}

/**
 * Takes a whole word out, with the quotes around it and a blank beside it. `rootflags=` without a value must not stay: initramfs-tools
 * gives mount(8) an -o without options, which then takes the device for them (scripts/local, scripts/functions).
 */
function withoutWord(line: string, span: Span | null): Edit | null {
  if (span === null) return null;
  let { start, end } = span;
  if (line[start - 1] === '"' && line[end] === '"' && /^[ \t]?$/.test(line.charAt(start - 2))) {
    start -= 1;
    end += 1;
  }
  if (/[ \t]/.test(line.charAt(start - 1))) start -= 1;
  else if (/[ \t]/.test(line.charAt(end))) end += 1;
  return { start, end, text: '' };
}

function flagEdits(
  line: string,
  word: Argument,
  start: number,
  { rootflags }: RootRules,
  spanOf: SpanOf,
): readonly ArgumentEdit[] {
  let from = start;
  return word.text
    .slice(start)
    .split(',')
    .flatMap((flag): readonly ArgumentEdit[] => {
      const begin = from;
      from += flag.length + 1;
      const fresh = rootflags.get(flag);
      const span = fresh === undefined ? null : spanOf(line, word, begin, begin + flag.length);
      if (fresh === undefined || span === null) return [];
      const { start: first, end } = span;
      const edit = { change: 'rootflag', old: flag, new: fresh, pair: null, flags: [flag] } as const;
      return [{ start: first, end, text: fresh, ...edit }];
    });
}
