// node test/bench/generations.mjs, a part of npm run bench: gen-list of 100 generations with their entries on two ESPs, side by side
// with the start of the same binary doing nothing; into its section of docs/benchmarks.md. As root, in a mount namespace of its own.
// BENCH_ROUNDS says how many rounds (20).
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median, program, put, putSection, sh } from './common.mjs';

const root = resolve(import.meta.dirname, '../..');
const bin = process.env.BENCH_BIN ?? join(root, 'dist/bin');
const rounds = Number(process.env.BENCH_ROUNDS ?? 20);
const [count, most] = [100, 3];
const inside = 'inside';

if (process.getuid() !== 0) {
  process.stdout.write('## gen-list\n\nNot measured: a btrfs is mounted for it, by root.\n');
} else if (process.argv[2] !== inside) {
  const again = ['--mount', '--propagation', 'private', process.execPath, import.meta.filename, inside];
  process.exitCode = spawnSync('unshare', again, { stdio: 'inherit' }).status ?? 1;
} else measure();

/** A captured machine of two ESPs with all entries, whose btrfs is mounted on /top. */
function machine(work) {
  const place = join(work, 'machine');
  cpSync(join(root, 'test/roots/two-nvme'), place, { recursive: true, verbatimSymlinks: true });
  put(join(place, 'etc/kernel/entry-token'), 'token\n');
  mkdirSync(join(place, 'top'));
  const [image, top] = [join(work, 'image'), join(place, 'top')];
  const device = sh('truncate -s 1G "$1"; mkfs.btrfs -q "$1" >/dev/null; losetup --find --show "$1"', image);
  sh('mount "$1" "$2"; cd "$2"; mkdir snapshots links', device, top);
  const ids = Array.from({ length: count }, (_, number) => `${2000 + number}0101000000AbCdEfGh`);
  const first = `snapshots/${ids[0]}/@`;
  sh('cd "$1"; mkdir "snapshots/$2"; btrfs -q subvolume create "snapshots/$2/@" >/dev/null', top, ids[0]);
  for (let number = 0; number < 3; number += 1)
    mkdirSync(join(top, first, `usr/lib/modules/6.${number}.0`), { recursive: true });
  for (const [number, id] of ids.entries()) {
    if (number > 0)
      sh(
        'cd "$1"; mkdir "snapshots/$3"; btrfs -q subvolume snapshot -r "$2" "snapshots/$3/@" >/dev/null',
        top,
        first,
        id,
      );
    for (const esp of ['efi0', 'efi1'].map((name) => join(place, name))) {
      const kernel = `token/gen/linux-${number % 10}`;
      put(join(esp, kernel), program(100_000, number % 10));
      put(
        join(esp, `loader/entries/token-gen-${id}.conf`),
        `title Linux\nversion 20240101\nlinux /${kernel}\noptions rootflags=subvol=snapshots/${id}/@\n`,
      );
    }
  }
  sh(
    'cd "$1"; mkdir links/l; for i in 0 1 2 3; do ln -s "../../snapshots/$2" links/l/$i; done; ln -s links/l current',
    top,
    ids.at(-1),
  );
  return { place, device, words: ['--sysroot', place, '--top', '/top'] };
}

function once(work, argv) {
  const times = join(work, 'times');
  const { status, stderr, stdout } = spawnSync(
    '/usr/bin/time',
    ['--format=%e %U %S', `--output=${times}`, ...argv],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${status} ${stderr}`);
  const [clock = 0, user = 0, system = 0] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
  return { clock, processor: user + system, lines: String(stdout).trim().split('\n').length };
}

function measure() {
  const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-'));
  let device;
  try {
    const made = machine(work);
    device = made.device;
    const list = join(bin, 'gen-list');
    const candidates = [
      ['start of the binary', [list, '--version']],
      [`gen-list, ${count} generations and two ESPs`, [list, ...made.words]],
    ];
    const times = candidates.map(() => []);
    for (let round = -1; round < rounds; round += 1)
      for (const [index, [, argv]] of candidates.entries()) {
        const time = once(work, argv);
        if (index === 1 && time.lines !== count + 1) throw new Error(`${time.lines} lines`);
        // The first round only warms up.
        if (round >= 0) times[index].push(time);
      }
    // What the machine does besides meets both of a round.
    const ratio = median(times[1].map(({ clock }, round) => clock / times[0][round].clock));
    const holds = ratio <= most;
    const section = [
      '## gen-list',
      '',
      `${count} generations on a btrfs, with entries on two ESPs: at most ${most} starts of the binary, by the pairs of a round.`,
      `Medians of ${rounds} rounds in turns, on ${cpus().length} processors with a load of ${loadavg()[0].toFixed(1)} at the end.`,
      '',
      '| run | seconds | processor | at most |',
      '| --- | --- | --- | --- |',
      ...candidates.map(([name], index) => {
        const of = (key) => median(times[index].map((one) => one[key])).toFixed(2);
        const verdict =
          index === 0 ? '' : `${most} starts: ${ratio.toFixed(1)}, ${holds ? 'holds' : '**does not hold**'}`;
        return `| ${name} | ${of('clock')} | ${of('processor')} | ${verdict} |`;
      }),
      '',
    ].join('\n');
    putSection('## gen-list', section);
    process.exitCode = holds ? 0 : 1;
  } finally {
    if (device !== undefined) sh('umount --all-targets "$1"; losetup --detach "$1"', device);
    rmSync(work, { recursive: true });
  }
}
