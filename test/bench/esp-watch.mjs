// node test/bench/esp-watch.mjs, a part of npm run bench: what is promised of esp-watch, measured on real directories, into
// its section of docs/benchmarks.md. Needs root: ESP sets are watched on mounts. BENCH_ONLY names some of idle, latency,
// storm, many, and writes nothing. For sync items see watched-trees.mjs.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './common.mjs';

const root = resolve(import.meta.dirname, '../..');
const bin = process.env.BENCH_BIN ?? join(root, 'dist/bin');
const espWatch = join(bin, 'esp-watch');
const espMirror = join(bin, 'esp-mirror');
const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';

function run(command, ...args) {
  const { status, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function setOf(mountpoint) {
  return `#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\nbooted esp mounted ${partuuid} /dev/sda1 - ${mountpoint}\n\n`;
}

/** Everything that was started, and what of it is below: the processes of a pipeline. */
function start(command, args, input) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const state = { child, out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    state.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    state.err += chunk;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return state;
}

async function until(holds, what, seconds = 60) {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(5))
    if (holds()) return;
  throw new Error(`waited in vain for ${what}`);
}

async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('close', done));
  process.kill(-child.pid, 'SIGTERM');
  await gone;
}

/** A process and its descendants. */
function familyOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** What processes have of memory for themselves, and their share of what they have together, in MB (Pss of proc(5)). */
function megabytes(pids) {
  const pss = (pid) =>
    Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  return pids.reduce((sum, pid) => sum + pss(pid), 0) / 1024;
}

/** Ticks of the processor (1/100 s) that processes have used. */
function ticks(pids) {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return sum + Number(fields[11]) + Number(fields[12]);
  }, 0);
}

/** How often threads of processes have been put to sleep: each time is a wake-up. */
function wakeups(pids) {
  let sum = 0;
  for (const pid of pids)
    for (const thread of readdirSync(`/proc/${pid}/task`))
      sum += Number(
        /^voluntary_ctxt_switches:\s+(\d+)/m.exec(
          readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'),
        )?.[1],
      );
  return sum;
}

/** An ESP of eight kernels: 100 files in 40 directories. */
function fillEsp(directory) {
  for (const name of ['loader/entries', 'EFI/BOOT', 'EFI/systemd', 'EFI/Linux', ...Array(30).keys()])
    mkdirSync(join(directory, `${typeof name === 'number' ? `EFI/vendor/${name}` : name}`), {
      recursive: true,
    });
  writeFileSync(join(directory, 'EFI/BOOT/BOOTX64.EFI'), program(120_000, 1));
  for (let version = 1; version <= 8; version += 1) {
    mkdirSync(join(directory, `token/6.${version}`), { recursive: true });
    writeFileSync(join(directory, `token/6.${version}/linux`), program(1e6, version));
    writeFileSync(join(directory, `token/6.${version}/initrd`), Buffer.alloc(1e6, version));
    const entry = `title 6.${version}\nlinux /token/6.${version}/linux\ninitrd /token/6.${version}/initrd\n`;
    writeFileSync(join(directory, `loader/entries/6.${version}.conf`), entry);
  }
  for (let number = 0; number < 70; number += 1)
    writeFileSync(join(directory, `EFI/vendor/${number % 30}/file-${number}`), Buffer.alloc(2000, number));
}

function sameTrees(one, other) {
  return spawnSync('diff', ['-r', '-q', '-x', 'esp-sync', one, other], { stdio: 'ignore' }).status === 0;
}

