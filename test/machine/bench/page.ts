import { type Candidate, type Job, jobs } from './candidates.ts';
import { median, type Times } from './race.ts';

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
  readonly hasDualRoot: boolean;
}

/** The section of docs/benchmarks.md that these figures are; the others are of `npm run bench`. */
export const heading = '## In a guest';

const titles: Readonly<Record<Job, string>> = {
  start: 'The bare start',
  which: 'Which ESP was booted',
  same: 'Mirror, nothing to do',
  new: 'Mirror one new kernel and initrd, 22 MB',
};

/** What has to hold: the first name takes at most as long as the second. */
const promises: readonly { readonly job: Job; readonly ours: string; readonly theirs: string }[] = [
  { job: 'which', ours: 'esp-which', theirs: 'dual-root-tool' },
  { job: 'same', ours: 'esp-mirror <SET', theirs: 'dual-root-tool -s' },
  { job: 'same', ours: 'esp-which | esp-mirror', theirs: 'dual-root-tool -s' },
  { job: 'new', ours: 'esp-mirror <SET', theirs: 'dual-root-tool -s' },
  { job: 'new', ours: 'esp-which | esp-mirror', theirs: 'dual-root-tool -s' },
];

/** The section as Markdown. */
export function section(times: readonly Times[], circumstances: Circumstances): string {
  const { rounds, coldRounds, accelerator, processor, processors, loads, hasDualRoot } = circumstances;
  return [
    heading,
    '',
    'Written by `npm run bench:machine`: a virtual machine with two disks, an ESP on each, and a btrfs RAID1 root that all',
    'programs are on. Seconds by the clock of the guest, in one boot, all in turns; medians of',
    `${rounds} rounds, ${coldRounds} with an empty page cache. ${accelerator.toUpperCase()} on ${processor}; flushes of the guest are flushes of the host's`,
    `disk. Load of the host ${loads.map((load) => load.toFixed(1)).join(' to ')}. SET is what esp-which said before.`,
    ...(Math.max(...loads) <= processors
      ? []
      : [
          '',
          `**The host was busy**, with ${processors} processors: the seconds are several times those of a calm one, and a row can`,
          'differ from the next by chance alone.',
        ]),
    ...(hasDualRoot
      ? []
      : [
          '',
          '**Without dual-root**: `TWINROOT_DUAL_ROOT` names no checkout of it, and its rows are left out.',
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
  if (job === 'start' || job === 'which') {
    return [
      `| ${titles[job]} | seconds | with an empty page cache |`,
      '| --- | --- | --- |',
      ...rows.map(
        ({ candidate, warm, cold }) => `| ${code(candidate)} | ${seconds(warm)} | ${seconds(cold)} |`,
      ),
    ];
  }
  return [
    `| ${titles[job]} | seconds | durable |`,
    '| --- | --- | --- |',
    ...rows.map(({ candidate, warm }) => `| ${code(candidate)} | ${seconds(warm)} | ${candidate.durable} |`),
  ];
}

function code({ name }: Candidate): string {
  return `\`${name.replaceAll('|', '\\|')}\``;
}

function comparisons(times: readonly Times[]): readonly string[] {
  const find = (job: Job, name: string) =>
    times.find(({ candidate }) => candidate.job === job && candidate.name === name);
  const rows = promises.flatMap(({ job, ours, theirs }) => {
    const [one, other] = [find(job, ours), find(job, theirs)];
    if (one === undefined || other === undefined) return [];
    const ratio = median(one.warm) / median(other.warm);
    const verdict = ratio <= 1 ? 'yes' : '**no**';
    return [
      `| ${titles[job]} | ${code(one.candidate)} | ${code(other.candidate)} | ${ratio.toFixed(2)} x | ${verdict} |`,
    ];
  });
  if (rows.length === 0) return [];
  return [
    '| job | this | in times of this | measured | no slower |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}
