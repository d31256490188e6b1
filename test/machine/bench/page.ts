import { type Candidate, fsynced, isNewEachTime, type Job, jobs, type Peer, pipe } from './candidates.ts';
import { median, most, type Times } from './race.ts';

/** Circumstances that belong to the figures. */
export interface Circumstances {
  readonly rounds: number;
  readonly coldRounds: number;
  readonly accelerator: string;
  readonly processor: string;
  /** Of the host, at the beginning and at the end: how many processes wanted a processor in the last minute. */
  readonly loads: readonly [number, number];
  /** Of the host. */
  readonly processors: number;
  /** Peers that are not there, and what would name a checkout. */
  readonly missing: readonly { readonly peer: Peer; readonly variable: string }[];
}

/** The section of docs/benchmarks.md that these figures are; the others are of `npm run bench`. */
export const heading = '## In a guest';

const titles: Readonly<Record<Job, string>> = {
  start: 'The bare start',
  which: 'Which ESP was booted',
  same: 'Mirror, nothing to do',
  new: 'Mirror one new kernel and initrd, 22 MB',
  many: 'Mirror 300 new files of 2 KB, as many as GRUB has modules',
};

/** What has to hold: the first name takes at most so many times as long as the second. */
interface Promised {
  readonly job: Job;
  readonly ours: string;
  /** Of the same job, or with an empty page cache the start of Node. */
  readonly theirs: string;
  readonly atMost: number;
  readonly isCold?: true;
}

const empty = 'node, an empty script';
const promises: readonly Promised[] = [
  { job: 'start', ours: 'twinroot --version', theirs: empty, atMost: 1.15 },
  { job: 'which', ours: 'esp-which', theirs: 'dual-root-tool', atMost: 1 },
  ...(['same', 'new'] as const).flatMap((job) => [
    ...['esp-mirror <SET', pipe].map((ours) => ({ job, ours, theirs: 'dual-root-tool -s', atMost: 1 })),
    { job, ours: pipe, theirs: 'bootsync', atMost: 1 },
    { job, ours: pipe, theirs: fsynced, atMost: 1 },
  ]),
  { job: 'many', ours: 'esp-mirror <SET', theirs: fsynced, atMost: 0.6 },
  { job: 'same', ours: pipe, theirs: empty, atMost: 1.4, isCold: true },
];

/** The section as Markdown. */
export function section(times: readonly Times[], circumstances: Circumstances): string {
  const { rounds, coldRounds, accelerator, processor, processors, loads, missing } = circumstances;
  return [
    heading,
    '',
    'Written by `npm run bench:machine`: a virtual machine with two disks, an ESP on each, and a btrfs RAID1 root that all',
    'programs are on. Seconds by the clock of the guest, in one boot, all in turns; medians of',
    `${rounds} rounds (of 300 files at most ${most.many}), ${coldRounds} with an empty page cache. ${accelerator.toUpperCase()} on ${processor}; flushes of the guest are flushes of the host's`,
    `disk. Load of the host ${loads.map((load) => load.toFixed(1)).join(' to ')}. SET is what esp-which said before.`,
    ...(Math.max(...loads) <= processors
      ? []
      : [
          '',
          `**The host was busy**, with ${processors} processors: the seconds are several times those of a calm one, and a row can`,
          'differ from the next by chance alone.',
        ]),
    ...missing.flatMap(({ peer, variable }) => [
      '',
      `**Without ${peer}**: \`${variable}\` names no checkout of it, and its rows are left out.`,
    ]),
    ...jobs.flatMap((job) => ['', ...table(job, times)]),
    '',
    ...comparisons(times),
    '',
  ].join('\n');
}

function table(job: Job, times: readonly Times[]): readonly string[] {
  const rows = times.filter(({ candidate }) => candidate.job === job);
  const seconds = (values: readonly number[]) => (median(values) / 1000).toFixed(2);
  const isWritten = ['same', 'new', 'many'].includes(job);
  const isCold = !isNewEachTime(job);
  const cells = ({ candidate, warm, cold }: Times) => [
    code(candidate),
    seconds(warm),
    spread(warm),
    ...(isCold ? [seconds(cold)] : []),
    ...(isWritten ? [candidate.durable] : []),
  ];
  const titlesOf = [
    titles[job],
    'seconds',
    'the middle half',
    ...(isCold ? ['with an empty page cache'] : []),
    ...(isWritten ? ['durable'] : []),
  ];
  return [row(titlesOf), row(titlesOf.map(() => '---')), ...rows.map((times) => row(cells(times)))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Between which seconds the middle half of all rounds is. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number) =>
    ((sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN) / 1000).toFixed(2);
  return `${at(0.25)} to ${at(0.75)}`;
}

function code({ name }: Candidate): string {
  return `\`${name.replaceAll('|', '\\|')}\``;
}

function comparisons(times: readonly Times[]): readonly string[] {
  const find = (job: Job, name: string) =>
    times.find(({ candidate }) => candidate.job === job && candidate.name === name);
  const rows = promises.flatMap(({ job, ours, theirs, atMost, isCold }) => {
    const [one, other] = [find(job, ours), find(theirs === empty ? 'start' : job, theirs)];
    if (one === undefined || other === undefined) return [];
    const of = ({ warm, cold }: Times) => median(isCold ? cold : warm);
    const ratio = of(one) / of(other);
    const where = isCold ? `${titles[job]}, with an empty page cache` : titles[job];
    return [
      row([
        where,
        code(one.candidate),
        code(other.candidate),
        `${ratio.toFixed(2)} x`,
        `${atMost} x: ${ratio <= atMost ? 'holds' : '**does not hold**'}`,
      ]),
    ];
  });
  if (rows.length === 0) return [];
  return [
    '| job | this | in times of this | measured | at most |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}
