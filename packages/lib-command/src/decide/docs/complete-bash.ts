import type { CommandSpec, OptionSpec, ValueType } from '../../spec.ts';
import { optionsOf } from '../every-option.ts';
import { pipeWord, usualSeparator } from '../pipe/pipe-call.ts';
import { columnNames } from './complete-words.ts';

/** The completion of a command for bash. It needs nothing beyond bash itself. */
export function bashCompletion(spec: CommandSpec): string {
  const options = optionsOf(spec);
  const words = options.flatMap((option) => dashed(option));
  const greedy = options.filter((option) => option.greedy).map(({ name }) => `--${name}`);
  return [
    `# bash completion of ${spec.name}: generated from its interface`,
    `${functionName(spec.name)}() {`,
    `  local word=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]}`,
    '  COMPREPLY=()',
    '  # bash takes --option=value apart at the equals sign',
    `  if [[ $word == '=' ]]; then`,
    '    word=',
    `  elif [[ $option == '=' ]]; then`,
    `    option=\${COMP_WORDS[COMP_CWORD - 2]}`,
    '  fi',
    ...(greedy.length === 0 ? [] : greedyLines(greedy)),
    '  case $option in',
    ...options.flatMap((option) => valueCase(spec, option)),
    '  esac',
    `  if [[ $word == -* ]]; then`,
    `    mapfile -t COMPREPLY < <(compgen -W '${words.join(' ')}' -- "$word")`,
    '  else',
    `    ${byType(spec.operands?.type ?? 'text')}`,
    '  fi',
    '}',
    `complete -F ${functionName(spec.name)} ${spec.name}`,
    '',
  ].join('\n');
}

/**
 * The completion of a multi-call binary for bash: the commands, then what the command's own one offers; with `pipe`, the same
 * after each separator.
 */
export function bashMultiCallCompletion(name: string, commands: readonly string[]): string {
  const list = commands.join(' ');
  return [
    `# bash completion of ${name}: generated from its list of commands`,
    `${functionName(name)}() {`,
    `  local completion i first=1 words='${list} ${pipeWord} --help --version'`,
    '  COMPREPLY=()',
    `  if ((COMP_CWORD > 1)) && [[ \${COMP_WORDS[1]} == ${pipeWord} ]]; then`,
    `    first=2 words='${list} --separator --help --version'`,
    '    for ((i = 2; i < COMP_CWORD; i++)); do',
    `      [[ \${COMP_WORDS[i]} != '${usualSeparator}' ]] || first=$((i + 1)) words='${list}'`,
    '    done',
    '  fi',
    '  if ((COMP_CWORD == first)); then',
    `    mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")`,
    '    return',
    '  fi',
    `  COMP_WORDS=("\${COMP_WORDS[@]:first}")`,
    '  ((COMP_CWORD -= first))',
    `  completion=_\${COMP_WORDS[0]//-/_}`,
    '  declare -F "$completion" >/dev/null && "$completion"',
    '}',
    `complete -F ${functionName(name)} ${name}`,
    '',
  ].join('\n');
}

function functionName(command: string): string {
  return `_${command.replaceAll('-', '_')}`;
}

function dashed({ name, short }: OptionSpec): readonly string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}

function greedyLines(greedy: readonly string[]): readonly string[] {
  return [
    '  local i',
    '  for ((i = COMP_CWORD - 1; i > 0; i--)); do',
    `    [[ \${COMP_WORDS[i]} == -* ]] || continue`,
    `    case \${COMP_WORDS[i]} in ${greedy.join(' | ')}) option=\${COMP_WORDS[i]} ;; esac`,
    '    break',
    '  done',
  ];
}

function valueCase(spec: CommandSpec, option: OptionSpec): readonly string[] {
  if (!option.value) return [];
  const stop = option.greedy
    ? `[[ $word == -* ]] || { ${byType(option.value.type)}; return; }`
    : `${valueWords(spec, option)}\n      return`;
  return [`    ${dashed(option).join(' | ')})`, `      ${stop}`, '      ;;'];
}

function valueWords(spec: CommandSpec, { name, value }: OptionSpec): string {
  if (name === 'output') {
    const done = `\${word%"\${word##*[,+]}"}`;
    return `mapfile -t COMPREPLY < <(compgen -P "${done}" -W '${columnNames(spec).join(' ')}' -- "\${word##*[,+]}")`;
  }
  if (value?.values) return `mapfile -t COMPREPLY < <(compgen -W '${value.values.join(' ')}' -- "$word")`;
  return byType(value?.type ?? 'text');
}

function byType(type: ValueType): string {
  if (type === 'directory') return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word")';
  if (type === 'file') return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")';
  return ':';
}
