import type { CommandSpec, OptionSpec, ValueType } from '../../spec.ts';
import { optionsOf } from '../every-option.ts';
import { pipeWord, usualSeparator } from '../pipe/pipe-call.ts';
import { columnNames } from './complete-words.ts';

/** The completion of a command for zsh. */
export function zshCompletion(spec: CommandSpec): string {
  const operand = spec.operands
    ? [`  '${spec.operands.max > 1 ? '*' : ''}:${spec.operands.name}:${action(spec.operands.type)}'`]
    : [];
  const lines = [...optionsOf(spec).map((option) => `  ${optionWords(spec, option)}`), ...operand];
  return [
    `#compdef ${spec.name}`,
    '# generated from the interface of the command',
    '_arguments -s -S \\',
    lines.join(' \\\n'),
    '',
  ].join('\n');
}

/** The completion of a multi-call binary for zsh; with `pipe`, commands after each separator. */
export function zshMultiCallCompletion(name: string, commands: readonly string[]): string {
  return [
    `#compdef ${name}`,
    '# generated from the list of commands',
    `if (( CURRENT > 2 )) && [[ $words[2] == ${pipeWord} ]]; then`,
    '  local -i last=2 at',
    `  for (( at = 3; at < CURRENT; at++ )); do [[ $words[at] != ${usualSeparator} ]] || last=at; done`,
    '  if (( CURRENT == last + 1 )); then',
    `    compadd -- ${commands.join(' ')}`,
    '  else',
    '    shift $last words',
    '    (( CURRENT -= last ))',
    '    _normal',
    '  fi',
    '  return',
    'fi',
    `_arguments '(-h --help)'{-h,--help}'[show the list of commands]' '(-V --version)'{-V,--version}'[show the version]' \\`,
    `  '1:command:(${commands.join(' ')} ${pipeWord})' '*:: :_normal'`,
    '',
  ].join('\n');
}

function optionWords(spec: CommandSpec, option: OptionSpec): string {
  const { name, short, value, help } = option;
  const many = option.repeatable || option.greedy;
  const long = value && !option.greedy ? `--${name}=` : `--${name}`;
  const values = value
    ? (option.greedy ? `:*-*:${value.name}:` : `:${value.name}:`) + valueAction(spec, option)
    : '';
  const rest = `'[${quoted(help)}]${values}'`;
  if (short === undefined) return `'${many ? '*' : ''}${long}'${rest}`;
  const before = many ? `'*'` : `'(-${short} --${name})'`;
  return `${before}{-${short}${value ? '+' : ''},${long}}${rest}`;
}

function valueAction(spec: CommandSpec, { name, value }: OptionSpec): string {
  if (name === 'output') return `_values -s , column ${columnNames(spec).join(' ')}`;
  return value?.values ? `(${value.values.join(' ')})` : action(value?.type ?? 'text');
}

function action(type: ValueType): string {
  if (type === 'directory') return '_directories';
  return type === 'file' ? '_files' : ' ';
}

function quoted(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");
}
