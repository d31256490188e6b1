import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import {
  emptyUdev,
  espBind,
  hasVfat,
  letExt4StandIn,
  mountsBelow,
  newPartition,
  newRoot,
  type Partition,
  removePartition,
  removeRoot,
  sh,
} from '../../fixtures/esp-machine.ts';

type Test = Pick<typeof t, 'teardown'>;

const real = hasVfat();
const fstype = real ? 'vfat' : 'ext4';
const standIn = real ? null : letExt4StandIn();
emptyUdev();
t.test(
  'on a real FAT',
  { skip: real ? false : 'this kernel has no vfat: ext4 stands in below' },
  async () => {},
);

const ids = {
  esp: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  xbootldr: '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607',
  mirror: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
} as const;
const header = '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\n';
const record = (line: string) => `${line}\n`;
const booted = (mountpoint: string | null) =>
  record(`booted esp ${mountpoint ? 'mounted' : 'unmounted'} ${ids.esp} /dev/sda1 - ${mountpoint ?? '-'}`);

function partition(t: Test, partuuid: string, more: Parameters<typeof newPartition>[2] = {}): Partition {
  const made = newPartition(fstype, partuuid, more);
  t.teardown(() => removePartition(made));
  return made;
}

function root(t: Test, ...directories: readonly string[]): string {
  const made = newRoot(...directories);
  t.teardown(() => removeRoot(made));
  return made;
}

function mountAt(partition: Partition, place: string): void {
  sh('mount -t "$1" -- "$2" "$3"', fstype, partition.device, place);
}

/** The members of the one set that is written. */
function members(stdout: string): readonly Record<string, unknown>[] {
  const { schema, members } = JSON.parse(stdout);
  if (schema !== 'twinroot.esp-set/1') throw new Error(`schema ${schema}`);
  return members;
}

t.test('mounted elsewhere: it is bound, and the set has the new mount point', async (t) => {
  const esp = partition(t, ids.esp);
  const mirror = partition(t, ids.mirror);
  const dir = root(t, 'boot', 'efi0', 'efi1');
  mountAt(esp, join(dir, 'efi0'));
  mountAt(mirror, join(dir, 'efi1'));
  const set = header + booted('/efi0') + record(`mirror esp mounted ${ids.mirror} ${mirror.device} - /efi1`);
  const ended = await espBind(['--sysroot', dir, '--json'], set);
  t.equal(ended.status, 0, ended.stderr);
  t.match(members(ended.stdout), [
    {
      role: 'booted',
      state: 'mounted',
      path: esp.device,
      mountpoint: '/boot',
      mountpoints: ['/boot', '/efi0'],
    },
    { role: 'mirror', state: 'mounted', path: mirror.device, mountpoint: '/efi1', mountpoints: ['/efi1'] },
  ]);
  t.same(mountsBelow(dir), [`/efi0 ${esp.device}`, `/efi1 ${mirror.device}`, `/boot ${esp.device}`]);
  writeFileSync(join(dir, 'boot/through'), 'both');
  t.equal(readFileSync(join(dir, 'efi0/through'), 'utf8'), 'both');
});

t.test('where an options file says, as on Debian and Fedora', async (t) => {
  const esp = partition(t, ids.esp);
  const dir = root(t, 'boot/efi', 'efi0');
  mountAt(esp, join(dir, 'efi0'));
  const file = join(t.testdir({ options: 'ESP_BIND_OPTIONS="/boot/efi"\n' }), 'options');
  const ended = await espBind(['--sysroot', dir, '--json', '--options', file], header + booted('/efi0'));
  t.equal(ended.status, 0, ended.stderr);
  t.match(members(ended.stdout), [{ role: 'booted', mountpoint: '/boot/efi' }]);
  t.same(mountsBelow(dir), [`/efi0 ${esp.device}`, `/boot/efi ${esp.device}`]);
});

