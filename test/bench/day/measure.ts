import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Change,
  type Line,
  linesWithoutCause,
  type Run,
  runsWithoutCause,
  type Slack,
} from './attribute.ts';
import type { Candidate, Pace } from './candidate.ts';
import { saving } from './daily-life.ts';
import { type Day, newDay, passDay, type Scenario } from './day.ts';
import { byBootctl } from './kernel-updates.ts';
import { differing, type Machine, newMachine, removeMachine } from './machine.ts';
import { startOthers } from './others.ts';
import { megabytesOf, type ProcessorTime, processorTimeOf } from './processes.ts';
import { startUnits } from './units.ts';

/** What a day took one program. */
export interface Figures {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly idleLines: readonly Line[];
  readonly runs: readonly Run[];
  readonly idleRuns: readonly Run[];
  readonly processor: ProcessorTime;
  /** Resident, of the watcher with what it watches with, in MB: before the day, and after it. */
  readonly memory: readonly [before: number, after: number];
  /** Whether it ran until it was told to end. */
  readonly survived: boolean;
  readonly stopSeconds: number;
}

/** What a day left on the disks of one candidate, whose programs may be several. */
export interface Outcome {
  readonly name: string;
  readonly programs: readonly Figures[];
  /** Bytes on its disks, and below their mount points while they were away. */
  readonly written: number;
  readonly below: number;
  readonly looks: { readonly all: number; readonly torn: number };
  /** Sources whose copy is another in the end. */
  readonly differing: readonly string[];
}

/** A day of one machine. */
export interface DayResult {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly absent: readonly { readonly name: string; readonly why: string }[];
  readonly busy: readonly string[];
  readonly changes: number;
  /** When it was 0:00, in seconds since 1970. */
  readonly begin: number;
}

interface Team {
  readonly name: string;
  readonly programs: readonly Candidate[];
}

/** A program at some time, when it has nothing to do. */
interface State {
  readonly processor: ProcessorTime;
  readonly memory: number;
  readonly at: number;
}

const slack: Slack = { event: 0.4, line: 1 };
/** Seconds that a program may take to end. */
const patience = 20;

/** Lets a machine live for a day, and says what that took. */
export async function measureDay(scenario: Scenario, pace: Pace): Promise<DayResult> {
  const machine = await newMachine(scenario.trees, scenario.dataPlace);
  const teams: Team[] = [];
  try {
    teams.push({ name: 'twinroot', programs: await startUnits(machine, pace) });
    const others = await startOthers(machine, pace);
    for (const other of others)
      if ('candidate' in other) teams.push({ name: other.candidate.name, programs: [other.candidate] });
    await evening(newDay(machine), teams);
    const programs = teams.flatMap((team) => team.programs);
    const before = new Map(programs.map((program) => [program, stateOf(program)]));
    const written = new Map<string, number>();
    for (const { name } of teams) written.set(name, await writtenBy(machine, name));
    const day = newDay(machine);
    const begin = Date.now() / 1000;
    await passDay(day, scenario, pace);
    await quiet(programs);
    const after = new Map(programs.map((program) => [program, stateOf(program)]));
    const outcomes: Outcome[] = [];
    for (const { name, programs: own } of teams) {
      const disks = machine.mirrors.get(name);
      const bytes = (await writtenBy(machine, name)) - (written.get(name) ?? 0);
      const figures: Figures[] = [];
      for (const program of own)
        figures.push(await figuresOf(program, day.changes, before.get(program), after.get(program)));
      outcomes.push({
        name,
        programs: figures,
        written: bytes,
        below: ((await disks?.esp.below()) ?? 0) + ((await disks?.trees.below()) ?? 0),
        looks: day.looks.get(name) ?? { all: 0, torn: 0 },
        differing: await differing(machine, name),
      });
    }
    const absent = others.flatMap((other) => ('why' in other ? [other] : []));
    return { name: scenario.name, outcomes, absent, busy: day.busy, changes: day.changes.length, begin };
  } finally {
    for (const { programs } of teams) for (const program of programs) await program.stop(1);
    await removeMachine(machine);
  }
}

/** The first copies, and a change of everything: what is loaded at the first change is loaded before the day. */
async function evening(day: Day, teams: readonly Team[]): Promise<void> {
  const programs = teams.flatMap((team) => team.programs);
  await quiet(programs);
  for (const version of ['1.1', '1.2']) {
    await byBootctl(version)(day);
    for (const { source } of day.machine.trees) await saving(source, join(source, 'd0/e0/evening'))(day);
    await quiet(programs);
  }
  for (const { name, programs: own } of teams) {
    const hasRun = own.every((program) => program.isAlive() && program.runs().length > 0);
    const said = own.flatMap(({ lines }) => lines.map(({ text }) => text));
    if (!hasRun) throw new Error(`${name} does not work here:\n${said.join('\n')}`);
  }
}

/** Waits until nothing runs, and has not for a while; half a minute at most. */
async function quiet(programs: readonly Candidate[]): Promise<void> {
  // What was done a moment ago is still to be noticed.
  await sleep(3000);
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    const now = Date.now() / 1000;
    const isQuiet = programs.every((program) => program.runs().every((run) => run.end < now - 3));
    const hasRun = programs.every((program) => !program.isAlive() || program.runs().length > 0);
    if (isQuiet && hasRun) return;
  }
}

function stateOf(program: Candidate): State {
  const family = program.family();
  return { processor: processorTimeOf(family), memory: megabytesOf(family), at: Date.now() / 1000 };
}

/** What a program did from one state to the other, and that it ends. */
async function figuresOf(
  program: Candidate,
  changes: readonly Change[],
  before: State | undefined,
  after: State | undefined,
): Promise<Figures> {
  if (before === undefined || after === undefined) throw new Error(`${program.name} was not looked at`);
  const survived = program.isAlive();
  const stopSeconds = await program.stop(patience);
  const isOfDay = (time: number) => time >= before.at;
  // Of the evening a run for each key is left: it is the one before the first of the day.
  const all = program.runs();
  const runs = all.filter(({ begin }) => isOfDay(begin));
  const lines = program.lines.filter(({ at }) => isOfDay(at));
  return {
    name: program.name,
    runs,
    idleRuns: runsWithoutCause(changes, all, slack).filter(({ begin }) => isOfDay(begin)),
    lines,
    idleLines: linesWithoutCause(changes, all, lines, slack),
    processor: {
      living: after.processor.living - before.processor.living,
      ended: after.processor.ended - before.processor.ended,
    },
    memory: [before.memory, after.memory],
    survived,
    stopSeconds,
  };
}

async function writtenBy({ mirrors }: Machine, name: string): Promise<number> {
  const disks = mirrors.get(name);
  return disks === undefined ? 0 : (await disks.esp.written()) + (await disks.trees.written());
}