/** Idle for a minute: the processor, wake-ups and memory, beside what a shell would make of inotifywait and python. */
async function idle({ esp, record, table }) {
  const seconds = Number(process.env.BENCH_IDLE ?? 60);
  const pipeline = start('bash', ['-c', `"${espWatch}" | "${espMirror}"; :`], setOf(esp));
  const script = 'import sys\nfor line in sys.stdin: pass';
  const plain = start('bash', ['-c', `inotifywait -m -r -q "${esp}" | python3 -c '${script}'; :`], '');
  try {
    // A set without mirrors: esp-mirror loads what it needs, and reports nothing.
    await until(() => pipeline.out.split('\n').length > 1, 'the first report');
    // Node tidies its memory a few times after the start.
    await sleep(60_000);
    const family = familyOf(pipeline.child.pid).slice(1);
    const [before, woken] = [ticks(family), wakeups(family)];
    await sleep(seconds * 1000);
    const used = ((ticks(family) - before) / (seconds * 100)) * 100;
    record('esp-watch | esp-mirror, idle: of a core', used, 0.1, ' %');
    record(`the same: wake-ups in ${seconds} s`, wakeups(family) - woken, 2, '');
    record('the same: memory', megabytes(family), 120, ' MB');
    table(
      'memory of inotifywait -m -r | python3',
      `${megabytes(familyOf(plain.child.pid).slice(1)).toFixed(1)} MB`,
    );
  } finally {
    await stop(pipeline);
    await stop(plain);
  }
}

/** From the last write of an initrd to the mirrored and synced copy. */
async function latency({ esp, work, record, table }) {
  const to = join(work, 'mirror');
  mkdirSync(to);
  const settle = 2;
  const args = ['--exec', espMirror, '--from', esp, '--to', to];
  const watcher = start(espWatch, ['-v', ...args], setOf(esp));
  const times = [];
  try {
    const runs = () => watcher.out.split('\n\n').length + watcher.out.split('\n').length;
    await until(() => sameTrees(esp, to), 'the first copy');
    for (let round = 0; round < 5; round += 1) {
      await sleep(3000);
      const before = runs();
      const path = join(esp, 'token/6.1/initrd');
      const file = openSync(path, 'w');
      const part = Buffer.alloc(1e6, 100 + round);
      for (let megabyte = 0; megabyte < 60; megabyte += 1) writeSync(file, part);
      closeSync(file);
      const written = performance.now();
      // The report comes when the copy is whole, synced and read back.
      await until(() => runs() > before, 'the report');
      times.push((performance.now() - written) / 1000 - settle);
      if (statSync(join(to, 'token/6.1/initrd')).size !== 60e6 || !sameTrees(esp, to))
        throw new Error('another copy');
    }
  } finally {
    await stop(watcher);
  }
  const direct = [];
  for (let round = 0; round < 5; round += 1) {
    writeFileSync(join(esp, 'token/6.1/initrd'), Buffer.alloc(60e6, 200 + round));
    await sleep(settle * 1000 + 100);
    const begin = performance.now();
    run(espMirror, '-q', '--from', esp, '--to', to);
    direct.push((performance.now() - begin) / 1000);
  }
  for (const list of [times, direct]) list.sort((one, other) => one - other);
  table('esp-mirror alone, for the same initrd', `${direct[2].toFixed(2)} s`);
  record('from the last write of a 60 MB initrd to its synced copy, beyond --settle', times[2], 0.5, ' s');
}

/** 10,000 changes in 10 seconds. */
async function storm({ esp, work, record }) {
  const to = join(work, 'stormed');
  mkdirSync(to);
  const log = join(work, 'groups');
  writeFileSync(log, '');
  const script = `cat >>"${log}"; exec "${espMirror}" -q --from "${esp}" --to "${to}"`;
  const watcher = start(espWatch, ['--json', '--exec', 'sh', '-c', script], setOf(esp));
  const groups = () => readFileSync(log, 'utf8').split('\n').length - 1;
  try {
    await until(() => groups() === 1 && sameTrees(esp, to), 'the first copy');
    const begin = performance.now();
    for (let change = 0; change < 10_000; change += 1) {
      writeFileSync(join(esp, `EFI/vendor/${change % 30}/file-${change % 500}`), `change ${change}\n`);
      while (performance.now() - begin < change) await sleep(1);
    }
    const seconds = (performance.now() - begin) / 1000;
    await until(() => sameTrees(esp, to), 'the last state');
    await sleep(5000);
    record(`groups for 10,000 changes in ${seconds.toFixed(1)} s`, groups() - 1, 6, '');
    record('files that differ after that', sameTrees(esp, to) ? 0 : 1, 0, '');
  } finally {
    await stop(watcher);
  }
}