t.test('the right one is there already, and twice in a row', async (t) => {
  const esp = partition(t, ids.esp);
  const dir = root(t, 'boot');
  mountAt(esp, join(dir, 'boot'));
  for (const mountpoint of ['/boot', null, '/nowhere']) {
    const ended = await espBind(['--sysroot', dir, '--json'], header + booted(mountpoint));
    t.equal(ended.status, 0, ended.stderr);
    t.match(members(ended.stdout), [{ state: 'mounted', mountpoint: '/boot', mountpoints: ['/boot'] }]);
    t.same(mountsBelow(dir), [`/boot ${esp.device}`]);
  }
  const first = await espBind(['--sysroot', dir], header + booted('/boot'));
  const second = await espBind(['--sysroot', dir], first.stdout);
  t.match(second, { status: 0, stdout: first.stdout });
});

t.test('not mounted: it is mounted from its device, for root alone', async (t) => {
  const esp = partition(t, ids.esp);
  const dir = root(t, 'boot', 'boot2');
  // The record's device and mount point are wrong: they are hints.
  for (const hint of [null, '/efi0']) {
    const ended = await espBind(['--sysroot', dir, '--json'], header + booted(hint));
    t.equal(ended.status, 0, ended.stderr);
    const [member] = members(ended.stdout);
    t.match(member, { state: 'mounted', path: esp.device, mountpoint: '/boot', free: Number });
    t.same(mountsBelow(dir), [`/boot ${esp.device}`]);
    const line = sh('grep -F " $1/boot " /proc/self/mountinfo', dir);
    for (const option of ['nodev', 'nosuid', 'noexec', 'nosymfollow']) t.match(line, option);
    if (standIn !== null) t.match(readFileSync(standIn.log, 'utf8'), 'umask=0077');
    else t.match(line, /fmask=0077,dmask=0077/);
    sh('umount "$1"', join(dir, 'boot'));
  }
});

t.test('without --sysroot, on a TARGET of its own, a name with blanks', async (t) => {
  const esp = partition(t, ids.esp);
  const target = join(mkdtempSync(join(tmpdir(), 'target-')), 'a b');
  mkdirSync(target);
  const ended = await espBind([target], header + booted(null));
  t.equal(ended.status, 0, ended.stderr);
  t.match(ended.stdout, target.replace(' ', '\\040'));
  t.equal(sh('findmnt -no SOURCE "$1"', target), esp.device);
});

t.test('another one is there: refused, or replaced', async (t) => {
  const esp = partition(t, ids.esp);
  const mirror = partition(t, ids.mirror);
  const dir = root(t, 'boot', 'efi0');
  mountAt(esp, join(dir, 'efi0'));
  mountAt(mirror, join(dir, 'boot'));
  const set = header + booted('/efi0') + record(`mirror esp mounted ${ids.mirror} ${mirror.device} - /boot`);
  const before = mountsBelow(dir);
  const refused = await espBind(['--sysroot', dir], set);
  t.match(refused, { status: 1, stdout: '', stderr: mirror.device });
  t.same(mountsBelow(dir), before);
  const replaced = await espBind(['--sysroot', dir, '--replace', '--json'], set);
  t.equal(replaced.status, 0, replaced.stderr);
  t.match(members(replaced.stdout), [
    { role: 'booted', mountpoint: '/boot' },
    { role: 'mirror', state: 'unmounted', mountpoint: null },
  ]);
  t.same(mountsBelow(dir), [`/efi0 ${esp.device}`, `/boot ${esp.device}`]);
});

t.test('something in use, or with a mount below it, is not replaced', async (t) => {
  const esp = partition(t, ids.esp);
  const mirror = partition(t, ids.mirror);
  const dir = root(t, 'boot', 'efi0');
  mountAt(esp, join(dir, 'efi0'));
  mountAt(mirror, join(dir, 'boot'));
  const before = mountsBelow(dir);
  process.chdir(join(dir, 'boot'));
  t.match(await espBind(['--sysroot', dir, '--replace'], header + booted('/efi0')), {
    status: 1,
    stdout: '',
  });
  process.chdir('/');
  t.same(mountsBelow(dir), before);
  mkdirSync(join(dir, 'boot/below'));
  sh('mount -t tmpfs tmpfs "$1"', join(dir, 'boot/below'));
  t.match(await espBind(['--sysroot', dir, '--replace'], header + booted('/efi0')), {
    status: 1,
    stdout: '',
  });
  t.same(mountsBelow(dir), [...before, '/boot/below tmpfs']);
});

