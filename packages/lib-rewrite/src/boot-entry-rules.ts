import { byteString } from '@twinroot/lib-lines';
import { RuleError } from './rule-error.ts';

/** What is done to an entry, beside its ids. Texts are bytes, one character each. */
export interface EntryRules {
  /** New options of `rootflags=` by the old ones. */
  readonly rootflags: ReadonlyMap<string, string>;
  /** The type of the root, where it is another one than `rootfstype=` and `rootflags=` are for; null where it is not. */
  readonly rootfstype: string | null;
  readonly titlePrefix: string;
  /** The text is a bare command line. */
  readonly cmdline: boolean;
}

/** The options that say rules, as they are given. */
export interface EntryRuleTexts {
  readonly rootflags?: readonly string[];
  readonly rootfstype?: string | undefined;
  readonly 'title-prefix'?: string | undefined;
  readonly cmdline?: boolean;
}

/**
 * EntryRules from the texts of options.
 *
 * @throws {RuleError} for the first that says none
 */
export function parseEntryRules(texts: EntryRuleTexts): EntryRules {
  const prefix = texts['title-prefix'];
  const cmdline = texts.cmdline === true;
  if (prefix !== undefined && cmdline)
    throw new RuleError('--title-prefix', 'a command line has no title: omit --cmdline or --title-prefix');
  if (prefix !== undefined && /[\0\r\n]/.test(prefix))
    throw new RuleError('--title-prefix', 'it must be a single line');
  const rootfstype = texts.rootfstype ?? null;
  if (rootfstype !== null && !/^[\w.-]+$/.test(rootfstype))
    throw new RuleError(`--rootfstype ${rootfstype}`, 'it is not a type of file systems');
  const rootflags = new Map<string, string>();
  for (const text of texts.rootflags ?? []) {
    const [old, fresh] = parseFlags(text);
    if ((rootflags.get(old) ?? fresh) !== fresh)
      throw new RuleError(`--rootflags '${text}'`, `${old} has two new options`);
    rootflags.set(old, fresh);
  }
  // Blanks before a value are not part of it: a second run would not find them again.
  return { rootflags, rootfstype, titlePrefix: byteString(prefix ?? '').replace(/^[ \t]+/, ''), cmdline };
}

function parseFlags(text: string): readonly [old: string, fresh: string] {
  const option = `--rootflags '${text}'`;
  const [old = '', fresh = '', ...more] = byteString(text)
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '');
  if (old === '' || fresh === '') throw new RuleError(option, 'expected an old option and a new one');
  if (more.length > 0 || /[",]/.test(old) || fresh.includes('"'))
    throw new RuleError(option, 'expected one old option and a new one, without quotes');
  if (old !== fresh && fresh.split(',').includes(old))
    throw new RuleError(option, 'a second run would find the old option again');
  return [old, fresh];
}
