import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Line, Run } from './attribute.ts';
import { familyOf } from './processes.ts';

/** How times of a day are shortened. */
export interface Pace {
  /** Real seconds for a minute of the day. */
  readonly minute: number;
  /** A number of seconds of the day in real ones, no fewer than `least`. */
  readonly seconds: (ofDay: number, least: number) => number;
}

/** Something that keeps mirrors in step, while it runs. */
export interface Candidate {
  readonly name: string;
  /** What it has said so far: what would be in the journal. */
  readonly lines: readonly Line[];
  /** Runs of what it copies with. */
  runs(): readonly Run[];
  family(): readonly number[];
  isAlive(): boolean;
  /** Ends it, and gives the seconds that this took; after `patience` it is killed. */
  stop(patience: number): Promise<number>;
}

/** A program to start. */
export interface Start {
  readonly name: string;
  readonly words: readonly string[];
  /** Where its consumers note their runs. */
  readonly log: string;
  readonly path?: string;
  /** Standard output goes nowhere. */
  readonly isMute?: boolean;
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Starts a program in a session of its own, as a service is. */
export function startCandidate({ name, words, log, path, isMute }: Start): Candidate {
  const [program = '', ...args] = words;
  const child = spawn(program, args, {
    detached: true,
    env: {
      INVOCATION_ID: name,
      LC_ALL: 'C',
      PATH: path === undefined ? systemPath : `${path}:${systemPath}`,
    },
    stdio: ['ignore', isMute === true ? 'ignore' : 'pipe', 'pipe'],
  });
  const lines: Line[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      // An empty line is none: journald leaves it out (server_process_native and stdout_stream_line of systemd).
      for (const part of parts) if (part !== '') lines.push({ at: Date.now() / 1000, text: part });
    });
  }
  const ended = once(child, 'close');
  return {
    name,
    lines,
    runs: () => runsIn(log),
    family: () => (child.pid === undefined ? [] : familyOf(child.pid)),
    isAlive: () => isRunning(child),
    async stop(patience) {
      if (!isRunning(child) || child.pid === undefined) return 0;
      const begin = performance.now();
      // The main process, as the units have it (KillMode=mixed).
      process.kill(child.pid, 'SIGTERM');
      const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), patience * 1000);
      await ended;
      clearTimeout(timer);
      return (performance.now() - begin) / 1000;
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Which run a line of the log is about: its beginning, or its end. */
function runsIn(log: string): readonly Run[] {
  if (!existsSync(log)) return [];
  const runs = new Map<string, Run>();
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [what, time, pid = '', rest = ''] = line.split(' ');
    const at = Number(time);
    const run = runs.get(pid);
    if (what === 'begin')
      runs.set(pid, { key: rest, begin: at, end: Number.POSITIVE_INFINITY, status: null });
    if (what === 'end' && run !== undefined) runs.set(pid, { ...run, end: at, status: Number(rest) });
  }
  return [...runs.values()];
}

/** Writes an executable script. */
export function writeScript(file: string, ...lines: readonly string[]): void {
  writeFileSync(file, `${['#!/bin/bash', ...lines].join('\n')}\n`);
  chmodSync(file, 0o755);
}

/** Lines of a script that run a command and note when, for which key (a word of the shell), and how it ended. */
export function noting(log: string, key: string, command: string): readonly string[] {
  return [
    `echo "begin $EPOCHREALTIME $$ ${key}" >>'${log}'`,
    `${command}; status=$?`,
    `echo "end $EPOCHREALTIME $$ $status" >>'${log}'`,
    'exit $status',
  ];
}