t.test('a new mount that fails: what was there is put back', async (t) => {
  partition(t, ids.esp, { broken: true });
  const mirror = partition(t, ids.mirror);
  const dir = root(t, 'boot');
  mountAt(mirror, join(dir, 'boot'));
  const ended = await espBind(['--sysroot', dir, '--replace'], header + booted(null));
  t.match(ended, { status: 1, stdout: '' });
  t.same(mountsBelow(dir), [`/boot ${mirror.device}`]);
});

t.test('a new mount that fails over a tmpfs: it says that it cannot be put back', async (t) => {
  partition(t, ids.esp, { broken: true });
  const dir = root(t, 'boot');
  sh('mount -t tmpfs tmpfs "$1"', join(dir, 'boot'));
  const ended = await espBind(['--sysroot', dir, '--replace'], header + booted(null));
  t.match(ended, { status: 1, stdout: '', stderr: '/boot' });
  t.equal(ended.stderr.trim().split('\n').length, 2);
  t.same(mountsBelow(dir), []);
});

const noLiar = standIn === null ? 'this kernel has vfat, which mounts what it is told' : false;
t.test('something else arrived on the mount point: it is taken off again', { skip: noLiar }, async (t) => {
  partition(t, ids.esp);
  const mirror = partition(t, ids.mirror);
  const dir = root(t, 'boot', 'efi1');
  writeFileSync(standIn?.liar ?? '', '');
  t.teardown(() => rmSync(standIn?.liar ?? ''));
  t.match(await espBind(['--sysroot', dir], header + booted(null)), { status: 1, stdout: '' });
  t.same(mountsBelow(dir), []);
  mountAt(mirror, join(dir, 'efi1'));
  sh('mount --bind "$1" "$2"', join(dir, 'efi1'), join(dir, 'boot'));
  const before = mountsBelow(dir);
  t.match(await espBind(['--sysroot', dir, '--replace'], header + booted(null)), { status: 1, stdout: '' });
  t.same(mountsBelow(dir), before, 'and what was there before is back');
});

t.test('a mount point that will not do is refused, even with --replace', async (t) => {
  partition(t, ids.esp);
  const dir = root(t, 'full', 'elsewhere', 'real/boot', 'way');
  writeFileSync(join(dir, 'full/vmlinuz'), 'kernel');
  writeFileSync(join(dir, 'file'), '');
  symlinkSync('elsewhere', join(dir, 'link'));
  symlinkSync('/', join(dir, 'absolute'));
  symlinkSync('nowhere', join(dir, 'dangling'));
  symlinkSync('../real', join(dir, 'way/link'));
  const targets = [
    '/full',
    '/missing',
    '/missing/boot',
    '/file',
    '/link',
    '/absolute',
    '/dangling',
    '/way/link/boot',
  ];
  for (const target of targets) {
    for (const options of [['--replace'], ['--dry-run']]) {
      const ended = await espBind(['--sysroot', dir, ...options, target], header + booted(null));
      t.match(ended, { status: 1, stdout: '', stderr: target }, `${target} ${options}`);
    }
  }
  t.same(mountsBelow(dir), []);
  t.equal(existsSync(join(dir, 'missing')), false);
  t.equal(readFileSync(join(dir, 'full/vmlinuz'), 'utf8'), 'kernel');
});

t.test('--dry-run writes what would be done, and does none of it', async (t) => {
  const esp = partition(t, ids.esp);
  const mirror = partition(t, ids.mirror);
  const dir = root(t, 'boot', 'efi0');
  mountAt(mirror, join(dir, 'boot'));
  const before = mountsBelow(dir);
  const ended = await espBind(['--sysroot', dir, '--replace', '--dry-run', '--json'], header + booted(null));
  t.equal(ended.status, 0, ended.stderr);
  t.same(JSON.parse(ended.stdout), {
    schema: 'twinroot.bind-plan/1',
    operations: [
      { operation: 'unmount', source: mirror.device, target: '/boot', options: null },
      {
        operation: 'mount',
        source: esp.device,
        target: '/boot',
        options: 'umask=0077,nodev,nosuid,noexec,nosymfollow',
      },
    ],
  });
  t.same(mountsBelow(dir), before);
  sh('umount "$1"', join(dir, 'boot'));
  mountAt(esp, join(dir, 'boot'));
  const nothing = await espBind(['--sysroot', dir, '-n', '--json'], header + booted('/boot'));
  t.same(JSON.parse(nothing.stdout), { schema: 'twinroot.bind-plan/1', operations: [] });
  t.equal(nothing.status, 0);
});

