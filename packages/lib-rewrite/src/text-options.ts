import { type EntryRules, type EntryRuleTexts, parseEntryRules } from './boot-entry-rules.ts';
import { RuleError } from './rule-error.ts';
import { formatNamed, formatOf, type TextFormat } from './text-format.ts';

/** The options that say what a text is, and what is done to it, as they are given. */
export interface TextOptionTexts extends EntryRuleTexts {
  readonly format?: string | undefined;
}

/** What they say. */
export interface TextOptions {
  /** Null where they leave it to the name of a file, or to what is usual. */
  readonly format: TextFormat | null;
  readonly entry: EntryRules;
}

/**
 * TextOptions from the texts of options; `--cmdline` is `--format cmdline`.
 *
 * @throws {RuleError} for the first that says none, or contradicts another
 */
export function parseTextOptions(texts: TextOptionTexts): TextOptions {
  const { format: word, cmdline, 'title-prefix': prefix } = texts;
  const named = word === undefined ? null : formatNamed(word);
  if (word !== undefined && named === null) throw new RuleError(`--format ${word}`, 'it is not a format');
  if (cmdline === true && named !== null && named !== 'cmdline')
    throw new RuleError(`--format ${named}`, 'with --cmdline the text is a command line: omit one of them');
  const format = cmdline === true ? 'cmdline' : named;
  const entry = parseEntryRules({ ...texts, cmdline: format === 'cmdline' });
  if (prefix !== undefined && format !== null && format !== 'entry')
    throw new RuleError('--title-prefix', `only a boot entry has a title: omit it or --format ${format}`);
  return { format, entry };
}

/** The format of a file: what options say, or its path tells; what tells nothing is taken for a boot entry. */
export function formatOfFile(said: TextFormat | null, path: string): TextFormat {
  return said ?? formatOf(path) ?? 'entry';
}