/** An ESP of 10,000 directories: until it is watched, and what that takes. */
async function many({ work, record }) {
  const esp = join(work, 'many');
  mkdirSync(esp);
  run('mount', '-t', 'tmpfs', '-o', 'size=300m', 'bench-many', esp);
  try {
    for (let number = 0; number < 10_000; number += 1)
      mkdirSync(join(esp, `many/${number % 100}/${number}`), { recursive: true });
    const begin = performance.now();
    const watcher = start(espWatch, ['-v'], setOf(esp));
    try {
      await until(() => watcher.err.includes(': watched'), 'watching');
      record(
        'an ESP of 10,000 directories, until it is watched',
        (performance.now() - begin) / 1000,
        2,
        ' s',
      );
      await until(() => watcher.out.includes('\n\n'), 'the first group');
      record('the same: memory', megabytes(familyOf(watcher.child.pid)), 100, ' MB');
    } finally {
      await stop(watcher);
    }
  } finally {
    run('umount', esp);
  }
}

/** Measures all; `record` takes what is promised, `table` what is only told. */
async function measureEspWatch(record, table) {
  const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-watch-'));
  const esp = join(work, 'esp');
  mkdirSync(esp);
  run('mount', '-t', 'tmpfs', '-o', 'size=300m', 'bench-esp', esp);
  try {
    fillEsp(esp);
    table('load of the machine at the start', loadavg()[0].toFixed(2));
    const place = { esp, work, record, table };
    const parts = { idle, latency, storm, many };
    const wanted = process.env.BENCH_ONLY?.split(',') ?? Object.keys(parts);
    for (const [name, part] of Object.entries(parts)) if (wanted.includes(name)) await part(place);
    table('load of the machine at the end', loadavg()[0].toFixed(2));
  } finally {
    run('umount', esp);
    if (existsSync(work)) rmSync(work, { recursive: true, force: true });
  }
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

/** The section of the page that is ours: up to the next one, or at its end. */
function writeSection(results, told) {
  const page = join(root, 'docs/benchmarks.md');
  const lines = [
    '## esp-watch',
    '',
    `Written by \`node test/bench/esp-watch.mjs\`, a part of \`npm run bench\`. Memory is Pss of proc(5), of all processes of`,
    `the pipeline. Idle is a minute that begins a minute after the start. On ${cpus().length} processors, Linux ${release()};`,
    'what else the machine had to do meanwhile, its load says.',
    '',
    '| promise | measured | at most | |',
    '| --- | --- | --- | --- |',
    ...results.map(
      ({ what, measured, limit, unit }) =>
        `| ${cell(what)} | ${measured.toFixed(2)}${unit} | ${limit}${unit} | ${measured <= limit ? 'holds' : '**does not hold**'} |`,
    ),
    '',
    '| beside | |',
    '| --- | --- |',
    ...told.map(({ what, value }) => `| ${cell(what)} | ${value} |`),
    '',
  ];
  const text = readFileSync(page, 'utf8');
  const own = text.indexOf('## esp-watch\n');
  const begin = own < 0 ? text.indexOf('## In a guest\n') : own;
  const end = text.indexOf('\n## ', begin + 1);
  const before = begin < 0 ? `${text.trimEnd()}\n\n` : text.slice(0, begin);
  const after = begin < 0 ? '' : own < 0 ? `\n${text.slice(begin)}` : end < 0 ? '' : text.slice(end);
  writeFileSync(page, `${before}${lines.join('\n')}${after}`);
}

const results = [];
const told = [];
await measureEspWatch(
  (what, measured, limit, unit) => {
    results.push({ what, measured, limit, unit });
    const verdict = measured <= limit ? 'holds' : 'FAILS';
    process.stdout.write(`${verdict}  ${what}: ${measured.toFixed(2)}${unit} (at most ${limit}${unit})\n`);
  },
  (what, value) => {
    told.push({ what, value });
    process.stdout.write(`       ${what}: ${value}\n`);
  },
);
if (process.env.BENCH_ONLY === undefined) writeSection(results, told);
process.exitCode = results.every(({ measured, limit }) => measured <= limit) ? 0 : 1;
