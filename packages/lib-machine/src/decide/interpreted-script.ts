/** Interpreters by which commands that make boot files are started, as /proc/PID/comm has them. */
const interpreters = /^(?:python|perl|ruby|pypy|bash|dash|ash|ksh|zsh|sh)[\d.]*$/;

/** Options of these that take the next word as their value: `python3 -W ignore`, `bash -o pipefail`. */
const withValue = new Set(['-W', '-X', '-I', '-o', '+o', '-O', '+O', '--rcfile', '--init-file']);

/** Options behind which no script follows: a command in a word, a module, a script on standard input. */
const withoutScript = /^-[a-zA-Z]*[cms]$|^-$/;

/**
 * The last name of the script that an interpreter runs; null where a process is no interpreter, or runs no script. env(1) starts an
 * interpreter by its own name (`#!/usr/bin/env python3`), and then /proc/PID/comm has that and not the script's.
 *
 * @param comm the text of /proc/PID/comm
 * @param cmdline the text of /proc/PID/cmdline: arguments with a NUL behind each (proc_pid_cmdline(5))
 */
export function interpretedScript(comm: string, cmdline: string): string | null {
  if (!isInterpreter(comm)) return null;
  const [, ...words] = cmdline.split('\0').slice(0, -1);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (withValue.has(word)) at += 1;
    else if (word === '--') return lastName(words[at + 1] ?? '');
    else if (withoutScript.test(word)) return null;
    else if (!/^[-+]/.test(word)) return lastName(word);
  }
  return null;
}

/** Whether a process runs what its command line names. */
export function isInterpreter(comm: string): boolean {
  return interpreters.test(comm);
}

function lastName(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === '' ? null : name;
}
