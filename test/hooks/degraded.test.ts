import t from 'tap';
import { type Files, type Initrd, incomplete, itComes, makeInitrd, shells } from '../fixtures/initrd.ts';
import { install } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

/** A kind of initrd: how the hook is run in it, and the options that the root is mounted with then. */
interface Kind {
  readonly run: string;
  readonly options: (initrd: Initrd, out: string) => string;
}

const kinds: Readonly<Record<string, Kind>> = {
  'initramfs-tools': {
    run: 'export ROOT=UUID=0a ROOTFLAGS="-o subvol=@"; /usr/share/initramfs-tools/scripts/local-premount/twinroot',
    options: (initrd) => /^ROOTFLAGS='-o (.*)'$/m.exec(initrd.read('/conf/param.conf'))?.[1] ?? 'subvol=@',
  },
  'mkinitcpio, busybox': {
    run: 'resolve_device() { :; }; root=UUID=0a rootflags=subvol=@; . /usr/lib/initcpio/hooks/twinroot-degraded; run_hook; echo "$rootflags"',
    options: (_, out) => out.trim(),
  },
  systemd: {
    run: '/usr/lib/twinroot/degraded-root',
    options: (initrd) =>
      /^Options=ro,(.*)$/m.exec(
        initrd.read('/run/systemd/system/sysroot.mount.d/twinroot-degraded.conf'),
      )?.[1] ?? 'subvol=@',
  },
};

/** What comes of it. `until` is what the uptime is at the end, which is 7 at first. */
interface Outcome {
  readonly degraded: boolean;
  readonly mark: string;
  readonly until: number;
}

const degraded = (seconds: number): Outcome => ({
  degraded: true,
  mark: `root btrfs 0a\nmissing 2\nwaited ${seconds}\n`,
  until: 7 + seconds,
});
const asEver = (until: number): Outcome => ({ degraded: false, mark: '', until });

/** The file system with its data, or its metadata, on one device each. */
function single(kind: 'data' | 'metadata'): Files {
  const raid = `/sys/fs/btrfs/0a/allocation/${kind}/raid1/total_bytes`;
  return { [raid]: undefined, [raid.replace('raid1', 'single')]: '1\n' };
}

/** With a time of its own, because so many seconds are as many turns of a loop. */
const soon: Files = { ...incomplete, '/proc/cmdline': 'root=UUID=0a twinroot.degraded=4 ro\n' };

const cases: readonly [what: string, files: Files, outcome: Outcome][] = [
  ['a device never comes', incomplete, degraded(30)],
  ['it is slow by 10 s', { ...incomplete, '/at/17': itComes }, asEver(17)],
  ['it is slow by 29 s', { ...incomplete, '/at/36': itComes }, asEver(36)],
  [
    'it comes as it is given up',
    { ...soon, '/at/trigger': `[ ! -e /at/end ] || ${itComes}`, '/at/11': ': >/at/end\n' },
    asEver(11),
  ],
  ['udev has looked before the kernel had btrfs', { ...incomplete, '/at/trigger': itComes }, asEver(7)],
  ['12 s are asked for', { ...incomplete, '/proc/cmdline': 'twinroot.degraded=12 ro\n' }, degraded(12)],
  [
    'the last one counts',
    { ...incomplete, '/proc/cmdline': 'twinroot.degraded=9 twinroot.degraded=4\n' },
    degraded(4),
  ],
  ['what is no number', { ...incomplete, '/proc/cmdline': 'ro twinroot.degraded=*\n' }, degraded(30)],
  ['data is not RAID1', { ...soon, ...single('data') }, asEver(11)],
  ['metadata is not RAID1', { ...soon, ...single('metadata') }, asEver(11)],
  [
    'an earlier boot without the device has left something',
    { ...soon, '/sys/fs/btrfs/0a/allocation/data/single/total_bytes': '1\n' },
    degraded(4),
  ],
  ['the kernel does not mount it', { ...soon, '/mountable': undefined }, asEver(11)],
  [
    'somebody is asked for a passphrase meanwhile',
    { ...soon, '/run/systemd/ask-password/ask.x': '', '/at/17': itComes },
    asEver(17),
  ],
  ['all are there', { '/udev/dev/disk/by-uuid/0a': 'ID_FS_TYPE=btrfs\nID_BTRFS_READY=1\n' }, asEver(7)],
  ['another file system', { '/udev/dev/disk/by-uuid/0a': 'ID_FS_TYPE=ext4\n' }, asEver(7)],
];

