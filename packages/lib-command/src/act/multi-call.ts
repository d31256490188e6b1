import { basename } from 'node:path';
import { nearest } from '@twinroot/lib-record';
import { exitStatus, wrong } from '../decide/command-error.ts';
import { pipeWord, usualSeparator } from '../decide/pipe/pipe-call.ts';
import type { Surroundings } from '../gather/surroundings.ts';
import { version } from '../version.ts';
import type { CallableCommand } from './execute.ts';
import type { Output } from './output.ts';
import { runProcess } from './run-command.ts';
import { writeAnswer } from './write-answer.ts';

/** Several commands in one file: the name that it was called by, or its first operand, says which one is meant. */
export interface MultiCall {
  readonly name: string;
  readonly summary: string;
  readonly commands: ReadonlyMap<string, CallableCommand>;
  /** Who calls it without a word on a terminal wants to know more than the list of commands, which is all where it is absent. */
  readonly welcome?: Welcome;
}

/** What is said on a terminal to a call without a word. */
export interface Welcome {
  /** What is asked, before the answer. */
  readonly question: string;
  /** A pipe whose output is the answer, as words; it is for root, and not run for others. */
  readonly pipe: readonly string[];
  /** What one may do next. */
  readonly next: (answer: WelcomeAnswer) => string;
}

/** `yes`: the pipe's status was 0; `no`: it was another one; `none`: it said nothing. `not root`: it was not run. */
export type WelcomeAnswer = 'yes' | 'no' | 'none' | 'not root';

/** The door of a multi-call binary, as runCommand is that of one command. */
export function runMultiCall(multiCall: MultiCall): void {
  // A packed binary has the name that it was called by in argv0 alone, and a script run by node in argv[1] alone.
  const names = [process.argv0, process.argv[1] ?? ''].map((path) => basename(path));
  runProcess(multiCall.name, process.argv.slice(2), (surroundings) =>
    executeMultiCall(multiCall, names, surroundings),
  );
}

/**
 * Runs the command that the first known of the names says; where none is one, the command that the first word of the
 * command line says, or with `pipe` several, or without a word a welcome on a terminal, and else the list of commands. It gives the exit status and never throws.
 */
export async function executeMultiCall(
  multiCall: MultiCall,
  names: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { commands } = multiCall;
  const called = names.find((name) => name === multiCall.name || commands.has(name));
  const byName = called === undefined ? undefined : commands.get(called);
  if (byName) return (await byName.prepare(surroundings)).start();
  const [word, ...args] = surroundings.args;
  const byWord = word === undefined ? undefined : commands.get(word);
  if (byWord) return (await byWord.prepare({ ...surroundings, args })).start();
  if (word === pipeWord) {
    const { executePipe } = await import('./pipe/execute-pipe.ts');
    return executePipe(multiCall, { ...surroundings, args });
  }
  const { welcome, name } = multiCall;
  if (word === undefined && welcome !== undefined && surroundings.stdoutIsTerminal())
    return answerWelcome(multiCall, welcome, surroundings);
  return writeAnswer(name, surroundings, () => ownText(multiCall, word));
}

async function answerWelcome(
  multiCall: MultiCall,
  { question, pipe, next }: Welcome,
  surroundings: Surroundings,
): Promise<number> {
  const say = (text: string) => writeAnswer(multiCall.name, surroundings, async () => text);
  await say(`${question}\n\n`);
  if (!surroundings.isRoot()) return (await say(next('not root'))) || exitStatus.failed;
  const { executePipe } = await import('./pipe/execute-pipe.ts');
  let isAnswered = false;
  const stdout: Output = {
    write: (chunk, done) => {
      isAnswered ||= chunk.length > 0;
      return surroundings.stdout.write(chunk, done);
    },
    on: (event, listener) => surroundings.stdout.on(event, listener),
    listenerCount: (event) => surroundings.stdout.listenerCount(event),
  };
  const status = await executePipe(multiCall, { ...surroundings, stdout, args: pipe });
  const answer = status === exitStatus.done ? 'yes' : 'no';
  await say(`\n${next(isAnswered ? answer : 'none')}`);
  return status;
}

async function ownText(multiCall: MultiCall, word: string | undefined): Promise<string> {
  if (word === '-V' || word === '--version') return `${multiCall.name} ${version}\n`;
  if (word === undefined || word === '-h' || word === '--help') return listText(multiCall);
  const known = word.startsWith('-') ? ['--help', '--version'] : [...multiCall.commands.keys(), pipeWord];
  const kind = word.startsWith('-') ? 'option' : 'command';
  const near = nearest(word, known);
  throw wrong(`unknown ${kind} ${word}${near === null ? '; see --help' : `, did you mean ${near}?`}`);
}

async function listText({ name, summary, commands }: MultiCall): Promise<string> {
  const width = Math.max(...[...commands.keys()].map((command) => command.length));
  const lines: string[] = [];
  for (const [command, { spec }] of commands) {
    lines.push(`  ${command.padEnd(width)}  ${(await spec()).summary}\n`);
  }
  return [
    `${name}: ${summary}\n\n`,
    `Usage:\n  $ ${name} COMMAND [options] [operands]\n  $ COMMAND [options] [operands], through a link of that name\n  $ ${name} ${pipeWord} COMMAND [ARG…] ${usualSeparator} COMMAND [ARG…]…: a pipe, in one process; see ${name} ${pipeWord} --help\n\n`,
    `Commands:\n${lines.join('')}\n`,
    `Options:\n  -h, --help     show this list and exit; after COMMAND: its help\n  -V, --version  show the version and exit\n`,
  ].join('');
}
