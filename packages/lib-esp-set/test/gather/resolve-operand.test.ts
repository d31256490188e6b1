import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { decodeLsblk } from '@twinroot/lib-blockdev';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { parseOperand } from '../../src/decide/operand.ts';
import { resolveOperand } from '../../src/gather/resolve-operand.ts';

const devices = decodeLsblk({
  blockdevices: [
    { name: 'sda1', path: '/dev/sda1', 'maj:min': '8:1', type: 'part' },
    { name: 'mpatha1', path: '/dev/mapper/mpatha1', 'maj:min': '254:3', type: 'part' },
  ],
});
const mounts = parseMountinfo(
  [
    '1 0 0:9 / / rw - ext4 /dev/sdz1 rw',
    '2 1 8:1 / /efi0 rw - vfat /dev/sda1 rw',
    '3 1 0:40 / /efi2 rw - autofs systemd-1 rw',
  ].join('\n'),
);

t.test('where an operand leads', async (t) => {
  const sysroot = t.testdir({});
  for (const directory of ['dev/disk/by-id', 'dev/mapper', 'sys/block/dm-3', 'efi0', 'srv'])
    mkdirSync(`${sysroot}/${directory}`, { recursive: true });
  for (const file of ['dev/sda1', 'dev/mapper/mpatha1', 'srv/file']) writeFileSync(`${sysroot}/${file}`, '');
  writeFileSync(`${sysroot}/sys/block/dm-3/dev`, '254:3\n');
  for (const [path, target] of [
    ['dev/disk/by-id/disk-part1', '../../sda1'],
    ['dev/disk/by-id/map-part1', '../../dm-3'],
    ['srv/esp', '/efi0'],
    ['srv/up', '../../../efi0'],
    ['srv/root', '/'],
    ['srv/ring', 'ring'],
  ] as const)
    symlinkSync(target, `${sysroot}/${path}`);

  const cases: [given: string, path: string, live?: boolean][] = [
    ['/dev/sda1', '/dev/sda1'],
    ['/dev/disk/by-id/disk-part1', '/dev/sda1'],
    ['/dev/disk/by-id/map-part1', '/dev/mapper/mpatha1'],
    ['/dev/disk/by-id/missing', '/dev/disk/by-id/missing'],
    ['/efi0', '/efi0'],
    ['/srv/esp', '/efi0'],
    ['/srv/up', '/efi0'],
    ['/srv/root', '/'],
    ['/srv/root/efi0', '/efi0'],
    ['/srv/missing', '/srv/missing'],
    ['/srv/file/efi', '/srv/file/efi'],
    ['/efi2/below', '/efi2/below'],
    ['/srv/esp', '/srv/esp', false],
  ];
  for (const [given, path, live = true] of cases) {
    const operand = parseOperand(given);
    if (operand.kind === 'refused') throw new Error(operand.reason);
    const machine = { sysroot, live, devices, mounts, fstab: [], sources: new Map() };
    t.match(resolveOperand(machine, operand), { given, path }, `${given}${live ? '' : ', captured'}`);
  }
  const ring = parseOperand('/srv/ring');
  if (ring.kind === 'refused') throw new Error(ring.reason);
  t.throws(
    () => resolveOperand({ sysroot, live: true, devices, mounts, fstab: [], sources: new Map() }, ring),
    { code: 'ELOOP' },
  );
});