const place = t.testdir();
t.match(await install('--unitdir', '/usr/lib/systemd/system', place), { status: 0, err: '' });

for (const [shell, program] of Object.entries(shells)) {
  for (const [kind, { run, options }] of Object.entries(kinds)) {
    t.test(`a btrfs root, ${kind}, ${shell}`, needs(shell), async (t) => {
      for (const [what, files, outcome] of cases) {
        const initrd = makeInitrd(t.testdir(), place, program, files);
        const { status, out, err } = await initrd.run(run);
        t.same([status, err], [0, ''], `${what}: ends well`);
        const found = {
          options: options(initrd, out),
          mark: initrd.read('/run/twinroot/degraded'),
          until: Number(initrd.read('/proc/uptime').split('.')[0]),
        };
        const wanted = outcome.degraded ? 'subvol=@,degraded' : 'subvol=@';
        t.same(found, { options: wanted, mark: outcome.mark, until: outcome.until }, what);
        const console = initrd.read('/dev/console');
        t.equal(
          /it comes up degraded$/m.test(console),
          outcome.degraded,
          `${what}: it is said when it is so`,
        );
      }
    });
  }
}

t.test('twinroot.degraded=0: nothing is waited for, asked or mounted', needs('dash'), async (t) => {
  const files = { ...incomplete, '/proc/cmdline': 'twinroot.degraded=0\n' };
  for (const kind of ['initramfs-tools', 'mkinitcpio, busybox']) {
    const initrd = makeInitrd(t.testdir(), place, shells.dash, files);
    t.match(await initrd.run(kinds[kind]?.run ?? ''), { status: 0, err: '' });
    t.same([initrd.read('/proc/uptime'), initrd.read('/log')], ['7.25 1.00\n', ''], kind);
  }
});

t.test('with systemd, the devices are made ready, and only those', needs('dash'), async (t) => {
  const initrd = makeInitrd(t.testdir(), place, shells.dash, incomplete);
  await initrd.run('/usr/lib/twinroot/degraded-root');
  t.equal(
    initrd.read('/run/udev/rules.d/65-twinroot-degraded.rules'),
    'SUBSYSTEM=="block", ENV{ID_FS_TYPE}=="btrfs", ENV{ID_FS_UUID}=="0a", ENV{SYSTEMD_READY}="1"\n',
  );
  t.same(initrd.read('/log').split('\n').slice(-4), [
    'systemctl daemon-reload',
    'udevadm control --reload',
    'trigger --action=change --subsystem-match=block --property-match=ID_FS_UUID=0a',
    '',
  ]);
});

/** An array that is the root, or has it, and waits for a disk. */
const array = (level: string): Files => ({
  '/sys/block/md127/md/array_state': 'inactive\n',
  '/udev/dev/disk/by-uuid/other': 'ID_FS_TYPE=ext4\n',
  '/sys/block/md127/slaves/vda1/partition': '1\n',
  '/udev/dev/vda1': `MD_LEVEL=${level}\nMD_DEVICES=2\n`,
});

t.test('md', needs('dash'), async (t) => {
  const started = '/udev/dev/disk/by-uuid/0a';
  const run = `echo ID_FS_TYPE=ext4 >${started}\n`;
  for (const kind of ['mkinitcpio, busybox', 'systemd']) {
    const never = makeInitrd(t.testdir(), place, shells.dash, { ...array('raid1'), '/at/run': run });
    await never.run(kinds[kind]?.run ?? '');
    t.equal(never.read('/run/twinroot/degraded'), 'root md /dev/md127\nmissing -\nwaited 30\n', kind);
    t.match(never.read('/log'), 'mdadm --run /dev/md127\n');
    const others = { ...array('raid1'), '/at/17': `${run}echo clean >/sys/block/md127/md/array_state\n` };
    const slow = makeInitrd(t.testdir(), place, shells.dash, others);
    await slow.run(kinds[kind]?.run ?? '');
    t.same([slow.read('/run/twinroot/degraded'), slow.read('/log')], ['', ''], `${kind}: slow by 10 s`);
    const other = makeInitrd(t.testdir(), place, shells.dash, { ...array('raid5'), '/at/30': run });
    await other.run(kinds[kind]?.run ?? '');
    t.same([other.read('/run/twinroot/degraded'), other.read('/log')], ['', ''], `${kind}: not RAID1`);
  }
});
