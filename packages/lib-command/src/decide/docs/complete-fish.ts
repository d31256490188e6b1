import type { CommandSpec, OptionSpec, ValueType } from '../../spec.ts';
import { optionsOf } from '../every-option.ts';
import { pipeWord, usualSeparator } from '../pipe/pipe-call.ts';
import { columnNames } from './complete-words.ts';

/** The completion of a command for fish. */
export function fishCompletion(spec: CommandSpec): string {
  const operands = words(spec.operands?.type ?? 'text');
  return [
    '# generated from the interface of the command',
    `complete -c ${spec.name} ${operands === '' ? '-f' : operands}`,
    ...optionsOf(spec).map((option) => optionLine(spec, option)),
    '',
  ].join('\n');
}

/** The completion of a multi-call binary for fish; with `pipe`, commands after each separator. */
export function fishMultiCallCompletion(name: string, commands: readonly string[]): string {
  return [
    '# generated from the list of commands',
    `complete -c ${name} -n __fish_is_first_token -f -a '${commands.join(' ')} ${pipeWord}'`,
    `complete -c ${name} -n __fish_is_first_token -s h -l help -d 'show the list of commands'`,
    `complete -c ${name} -n __fish_is_first_token -s V -l version -d 'show the version'`,
    `complete -c ${name} -n 'contains -- (commandline -poc)[-1] ${pipeWord} ${usualSeparator}' -f -a '${commands.join(' ')}'`,
    `complete -c ${name} -n 'not __fish_is_first_token' -f -a '(__fish_complete_subcommand)'`,
    '',
  ].join('\n');
}

function optionLine(spec: CommandSpec, option: OptionSpec): string {
  const { name, short, value, help } = option;
  const flags = `${short === undefined ? '' : `-s ${short} `}-l ${name}`;
  const about = `-d '${help.replaceAll(/['\\]/g, '\\$&')}'`;
  return ['complete', `-c ${spec.name}`, flags, ...(value ? [valueWords(spec, option)] : ['-f']), about].join(
    ' ',
  );
}

function valueWords(spec: CommandSpec, { name, value }: OptionSpec): string {
  if (name === 'output') return `-x -a '(__fish_append , ${columnNames(spec).join(' ')})'`;
  if (value?.values) return `-x -a '${value.values.join(' ')}'`;
  return words(value?.type ?? 'text') || '-x';
}

function words(type: ValueType): string {
  if (type === 'directory') return `-x -a '(__fish_complete_directories)'`;
  return type === 'file' ? '-r -F' : '';
}
