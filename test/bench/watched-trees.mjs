// node test/bench/watched-trees.mjs, a part of npm run bench: what it costs to watch a tree of 100,000 directories, side by side
// with other ways to do it; into its section of docs/benchmarks.md. Needs root, for a btrfs on a loop device. BENCH_DIRECTORIES
// says how many directories (100,000); with it, or with BENCH_ONLY (ext4 or btrfs), nothing is written.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
const bin = process.env.BENCH_BIN ?? join(root, 'dist/bin');
const directories = Number(process.env.BENCH_DIRECTORIES ?? 100_000);

/** What chokidar is asked for where esp-watch uses it, for ESPs. */
const chokidarScript = `
  import { watch } from 'chokidar';
  const ignored = (_path, stats) => stats !== undefined && !stats.isDirectory();
  const options = { backend: 'native', ignoreInitial: true, followSymlinks: false, atomic: false, ignored };
  const watcher = watch(process.argv[1], options);
  watcher.on('ready', () => console.log('ready'));
  watcher.on('raw', () => console.log('changed'));`;

/** Plain watches of Node's, set up in one go. */
const plainScript = `
  import { readdirSync, watch } from 'node:fs';
  const pending = [process.argv[1]];
  for (let path; (path = pending.pop()) !== undefined; ) {
    watch(path, () => console.log('changed'));
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) pending.push(path + '/' + entry.name);
  }
  console.log('ready');`;

/** Ways to watch: what is started, and how it shows that it watches; the next output after that is a change. */
const ways = {
  'esp-watch, until the first group': (source) => ({
    command: [join(bin, 'esp-watch'), '--json', '--settle', '0.2', '--hold', 'none'],
    input: `#SOURCE DEST\n${source} /nonexistent\n\n`,
    isReady: ({ out }) => out !== '',
  }),
  'inotifywait -m -r': (source) => ({
    command: ['inotifywait', '-m', '-r', '-e', 'modify,create,delete,move', source],
    isReady: ({ err }) => err.includes('established'),
  }),
  'fsnotifywait -m -S': (source) => ({
    command: ['stdbuf', '-oL', 'fsnotifywait', '-m', '-S', '-e', 'modify,create,delete,move', source],
    isReady: ({ err }) => err.includes('established'),
  }),
  'fs.watch of Node, for each directory': (source) => ({
    command: [process.execPath, '--input-type=module', '-e', plainScript, source],
    isReady: ({ out }) => out.includes('ready'),
  }),
  'chokidar, as for ESPs': (source) => ({
    command: [process.execPath, '--input-type=module', '-e', chokidarScript, source],
    isReady: ({ out }) => out.includes('ready'),
  }),
  'lsyncd, until the first copy is made': (source, work) => ({
    command: ['lsyncd', '-nodaemon', '-log', 'Exec', '-delay', '1', '-rsync', source, join(work, 'copy')],
    isReady: ({ out, err }) => /finished/i.test(out + err),
  }),
};

