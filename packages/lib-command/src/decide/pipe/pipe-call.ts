import { nearest } from '@twinroot/lib-record';
import { type CommandError, wrong } from '../command-error.ts';

/** One command of a pipe, and its own command line. */
export interface PipePart {
  readonly name: string;
  readonly args: readonly string[];
}

/** What `pipe` is called for. */
export type PipeCall =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'pipe'; readonly parts: readonly [PipePart, ...PipePart[]] };

/** The first operand of a multi-call binary that asks for a pipe of commands; no command has this name. */
export const pipeWord = 'pipe';

/** What stands between two commands, unless `--separator` says otherwise; as a block ends in execlineb(1). */
export const usualSeparator = ':';

/** Names of standard input and output: in a pipe, they are not those of each command but of the process. */
const streams = [
  { names: ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'], end: 'first', what: 'input' },
  { names: ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'], end: 'last', what: 'output' },
] as const;

/**
 * Takes the command line of `pipe` apart: its own options, then commands with a separator between each two. A word that is the
 * separator is one wherever it stands, behind `--` too, and no other word is looked at.
 *
 * @param known the names of the commands that may take part
 * @throws {CommandError} with status 2, naming what is wrong
 */
export function pipeCall(args: readonly string[], known: readonly string[]): PipeCall {
  let separator = usualSeparator;
  let at = 0;
  for (; args[at]?.startsWith('-') === true; at++) {
    const [option = '', inline] = splitOption(args[at] ?? '');
    if (option === '--') {
      at++;
      break;
    }
    if (option === '-h' || option === '--help') return { kind: 'help' };
    if (option === '-V' || option === '--version') return { kind: 'version' };
    if (option !== '--separator') throw unknown('option', option, ['--separator', '--help', '--version']);
    const value = inline ?? args[++at];
    if (value === undefined || value === '')
      throw wrong('--separator needs a value: the word between two commands');
    separator = value;
  }
  const words = partsOf(args.slice(at), separator);
  const parts = words.map((part, index) => partOf(part, index, words.length, { separator, known }));
  const [first, ...others] = parts;
  if (first === undefined) throw wrong('COMMAND is missing: see --help');
  for (const [index, part] of parts.entries()) checkStreams(part, index === 0, index === parts.length - 1);
  return { kind: 'pipe', parts: [first, ...others] };
}

function splitOption(word: string): readonly [option: string, value?: string] {
  const equals = word.indexOf('=');
  return equals === -1 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}

/** The words between separators; of no words at all no parts. */
function partsOf(words: readonly string[], separator: string): readonly (readonly string[])[] {
  if (words.length === 0) return [];
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

function partOf(
  [name, ...args]: readonly string[],
  index: number,
  count: number,
  { separator, known }: { readonly separator: string; readonly known: readonly string[] },
): PipePart {
  if (name === undefined) {
    const where = index === 0 ? 'before the first' : index === count - 1 ? 'after the last' : 'between two';
    throw wrong(`there is no command ${where} '${separator}'`);
  }
  if (!known.includes(name)) throw unknown('command', name, known);
  return { name, args };
}

function checkStreams({ name, args }: PipePart, isFirst: boolean, isLast: boolean): void {
  for (const { names, end, what } of streams) {
    if (end === 'first' ? isFirst : isLast) continue;
    const word = args.find((arg) => names.some((path) => arg === path || arg.endsWith(`=${path}`)));
    if (word !== undefined)
      throw wrong(`${word} is not the standard ${what} of ${name} here, but that of the ${end} command`);
  }
}

function unknown(kind: 'option' | 'command', word: string, known: readonly string[]): CommandError {
  const near = nearest(word, known);
  const others = kind === 'command' ? '; only commands of this program can take part' : '; see --help';
  return wrong(`unknown ${kind} ${word}${near === null ? others : `, did you mean ${near}?`}`);
}
