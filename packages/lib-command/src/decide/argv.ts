import { parseArgs } from 'node:util';
import { nearest } from '@twinroot/lib-record';
import type { CommandSpec, OptionSpec, OptionValue } from '../spec.ts';
import { type CommandError, wrong } from './command-error.ts';
import { optionsOf } from './every-option.ts';
import { optionValue, textValue } from './option-value.ts';

/** What a command line asks for. */
export type CommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      /** By long name; an option that was not given and has no default is absent, a flag false. */
      readonly values: ReadonlyMap<string, OptionValue>;
      readonly operands: readonly string[];
    };

/** One given option, or one operand. Words are never taken for numbers: `007` and `12e4` are identifiers here. */
type Word =
  | {
      readonly kind: 'option';
      readonly option: OptionSpec;
      readonly as: string;
      readonly value: string | undefined;
    }
  | { readonly kind: 'operand'; readonly value: string };

/**
 * Parses a command line (without the program's name) by the interface of the command.
 *
 * Follows the Utility Syntax Guidelines of POSIX with GNU long options; abbreviated long options are not accepted,
 * since an option added later would change what they mean. A flag may be repeated; an option with a value may not,
 * unless it is repeatable.
 *
 * @param settings words of an options file: as if given first, and where the command line has other values for one of their
 *   options, those do not count
 * @throws {CommandError} with status 2, naming the word that is wrong.
 */
export function parseArgv(
  spec: CommandSpec,
  args: readonly string[],
  settings: readonly string[] = [],
): CommandLine {
  const options = optionsOf(spec);
  const isCommand = spec.operands?.isCommand === true;
  const set = readWords(options, settings, isCommand);
  const words = [...set, ...readWords(options, args, isCommand).filter((word) => !isOverruled(word, set))];
  for (const word of words) {
    if (word.kind === 'option' && word.option.name === 'help') return { kind: 'help' };
    if (word.kind === 'option' && word.option.name === 'version') return { kind: 'version' };
  }
  const values = new Map(options.map((option) => [option.name, optionValue(option, given(option, words))]));
  const operands = words.flatMap((word) => (word.kind === 'operand' ? [word.value] : []));
  checkOperands(spec, operands);
  checkTogether(values);
  return { kind: 'run', values, operands };
}

/** @param isCommand whether the first operand takes the rest */
function readWords(options: readonly OptionSpec[], args: readonly string[], isCommand: boolean): Word[] {
  const all = tokensOf(options, args);
  // Behind what takes the rest, no word is looked at.
  const end = all.findIndex((token) =>
    token.kind === 'option'
      ? optionOf(options, token)?.rest === true
      : isCommand && token.kind === 'positional',
  );
  const last = all[end];
  const tokens = last === undefined ? all : all.slice(0, end);
  const words: Word[] = [];
  let greedy: { option: OptionSpec; as: string } | undefined;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') greedy = undefined;
    else if (token.kind === 'positional') {
      words.push(
        greedy ? { kind: 'option', ...greedy, value: token.value } : { kind: 'operand', value: token.value },
      );
    } else {
      const option = optionOf(options, token);
      if (!option) throw unknownOption(options, token.rawName);
      const value = checkValue(option, token.rawName, token.value, token.inlineValue === true);
      words.push({ kind: 'option', option, as: token.rawName, value });
      greedy = option.greedy && !token.inlineValue ? { option, as: token.rawName } : undefined;
    }
  }
  if (last?.kind === 'option') words.push(...restWords(options, last, args.slice(last.index + 1)));
  if (last?.kind === 'positional')
    words.push(...args.slice(last.index).map((value): Word => ({ kind: 'operand', value })));
  return words;
}

/** Whether an option cannot stand beside what the settings have. */
function isOverruled(word: Word, settings: readonly Word[]): boolean {
  if (word.kind === 'operand') return false;
  const { name } = word.option;
  return settings.some((other) => {
    if (other.kind === 'operand') return false;
    if (other.option === word.option) return takesOneValue(word.option);
    return [name, other.option.name].every((each) => each === 'quiet' || each === 'verbose');
  });
}

