// node test/bench/gen-new.mjs, a part of npm run bench: gen-new without a command, of a root of 3 GB in 30,000 files, side by side with
// what btrfs itself takes for a snapshot that is sealed and on the disk; into its section of docs/benchmarks.md. As root, in a mount
// namespace of its own. BENCH_ROUNDS says how many rounds (20).
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { median, program, put, putSection, sh } from './common.mjs';

const bin = process.env.BENCH_BIN ?? join(resolve(import.meta.dirname, '../..'), 'dist/bin');
const rounds = Number(process.env.BENCH_ROUNDS ?? 20);
const most = 2;
const id = '20210411212549sdBXyLxg';
const inside = 'inside';

if (process.getuid() !== 0) {
  process.stdout.write('## gen-new\n\nNot measured: a btrfs is mounted for it, by root.\n');
} else if (process.argv[2] !== inside) {
  const again = ['--mount', '--propagation', 'private', process.execPath, import.meta.filename, inside];
  process.exitCode = spawnSync('unshare', again, { stdio: 'inherit' }).status ?? 1;
} else measure();

/** A tree of generations as by hand, with one whose kernel and initrd are whole. */
function fill(top) {
  const root = join(top, 'snapshots', id, '@');
  sh(
    'cd "$1"; mkdir -p "snapshots/$2" links/l commons; btrfs -q subvolume create "snapshots/$2/@" >/dev/null',
    top,
    id,
  );
  const release = '6.12.0-lts';
  mkdirSync(join(root, 'usr/lib/modules', release), { recursive: true });
  const kernel = program(10_000_000, 1);
  put(join(root, `boot/vmlinuz-${release}`), kernel);
  put(join(root, `boot/initramfs-${release}.img`), gzipSync(randomBytes(36_000_000), { level: 1 }));
  put(join(root, 'etc/fstab'), '');
  for (let directory = 0; directory < 300; directory += 1) {
    const place = join(root, 'usr/share', String(directory));
    mkdirSync(place, { recursive: true });
    for (let file = 0; file < 100; file += 1) writeFileSync(join(place, String(file)), randomBytes(100_000));
  }
  writeFileSync(join(top, 'fstab'), 'UUID=1 / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\n');
  sh(
    'cd "$1"; btrfs property set -ts "snapshots/$2/@" ro true; ln -s links/l current; ln -s "../../snapshots/$2" links/l/0; sync -f .',
    top,
    id,
  );
}

/** Seconds. */
function timeOf(work) {
  const before = performance.now();
  work();
  return (performance.now() - before) / 1000;
}

function measure() {
  const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-'));
  let device;
  try {
    const [image, top] = [join(work, 'image'), join(work, 'top')];
    mkdirSync(top);
    device = sh('truncate -s 6G "$1"; mkfs.btrfs -q "$1" >/dev/null; losetup --find --show "$1"', image);
    sh('mount "$1" "$2"', device, top);
    fill(top);
    const byBtrfs = () =>
      sh(
        'cd "$1"; btrfs -q subvolume snapshot "snapshots/$2/@" one >/dev/null; btrfs property set -ts one ro true; sync -f .',
        top,
        id,
      );
    const byGenNew = () => {
      const made = sh(
        '"$1" --quiet --top "$2" --no-header --output ID </dev/null',
        join(bin, 'gen-new'),
        top,
      );
      if (!/^\d{14}\w{8}$/.test(made)) throw new Error(made);
      return made;
    };
    const times = { btrfs: [], 'gen-new': [] };
    for (let round = -1; round < rounds; round += 1) {
      let made = '';
      const pair = [timeOf(byBtrfs), timeOf(() => (made = byGenNew()))];
      sh(
        'cd "$1"; btrfs -q subvolume delete one "snapshots/$2/@" >/dev/null; rmdir "snapshots/$2"',
        top,
        made,
      );
      // The first round only warms up.
      if (round < 0) continue;
      times.btrfs.push(pair[0]);
      times['gen-new'].push(pair[1]);
    }
    const beyond = median(times['gen-new'].map((time, round) => time - times.btrfs[round]));
    const holds = beyond <= most;
    putSection(
      '## gen-new',
      [
        '## gen-new',
        '',
        `Without a command, of a root of 3 GB in 30,000 files with an initrd of 36 MB that gzip packed: at most ${most} s beyond what btrfs takes.`,
        `Medians of ${rounds} rounds in turns, on ${cpus().length} processors with a load of ${loadavg()[0].toFixed(1)} at the end.`,
        '',
        '| run | seconds | at most |',
        '| --- | --- | --- |',
        `| snapshot, sealed, sync | ${median(times.btrfs).toFixed(2)} |  |`,
        `| gen-new | ${median(times['gen-new']).toFixed(2)} | ${most} s beyond: ${beyond.toFixed(2)}, ${holds ? 'holds' : '**does not hold**'} |`,
        '',
      ].join('\n'),
    );
    process.exitCode = holds ? 0 : 1;
  } finally {
    if (device !== undefined) sh('umount --all-targets "$1"; losetup --detach "$1"', device);
    rmSync(work, { recursive: true });
  }
}
