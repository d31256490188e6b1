import type { DayResult, Figures, Outcome } from './measure.ts';

/** Something that is promised of a day. */
export interface Promised {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
}

/** What is promised of twinroot's units. */
export function promisesOf({ name: machine, outcomes, busy }: DayResult): readonly Promised[] {
  const own = outcomes.find(({ name }) => name === 'twinroot');
  if (own === undefined) return [];
  const all = (count: (figures: Figures) => number) => sum(own.programs.map(count));
  const none = { limit: 0, unit: '' };
  return [
    { what: 'runs without a change', measured: all(({ idleRuns }) => idleRuns.length), ...none },
    { what: 'lines without a change', measured: all(({ idleLines }) => idleLines.length), ...none },
    {
      what: 'memory after the day, in times of that before it',
      measured: all(({ memory }) => memory[1]) / all(({ memory }) => memory[0]),
      limit: 1.1,
      unit: ' x',
    },
    { what: 'looks that found a torn boot file on the mirror', measured: own.looks.torn, ...none },
    { what: 'copies that differ in the end', measured: own.differing.length, ...none },
    { what: 'MB written below an absent disk', measured: megabytes(own.below), limit: 0, unit: ' MB' },
    { what: 'unmounts that somebody prevented', measured: busy.length, ...none },
    {
      what: 'seconds to end',
      measured: Math.max(...own.programs.map((each) => each.stopSeconds)),
      limit: 5,
      unit: ' s',
    },
  ].map((promised) => ({ ...promised, what: `${machine}: ${promised.what}` }));
}

/** Whether it is kept. */
export function holds({ measured, limit }: Promised): boolean {
  // What could not be measured does not hold.
  return measured <= limit;
}

/** The section of docs/benchmarks.md that these figures are. */
export const heading = '## A day';

/** Circumstances that belong to the figures. */
export interface Circumstances {
  readonly seconds: number;
  readonly processors: string;
  readonly kernel: string;
  readonly espType: string;
  readonly loads: readonly [number, number];
}

/** The section as Markdown. */
export function section(results: readonly DayResult[], circumstances: Circumstances): string {
  const { seconds, processors, kernel, espType, loads } = circumstances;
  const promises = results.flatMap(promisesOf);
  return [
    heading,
    '',
    'Written by `node test/bench/day/main.ts`, a part of `npm run bench`: 24 hours of a desktop and of a server, each in',
    `${seconds} seconds and once, on loop disks; ESPs are ${espType}. Kernels are replaced by pacman, dpkg, kernel-install and in place,`,
    'automounts come and go, mirror disks are away for a while, logs grow, backups read everything. The watchers are started',
    'by the `ExecStart=` of their units, with their times shortened as the day is. All watch the same sources, and write to disks',
    'of their own. A run or a line has a change as its cause, or a run that failed and is repeated; lsyncd and dual-root are',
    'judged by the same rule. Memory is resident; the processor is that of the whole day, without the first copies.',
    `On ${processors}, Linux ${kernel}, with a load of ${loads.map((load) => load.toFixed(1)).join(' to ')}.`,
    '',
    '| promise | measured | at most | |',
    '| --- | --- | --- | --- |',
    ...promises.map(
      (each) =>
        `| ${each.what} | ${each.measured.toFixed(2)}${each.unit} | ${each.limit}${each.unit} | ${holds(each) ? 'holds' : '**does not hold**'} |`,
    ),
    ...results.flatMap((result) => ['', ...table(result)]),
    ...absentees(results),
    '',
  ].join('\n');
}

function table({ name, outcomes, changes }: DayResult): readonly string[] {
  const columns = outcomes.flatMap(columnsOf);
  const row = (what: string, value: (column: Column) => string) =>
    `| ${what} | ${columns.map(value).join(' | ')} |`;
  const once = (value: (outcome: Outcome) => string) => (column: Column) =>
    column.isFirst ? value(column.outcome) : '';
  return [
    `| ${name}, ${changes} changes | ${columns.map(({ figures }) => figures.name).join(' | ')} |`,
    `| --- |${' --- |'.repeat(columns.length)}`,
    row('runs', ({ figures }) => String(figures.runs.length)),
    row('of these without a change', ({ figures }) => String(figures.idleRuns.length)),
    row('of these failed', ({ figures }) => String(figures.runs.filter(({ status }) => status !== 0).length)),
    row('lines for the journal', ({ figures }) => String(figures.lines.length)),
    row('of these without a change', ({ figures }) => String(figures.idleLines.length)),
    row('processor, the watcher', ({ figures }) => `${figures.processor.living.toFixed(1)} s`),
    row('processor, what it ran', ({ figures }) => `${figures.processor.ended.toFixed(1)} s`),
    row('memory before', ({ figures }) => `${figures.memory[0].toFixed(1)} MB`),
    row('memory after', ({ figures }) =>
      figures.survived ? `${figures.memory[1].toFixed(1)} MB` : 'it had ended',
    ),
    row('seconds to end', ({ figures }) => figures.stopSeconds.toFixed(2)),
    row(
      'MB written to its disks',
      once(({ written }) => megabytes(written).toFixed(1)),
    ),
    row(
      'MB below an absent disk',
      once(({ below }) => megabytes(below).toFixed(1)),
    ),
    row(
      'torn boot files seen',
      once(({ looks }) => (looks.all === 0 ? '' : `${looks.torn} of ${looks.all}`)),
    ),
    row(
      'copies that differ in the end',
      once((outcome) => outcome.differing.join(' ') || 'none'),
    ),
  ];
}

interface Column {
  readonly outcome: Outcome;
  readonly figures: Figures;
  /** What is of all programs of a candidate is said in its first column. */
  readonly isFirst: boolean;
}

function columnsOf(outcome: Outcome): readonly Column[] {
  return outcome.programs.map((figures, index) => ({ outcome, figures, isFirst: index === 0 }));
}

function absentees(results: readonly DayResult[]): readonly string[] {
  const all = results.flatMap(({ absent }) => absent.map(({ name, why }) => `**Without ${name}**: ${why}.`));
  return [...new Set(all)].flatMap((text) => ['', text]);
}

function megabytes(bytes: number): number {
  return bytes / 1e6;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}
