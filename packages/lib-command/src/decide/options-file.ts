import { nearest } from '@twinroot/lib-record';
import { type CommandError, wrong } from './command-error.ts';

/** The names in /etc/twinroot/options, by the commands that units and hooks run. */
const keys: ReadonlyMap<string, string> = new Map([
  ['esp-which', 'ESP_WHICH_OPTIONS'],
  ['esp-bind', 'ESP_BIND_OPTIONS'],
  ['esp-mirror', 'ESP_MIRROR_OPTIONS'],
  ['esp-check', 'ESP_CHECK_OPTIONS'],
  ['esp-firmware', 'ESP_FIRMWARE_OPTIONS'],
  ['gen-new', 'GEN_NEW_OPTIONS'],
  ['gen-switch', 'GEN_SWITCH_OPTIONS'],
  ['gen-prune', 'GEN_PRUNE_OPTIONS'],
  ['root-clone', 'ROOT_CLONE_OPTIONS'],
]);

/** All names that such a file may have; another one is a mistake. The last one is a line for sh(1), which gen-upgrade.service reads. */
const names: readonly string[] = [...keys.values(), 'GEN_UPGRADE_COMMAND'];

/** The name under which an options file has the words of a command; null for a command that reads none. */
export function optionsKey(command: string): string | null {
  return keys.get(command) ?? null;
}

/**
 * The words that an options file has for a name, in order; none where it does not have it.
 *
 *     # a comment
 *     NAME="WORD WORD"      or '…', or without quotes up to the end of the line
 *
 * Words are separated by blanks; a quoted value may go on over lines. Of several lines for one name the last one counts. All
 * of it means the same to systemd.exec(5), EnvironmentFile=, and to sh(1), which read this file formerly, but for values
 * without quotes, which only the former took. What the two read differently is an error: expansions, backslashes, commands,
 * more behind a closing quote. The complete file is checked, whatever the name.
 *
 * @throws {CommandError} with status 2, naming the line.
 */
export function optionWords(text: string, key: string): readonly string[] {
  const values = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const blank = match(/[ \t\r]*(?:#[^\n]*)?(?:\n|$)/y, text, at);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const line = { text, at };
    const [start = '', name = ''] = match(/[ \t]*([A-Za-z_]\w*)=/y, text, at) ?? [];
    if (name === '') throw wrongLine(line, `expected NAME="WORDS", not '${restOfLine(text, at)}'`);
    if (!names.includes(name)) throw unknownName(line, name);
    const value = readValue(text, at + start.length, line);
    values.set(name, value.text);
    at = value.end;
  }
  return (values.get(key) ?? '').split(/[ \t\r\n]+/).filter((word) => word !== '');
}

/** Where a line begins: its number is counted only when it is wrong. */
interface Line {
  readonly text: string;
  readonly at: number;
}

interface Value {
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
}

function readValue(text: string, at: number, line: Line): Value {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return readBareValue(text, at, line);
  const close = text.indexOf(quote, at + 1);
  if (close === -1) throw wrongLine(line, `the quote ${quote} is not closed`);
  const value = text.slice(at + 1, close);
  // Within '…' these are plain characters for both.
  const special = quote === '"' ? /[\\$`]/.exec(value)?.[0] : undefined;
  if (special !== undefined) throw wrongLine(line, `within "…", ${special} is not allowed: use '…'`);
  const rest = match(/[ \t\r]*(?:\n|$)/y, text, close + 1);
  if (!rest) throw wrongLine(line, `nothing may follow the closing quote: '${restOfLine(text, close + 1)}'`);
  return { text: value, end: close + 1 + rest[0].length };
}

function readBareValue(text: string, at: number, line: Line): Value {
  const value = restOfLine(text, at);
  const special = /["'\\$`;&|<>()]|(?<!\S)#/.exec(value)?.[0];
  if (special !== undefined)
    throw wrongLine(line, `the value needs quotes around it: it has ${special} in it`);
  const end = text.indexOf('\n', at);
  return { text: value, end: end === -1 ? text.length : end + 1 };
}

function restOfLine(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? text.length : end).trim();
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

function unknownName(line: Line, name: string): CommandError {
  const hint = nearest(name, names);
  const choice = hint === null ? `expected one of ${names.join(', ')}` : `did you mean ${hint}?`;
  return wrongLine(line, `unknown name ${name}, ${choice}`);
}

function wrongLine(line: Line, why: string): CommandError {
  return wrong(`line ${line.text.slice(0, line.at).split('\n').length}: ${why}`);
}
