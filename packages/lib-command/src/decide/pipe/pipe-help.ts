import { usualSeparator } from './pipe-call.ts';

/** The help of `pipe` of a multi-call binary of this name. */
export function pipeHelp(name: string): string {
  const call = `${name} pipe`;
  return `${call}: run a pipe of commands in one process, without a shell

Usage:
  $ ${call} [options] COMMAND [ARG…] [${usualSeparator} COMMAND [ARG…]]…

A '${usualSeparator}' that is a word of its own stands between two commands, wherever it is, after -- too. What a command writes is
what the next one reads. Each is one of ${name}'s own commands, with its own options. A command is started when the next one
asks for its input; if one of the command lines is wrong, that is reported, and none is started.

Options:
      --separator WORD  the word between two commands (${usualSeparator})
  -h, --help            show this help and exit
  -V, --version         show the version and exit

Exit status:
  That of the first command that failed; 0 if none did. 141 only if no other one failed: the command after it
  ended first.
  2   A command line was wrong, and nothing was done.

Examples:
  ${call} esp-which --wait 10 ${usualSeparator} esp-mirror --checksum
      Mirror the booted ESP, as esp-which --wait 10 | esp-mirror --checksum does.
  ${call} --separator %% gen-new -- sh -c 'apk upgrade; :' %% gen-switch
      Use another word, where ${usualSeparator} is an argument of a command.
`;
}