t.test('with an XBOOTLDR that one goes on /boot and the ESP on /efi, both or none', async (t) => {
  const esp = partition(t, ids.esp);
  const xbootldr = partition(t, ids.xbootldr, { kind: 'xbootldr' });
  const dir = root(t, 'boot', 'efi');
  const set = header + booted(null) + record(`booted xbootldr unmounted ${ids.xbootldr} /dev/sda2 - -`);
  const ended = await espBind(['--sysroot', dir, '--json'], set);
  t.equal(ended.status, 0, ended.stderr);
  t.match(members(ended.stdout), [
    { kind: 'esp', mountpoint: '/efi' },
    { kind: 'xbootldr', mountpoint: '/boot' },
  ]);
  const both = [`/boot ${xbootldr.device}`, `/efi ${esp.device}`];
  t.same(mountsBelow(dir), both);
  t.equal((await espBind(['--sysroot', dir], set)).status, 0);
  t.same(mountsBelow(dir), both, 'twice is once');
  t.equal((await espBind(['--sysroot', dir, '/efi'], set)).status, 2);

  sh('umount "$1" "$2"', join(dir, 'boot'), join(dir, 'efi'));
  mountAt(esp, join(dir, 'boot'));
  t.equal((await espBind(['--sysroot', dir], set)).status, 1);
  t.same(mountsBelow(dir), [`/boot ${esp.device}`]);
  t.equal((await espBind(['--sysroot', dir, '--replace'], set)).status, 0);
  t.same(mountsBelow(dir), both, 'the ESP made room');
});

t.test('an XBOOTLDR on ext4 is mounted, or left where it is, and the ESP beside it', async (t) => {
  const esp = partition(t, ids.esp);
  const made = newPartition('ext4', ids.xbootldr, { kind: 'xbootldr', fstype: 'ext4' });
  t.teardown(() => removePartition(made));
  const dir = root(t, 'boot', 'efi');
  const set = header + booted(null) + record(`booted xbootldr unmounted ${ids.xbootldr} /dev/sda2 - -`);
  const both = [`/boot ${made.device}`, `/efi ${esp.device}`];
  const ended = await espBind(['--sysroot', dir, '--json'], set);
  t.equal(ended.status, 0, ended.stderr);
  t.same(mountsBelow(dir), both);
  t.match(members(ended.stdout), [{ mountpoint: '/efi' }, { kind: 'xbootldr', mountpoint: '/boot' }]);
  sh('umount "$1"', join(dir, 'efi'));
  t.equal((await espBind(['--sysroot', dir], set)).status, 0);
  t.same(mountsBelow(dir), both, 'the other is there already');
});

t.test('the second of two mounts fails: the first is taken back', async (t) => {
  partition(t, ids.esp, { broken: true });
  partition(t, ids.xbootldr, { kind: 'xbootldr' });
  const dir = root(t, 'boot', 'efi');
  const set = header + booted(null) + record(`booted xbootldr unmounted ${ids.xbootldr} /dev/sda2 - -`);
  t.match(await espBind(['--sysroot', dir], set), { status: 1, stdout: '' });
  t.same(mountsBelow(dir), []);
});

t.test('an automount that nobody woke is refused without waking it, or replaced', async (t) => {
  const esp = partition(t, ids.esp);
  const dir = root(t, 'boot');
  const fifo = join(mkdtempSync(join(tmpdir(), 'autofs-')), 'fifo');
  sh('mkfifo "$1"', fifo);
  // Nobody answers at the other end: whoever wakes it waits for ever.
  const pipe = openSync(fifo, 'r+');
  const options = `fd=3,pgrp=${sh('ps -o pgid= $PPID')},minproto=5,maxproto=5,direct`;
  execFileSync('mount', ['-i', '-t', 'autofs', '-o', options, 'systemd-1', join(dir, 'boot')], {
    stdio: ['ignore', 'ignore', 'inherit', pipe],
  });
  const refused = await espBind(['--sysroot', dir], header + booted(null));
  t.match(refused, { status: 1, stdout: '', stderr: 'autofs' });
  t.same(mountsBelow(dir), ['/boot systemd-1']);
  const replaced = await espBind(['--sysroot', dir, '--replace'], header + booted(null));
  t.equal(replaced.status, 0, replaced.stderr);
  t.same(mountsBelow(dir), [`/boot ${esp.device}`]);
});

