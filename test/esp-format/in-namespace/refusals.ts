import { closeSync, constants, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { emptyUdev, removePartition, removeRoot, sh } from '../../fixtures/esp-machine.ts';
import {
  type Disk,
  digestOf,
  espType,
  linuxType,
  newDisk,
  newFormatMachine,
  partition,
  removeDisk,
} from '../../fixtures/format-machine.ts';
import { needs } from '../../support/needs.ts';

// What must not be written stays bit for bit as it was, whatever was asked for.

t.setTimeout(600_000);
emptyUdev();
const machine = newFormatMachine();

/** A state of a disk in which it, or its first partition, must be refused. */
interface Case {
  readonly what: string;
  /** Makes it so, and gives what undoes what keeps the disk in use. */
  readonly make: (disk: Disk) => (() => void) | undefined;
  /** The operand is the first partition. */
  readonly first?: true;
  /** `--force` does not help either. */
  readonly always?: true;
  /** What the message has to name. */
  readonly named: RegExp;
}

const data = `start=2048, size=40960, type=${linuxType}`;
const esp = `start=2048, size=102400, type=${espType}`;
const nothing = (_: unknown) => undefined;

const cases: readonly Case[] = [
  {
    what: 'an MBR',
    make: ({ device }) =>
      nothing(
        sh('printf "label: dos\\n2048,40960,83\\n" | sfdisk -q --no-reread --no-tell-kernel "$1"', device),
      ),
    always: true,
    named: /MBR/,
  },
  {
    what: 'a file system without a table',
    make: ({ device }) => nothing(sh('mkfs.ext4 -q -F "$1"', device)),
    always: true,
    named: /ext4/,
  },
  {
    what: 'a btrfs without a table',
    make: ({ device }) => nothing(sh('mkfs.btrfs -q -f "$1"', device)),
    always: true,
    named: /btrfs/,
  },
  {
    what: 'swap without a table',
    make: ({ device }) => nothing(sh('mkswap -q "$1"', device)),
    always: true,
    named: /swap/,
  },
  {
    what: 'data that nobody knows',
    make: ({ device }) =>
      nothing(sh('dd if=/dev/urandom of="$1" bs=1M count=2 status=none conv=fsync', device)),
    named: /data/,
  },
  {
    what: 'a damaged GPT',
    make: (disk) => {
      partition(disk, data);
      sh('dd if=/dev/zero of="$1" bs=512 seek=1 count=1 status=none conv=fsync', disk.device);
      return undefined;
    },
    always: true,
    named: /GPT/,
  },
  {
    what: 'no room',
    make: (disk) => nothing(partition(disk, `start=2048, size=380000, type=${linuxType}`)),
    always: true,
    named: /free space/,
  },
  {
    what: 'free space with what was there before',
    make: (disk) => {
      partition(disk);
      sh('mkfs.ext4 -q -F -E offset=1048576 "$1" 100M', disk.device);
      return undefined;
    },
    named: /ext4/,
  },
  {
    what: 'a mounted partition',
    make: (disk) => {
      partition(disk, data);
      const place = mkdtempSync(join(tmpdir(), 'mounted-'));
      sh('mkfs.ext4 -q -F "$1"; mount -o ro,noload "$1" "$2"', `${disk.device}p1`, place);
      return () => sh('umount "$1"; rmdir "$1"', place);
    },
    always: true,
    named: /mounted/,
  },
  {
    what: 'a partition that somebody has open for himself',
    make: (disk) => {
      partition(disk, data);
      const file = openSync(`${disk.device}p1`, constants.O_RDONLY | constants.O_EXCL);
      return () => closeSync(file);
    },
    always: true,
    named: /in use/,
  },
  {
    what: 'a part of a btrfs that is mounted by another device',
    make: (disk) => {
      partition(disk, `start=2048, size=300000, type=${linuxType}`);
      const other = newDisk(200);
      const place = mkdtempSync(join(tmpdir(), 'mounted-'));
      sh(
        'mkfs.btrfs -q -f -d single -m single "$1" "$2"; mount -o ro "$1" "$3"',
        other.device,
        `${disk.device}p1`,
        place,
      );
      return () => {
        sh('umount "$1"; rmdir "$1"', place);
        removeDisk(other);
      };
    },
    always: true,
    named: /in use|mounted/,
  },
  {
    what: 'read-only',
    make: ({ device }) => {
      sh('blockdev --setro "$1"', device);
      return () => {
        sh('blockdev --setrw "$1"', device);
      };
    },
    always: true,
    named: /read-only/,
  },
  {
    what: 'a partition with a file system',
    make: (disk) => {
      partition(disk, esp);
      sh('mkfs.ext4 -q -F "$1"', `${disk.device}p1`);
      return undefined;
    },
    first: true,
    named: /ext4/,
  },
  {
    what: 'an ESP with a file',
    make: (disk) => {
      partition(disk, esp);
      sh('mkfs.fat -F 32 "$1" >/dev/null; echo kernel | mcopy -i "$1" - ::/linux', `${disk.device}p1`);
      return undefined;
    },
    first: true,
    named: /vfat/,
  },
  {
    what: 'a partition of another type',
    make: (disk) => nothing(partition(disk, `start=2048, size=102400, type=${linuxType}`)),
    first: true,
    always: true,
    named: /type/,
  },
  {
    what: 'an ESP that is smaller',
    make: (disk) => nothing(partition(disk, `start=2048, size=79872, type=${espType}`)),
    first: true,
    always: true,
    named: /39 MiB/,
  },
  {
    what: 'a mounted ESP',
    make: (disk) => {
      partition(disk, esp);
      const place = mkdtempSync(join(tmpdir(), 'mounted-'));
      sh('mkfs.ext4 -q -F "$1"; mount -o ro,noload "$1" "$2"', `${disk.device}p1`, place);
      return () => sh('umount "$1"; rmdir "$1"', place);
    },
    first: true,
    always: true,
    named: /mounted/,
  },
];

for (const { what, make, first, always, named } of cases)
  t.test(`refused: ${what}`, needs(...(/btrfs/.test(what) ? ['mkfs.btrfs'] : [])), async (t) => {
    const disk = newDisk(200);
    const undo = make(disk);
    const before = digestOf(disk);
    try {
      const operand = first ? `${disk.device}p1` : disk.device;
      for (const args of [[], ['--dry-run'], ...(always ? [['--force'], ['--force', '--dry-run']] : [])]) {
        const { status, out, err } = await machine.esp([...args, operand]);
        t.same({ status, out }, { status: 1, out: '' }, `${args.join(' ')}: ${err}`);
        t.match(err, named);
        t.ok(err.includes(operand), err);
        t.equal(digestOf(disk), before, args.join(' '));
      }
    } finally {
      undo?.();
      removeDisk(disk);
    }
  });

t.test('refused: the disk of the booted ESP', async (t) => {
  const before = digestOf(machine.booted);
  for (const args of [[], ['--force']])
    t.match(await machine.esp([...args, machine.booted.device]), { status: 1, out: '', err: /booted/ });
  t.equal(digestOf(machine.booted), before);
});

t.test('one of several disks is refused: none is written', async (t) => {
  const [good, bad] = [newDisk(200), newDisk(20)];
  const before = [digestOf(good), digestOf(bad)];
  t.match(await machine.esp([good.device, bad.device]), { status: 1, out: '' });
  t.same([digestOf(good), digestOf(bad)], before);
  for (const disk of [good, bad]) removeDisk(disk);
});

t.teardown(() => {
  removePartition(machine.booted);
  removeRoot(machine.root);
});