function takesOneValue({ value, repeatable, greedy }: OptionSpec): boolean {
  return value !== undefined && !repeatable && !greedy;
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

function tokensOf(options: readonly OptionSpec[], args: readonly string[]): readonly Token[] {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      options.map(({ name, short, value }) => [
        name,
        {
          type: value ? ('string' as const) : ('boolean' as const),
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    strict: false, // its messages and its rules are not ours: each is checked here
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}

function optionOf(options: readonly OptionSpec[], token: OptionToken): OptionSpec | undefined {
  return options.find(({ name }) => name === token.name);
}

/** The words of an option that takes the rest: `--exec=WORD` and `--exec WORD` are the same. */
function restWords(options: readonly OptionSpec[], token: OptionToken, after: readonly string[]): Word[] {
  const option = optionOf(options, token);
  if (!option) throw unknownOption(options, token.rawName);
  const values = token.inlineValue === true ? [token.value ?? '', ...after] : after;
  if (values.length === 0) checkValue(option, token.rawName, undefined, false);
  return values.map((value) => ({ kind: 'option', option, as: token.rawName, value }));
}

function checkValue(
  option: OptionSpec,
  as: string,
  value: string | undefined,
  inline: boolean,
): string | undefined {
  if (!option.value) {
    if (value !== undefined) throw wrong(`${as} does not take a value, but '${value}' was given`);
    return undefined;
  }
  // No option begins with a digit: a number with a sign is a value, and a wrong one is called so.
  const isOption = !inline && /^-(?!\.?\d)./s.test(value ?? '');
  const missing = value === undefined || isOption;
  if (missing)
    throw wrong(`${as} needs a value: ${as}${as.startsWith('--') ? '=' : ' '}${option.value.name}`);
  return value;
}

function unknownOption(options: readonly OptionSpec[], as: string): CommandError {
  const long = options.map(({ name }) => `--${name}`);
  const short = options.flatMap((option) => (option.short === undefined ? [] : [`-${option.short}`]));
  const hint = as.startsWith('--')
    ? nearest(as, long)
    : (short.find((known) => known.toLowerCase() === as.toLowerCase()) ?? null);
  return wrong(`unknown option ${as}${hint === null ? '; see --help' : `, did you mean ${hint}?`}`);
}

function given(option: OptionSpec, words: readonly Word[]): readonly string[] {
  const found = words.flatMap((word) => (word.kind === 'option' && word.option === option ? [word] : []));
  if (takesOneValue(option) && found.length > 1) throw wrong(`--${option.name} may be given only once`);
  return found.map((word) => word.value ?? '');
}

function checkOperands(spec: CommandSpec, operands: readonly string[]): void {
  const { name, min, max, type } = spec.operands ?? { name: '', min: 0, max: 0, type: 'text' };
  const over = operands[max];
  if (over !== undefined)
    throw wrong(max === 0 ? `unexpected operand '${over}'` : `one ${name} too many: '${over}'`);
  if (operands.length < min) throw wrong(`${name} is missing: ${spec.name} needs ${min === 1 ? 'one' : min}`);
  for (const operand of operands) textValue(name, type, operand);
}

function checkTogether(values: ReadonlyMap<string, OptionValue>): void {
  if (values.get('quiet') === true && values.get('verbose') === true)
    throw wrong('--quiet and --verbose cannot be used together');
  if (values.get('json') !== true) return;
  if (values.get('output') !== undefined)
    throw wrong('--output cannot be used with --json, which writes every field');
  if (values.get('human') === true) throw wrong('--human cannot be used with --json, which is for programs');
  if (values.get('no-header') === true)
    throw wrong('--no-header cannot be used with --json, which has no header');
}