t.test('a device that is not what the record says is not touched', async (t) => {
  const dir = root(t, 'boot');
  const state = async () => (await espBind(['--sysroot', dir], header + booted(null))).status;
  t.equal(await state(), 1, 'not there');
  await t.test('not FAT', async (t) => {
    partition(t, ids.esp, { fstype: 'ext4' });
    t.equal(await state(), 1);
  });
  await t.test('another type', async (t) => {
    partition(t, ids.esp, { kind: 'xbootldr' });
    t.equal(await state(), 1);
  });
  await t.test('there twice', async (t) => {
    const copies = [partition(t, ids.esp), partition(t, ids.esp)];
    const ended = await espBind(['--sysroot', dir], header + booted(null));
    t.equal(ended.status, 1);
    for (const { device } of copies) t.match(ended.stderr, device);
  });
  await t.test('said to be missing', async (t) => {
    partition(t, ids.esp);
    const missing = record(`booted esp missing ${ids.esp} - - -`);
    t.equal((await espBind(['--sysroot', dir], header + missing)).status, 1);
  });
  t.same(mountsBelow(dir), []);
});

t.test('a wrong call or wrong records: status 2, nothing mounted', async (t) => {
  partition(t, ids.esp);
  const dir = root(t, 'boot');
  const good = header + booted(null);
  const cases: [readonly string[], string][] = [
    [[], ''],
    [[], 'no table\n'],
    [[], header],
    [[], header + record(`mirror esp unmounted ${ids.esp} - - -`)],
    [[], header + record(`chief esp unmounted ${ids.esp} - - -`)],
    [[], good + booted(null)],
    [[], '{"schema":"twinroot.esp-set/1","members":['],
    [['boot'], good],
    [['/'], good],
    [['/boot/../boot'], good],
    [['/boot', '/efi'], good],
    [['--replce'], good],
  ];
  for (const [args, input] of cases) {
    t.match(await espBind(['--sysroot', dir, ...args], input), { status: 2, stdout: '' }, `${args} ${input}`);
  }
  t.same(mountsBelow(dir), []);
});

t.test('the files of another machine: a plan, and nothing else', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'captured-'));
  const disk = 'sys/devices/sda';
  for (const made of [`${disk}/sda1`, 'sys/block', 'sys/dev/block', 'dev', 'proc/self']) {
    mkdirSync(join(dir, made), { recursive: true });
  }
  const texts: Readonly<Record<string, string>> = {
    [`${disk}/dev`]: '8:0\n',
    [`${disk}/size`]: '8192\n',
    [`${disk}/sda1/dev`]: '8:1\n',
    [`${disk}/sda1/partition`]: '1\n',
    [`${disk}/sda1/size`]: '4096\n',
    'dev/sda': '',
    'dev/sda1': `ID_FS_TYPE=vfat\nID_PART_ENTRY_UUID=${ids.esp}\nID_PART_ENTRY_TYPE=c12a7328-f81f-11d2-ba4b-00a0c93ec93b\n`,
    'proc/self/mountinfo': '1 0 8:3 / / rw - ext4 /dev/sda3 rw\n',
  };
  for (const [path, text] of Object.entries(texts)) writeFileSync(join(dir, path), text);
  symlinkSync('../devices/sda', join(dir, 'sys/block/sda'));
  symlinkSync('../../devices/sda', join(dir, 'sys/dev/block/8:0'));
  symlinkSync('../../devices/sda/sda1', join(dir, 'sys/dev/block/8:1'));
  const set = header + booted(null);
  const planned = await espBind(
    ['--sysroot', dir, '--dry-run', '--no-header', '-o', 'OPERATION,SOURCE,TARGET'],
    set,
  );
  t.equal(planned.status, 0, planned.stderr);
  t.same(planned.stdout.trim().split(/\s+/), ['mount', '/dev/sda1', '/boot']);
  t.match(await espBind(['--sysroot', dir], set), { status: 1, stdout: '' });
  t.equal(existsSync(join(dir, 'boot')), false);
});