function run(command, ...args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr}`);
}

function isInstalled(command) {
  return spawnSync('which', [command]).status === 0;
}

async function until(holds, what, seconds) {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(5))
    if (holds()) return;
  throw new Error(`waited in vain for ${what}`);
}

/** A process and its descendants. */
function familyOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.map(Number).flatMap(familyOf)];
}

/** Memory of processes in MB: VmRSS, or VmHWM for the most that each has ever had. */
function megabytes(pids, field) {
  const kibibytes = (pid) =>
    Number(
      new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
    );
  return pids.reduce((sum, pid) => sum + kibibytes(pid), 0) / 1024;
}

/** Seconds of the processor that processes have used, and those that they have waited for. */
function processorSeconds(pids) {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (
      sum +
      fields
        .slice(11, 15)
        .map(Number)
        .reduce((a, b) => a + b) /
        100
    );
  }, 0);
}

async function measure(way, source, work) {
  const { command, input = '', isReady } = way(source, work);
  const begun = performance.now();
  const child = spawn(command[0], command.slice(1), { cwd: root, stdio: 'pipe' });
  const state = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    state.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    state.err += chunk;
  });
  child.stdin.end(input);
  const ended = new Promise((done) => child.once('close', done));
  try {
    await until(() => isReady(state) || child.exitCode !== null, `${command[0]} to watch`, 150);
    if (child.exitCode !== null) throw new Error(state.err.trim().split('\n').at(-1));
    const seconds = (performance.now() - begun) / 1000;
    const used = processorSeconds(familyOf(child.pid));
    await sleep(3000);
    const family = familyOf(child.pid);
    const [memory, peak] = ['VmRSS', 'VmHWM'].map((field) => megabytes(family, field));
    const before = state.out.length;
    const changed = performance.now();
    writeFileSync(join(source, '99/9/file'), `${changed}`);
    await until(() => state.out.length > before, 'the change', 60);
    return { seconds, used, memory, peak, delay: (performance.now() - changed) / 1000 };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Directories in directories, a hundred at the top, with a file in each tenth. */
function fill(source) {
  const inner = Math.round(directories / 100) - 1;
  for (let outer = 0; outer < 100; outer += 1)
    for (let number = 0; number < inner; number += 1) {
      mkdirSync(join(source, `${outer}/${number}`), { recursive: true });
      if (number % 10 === 0) writeFileSync(join(source, `${outer}/${number}/file`), 'x');
    }
}

/** A subvolume of a btrfs of its own. */
function newSubvolume(work) {
  const [image, disk] = [join(work, 'image'), join(work, 'btrfs')];
  run('truncate', '-s', '4G', image);
  run('mkfs.btrfs', '-q', image);
  mkdirSync(disk);
  run('mount', '-o', 'loop', image, disk);
  run('btrfs', '-q', 'subvolume', 'create', join(disk, 'data'));
  return { source: join(disk, 'data'), remove: () => run('umount', disk) };
}

const places = {
  ext4: (work) => {
    mkdirSync(join(work, 'data'));
    return { source: join(work, 'data'), remove: () => rmSync(join(work, 'data'), { recursive: true }) };
  },
  btrfs: newSubvolume,
};

const promises = [
  ['until the first group', 'seconds', 15, ' s'],
  ['processor time until then', 'used', 15, ' s'],
  ['memory', 'memory', 250, ' MB'],
  ['most memory at any time', 'peak', 250, ' MB'],
];

const rows = [];
const held = [];
const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-trees-'));
try {
  for (const [kind, make] of Object.entries(places)) {
    if (![kind, undefined].includes(process.env.BENCH_ONLY)) continue;
    const { source, remove } = make(work);
    try {
      fill(source);
      for (const [name, way] of Object.entries(ways)) {
        const [tool] = way(source, work).command;
        if (!isInstalled(tool)) {
          rows.push({ kind, name, why: 'not installed' });
          continue;
        }
        const result = await measure(way, source, work).catch((error) => ({
          why: error.message.split('\n')[0],
        }));
        rows.push({ kind, name, ...result });
        process.stdout.write(`${JSON.stringify(rows.at(-1))}\n`);
        if (!name.startsWith('esp-watch')) continue;
        for (const [what, key, limit, unit] of promises)
          held.push({ what: `${kind}: ${what}`, measured: result[key], limit, unit });
      }
    } finally {
      remove();
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

function page() {
  return [
    '## Trees that are watched',
    '',
    `Written by \`node test/bench/watched-trees.mjs\`, a part of \`npm run bench\`: ${directories} directories on ext4, and in a`,
    'subvolume of btrfs. Memory is VmRSS of proc(5), of all processes that were started; the kernel needs about 1 KB more for each',
    'directory that inotify watches. lsyncd also makes the first copy of the tree. The delay is that of a change until it is reported; esp-watch',
    `waits for 0.2 s of quiet, and lsyncd for 1 s. On ${cpus().length} processors, Linux ${release()}, with a load of ${loadavg()[0].toFixed(1)} at the end.`,
    '',
    '| promise of esp-watch | measured | at most | |',
    '| --- | --- | --- | --- |',
    ...held.map(
      ({ what, measured, limit, unit }) =>
        `| ${what} | ${measured?.toFixed(1)}${unit} | ${limit}${unit} | ${measured <= limit ? 'holds' : '**does not hold**'} |`,
    ),
    '',
    '| | | until it watches | processor | memory | at most | delay |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ kind, name, why, seconds, used, memory, peak, delay }) =>
      why === undefined
        ? `| ${kind} | ${cell(name)} | ${seconds.toFixed(1)} s | ${used.toFixed(1)} s | ${memory.toFixed(0)} MB | ${peak.toFixed(0)} MB | ${delay.toFixed(2)} s |`
        : `| ${kind} | ${cell(name)} | ${cell(why)} | | | | |`,
    ),
    '',
  ].join('\n');
}

if (process.env.BENCH_ONLY === undefined && process.env.BENCH_DIRECTORIES === undefined) {
  const file = join(root, 'docs/benchmarks.md');
  const [, ...sections] = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const head = readFileSync(file, 'utf8').split(/^(?=## )/m)[0];
  const others = sections.filter((section) => !section.startsWith('## Trees that are watched\n'));
  const at = others.findIndex((section) => section.startsWith('## esp-watch\n')) + 1;
  others.splice(at, 0, `${page()}\n`);
  writeFileSync(file, `${[head, ...others].join('').trimEnd()}\n`);
} else process.stdout.write(`${page()}\n`);
process.exitCode = held.every(({ measured, limit }) => measured <= limit) ? 0 : 1;
