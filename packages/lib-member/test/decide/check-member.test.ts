import { type BlockDevice, xbootldrType } from '@twinroot/lib-blockdev';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { checkMember, type MemberUse } from '../../src/decide/check-member.ts';
import { base, record } from '../member-fixture.ts';

const root = '25 1 8:2 / / rw - ext4 /dev/sda2 rw';
const mounted = '31 25 8:17 / /efi1 rw - vfat /dev/sdb1 rw';
const elsewhere = mounted.replace('/efi1', '/mnt');
const auto = '30 25 0:41 / /efi1 rw - autofs systemd-1 rw,fd=48,direct';
const unmounted = { state: 'unmounted', mountpoint: null } as const;

interface Facts {
  readonly member?: Partial<EspMember>;
  readonly devices?: readonly Partial<BlockDevice>[];
  readonly mounts?: readonly string[];
  readonly use?: MemberUse;
}

const cases: readonly (readonly [name: string, facts: Facts, kind: string, named?: string])[] = [
  ['as its record says', {}, 'mounted', '/efi1'],
  ['not there', { devices: [] }, 'missing'],
  [
    'missing by its record, and there',
    { member: { state: 'missing', mountpoint: null }, mounts: [root] },
    'unmounted',
    '/dev/sdb1',
  ],
  ['on two disks', { devices: [{}, { path: '/dev/sdc1', majmin: '8:33' }] }, 'refused', '/dev/sdc1'],
  ['of another type', { devices: [{ parttype: xbootldrType }] }, 'refused', '/dev/sdb1'],
  [
    'an XBOOTLDR as such',
    { member: { kind: 'xbootldr' }, devices: [{ parttype: xbootldrType }] },
    'mounted',
    '/efi1',
  ],
  ['of no type', { devices: [{ parttype: null }] }, 'refused', '/dev/sdb1'],
  ['not FAT', { devices: [{ fstype: 'ext4' }] }, 'refused', 'ext4'],
  ['without a file system', { devices: [{ fstype: null }] }, 'refused', '/dev/sdb1'],
  ['not mounted there', { mounts: [root] }, 'refused', '/efi1'],
  ['mounted, but elsewhere', { mounts: [root, mounted.replace('/efi1', '/mnt')] }, 'refused', '/efi1'],
  [
    'covered by another',
    { mounts: [root, mounted, '40 31 0:50 / /efi1 rw - tmpfs cover rw'] },
    'refused',
    'cover',
  ],
  ['idle, and unmounted by its automount', { mounts: [root, auto] }, 'unmounted', '/dev/sdb1'],
  ['idle at its place, and mounted elsewhere', { mounts: [root, auto, elsewhere] }, 'mounted', '/mnt'],
  [
    'mounted by its automount',
    { mounts: [root, auto, mounted.replace('31 25', '31 30')] },
    'mounted',
    '/efi1',
  ],
  ['another partition', { mounts: [root, mounted.replace('8:17', '8:33')] }, 'refused', '/dev/sdb1'],
  ['a directory of it', { mounts: [root, mounted.replace('8:17 /', '8:17 /sub')] }, 'refused', '/sub'],
  ['mounted as something else', { mounts: [root, mounted.replace('vfat', 'fuseblk')] }, 'refused', 'fuseblk'],
  ['mounted read-only', { mounts: [root, mounted.replace('/efi1 rw', '/efi1 ro')] }, 'refused', '/efi1'],
  ['its file system is read-only', { mounts: [root, mounted.replace(/rw$/, 'ro')] }, 'refused', '/efi1'],
  [
    'read-only, to be read',
    { mounts: [root, mounted.replace(/rw$/, 'ro')], use: 'read' },
    'mounted',
    '/efi1',
  ],
  ['mounted, but the record says not where', { member: { mountpoint: null } }, 'refused', ''],
  [
    'mounted read-only, for a dry run',
    { mounts: [root, mounted.replace(/rw$/, 'ro')], use: 'plan' },
    'refused',
    '/efi1',
  ],
  ['unmounted', { member: unmounted, mounts: [root] }, 'unmounted', '/dev/sdb1'],
  ['unmounted, and mounted since', { member: unmounted }, 'mounted', '/efi1'],
  [
    'unmounted, and mounted read-only since',
    { member: unmounted, mounts: [root, mounted.replace(/rw$/, 'ro')] },
    'refused',
    '/efi1',
  ],
  [
    'unmounted, on a read-only device',
    { member: unmounted, mounts: [root], devices: [{ ro: true }] },
    'refused',
    '/dev/sdb1',
  ],
  [
    'unmounted, on a read-only device, to be read',
    { member: unmounted, mounts: [root], devices: [{ ro: true }], use: 'read' },
    'unmounted',
    '/dev/sdb1',
  ],
];

t.test('a member is looked at again', async (t) => {
  for (const [
    name,
    { member = {}, devices = [{}], mounts = [root, mounted], use = 'write' },
    kind,
    named = '',
  ] of cases) {
    const facts = {
      devices: devices.map((more) => ({ ...base, ...more })),
      mounts: parseMountinfo(`${mounts.join('\n')}\n`),
    };
    const check = checkMember({ ...record, ...member }, facts, use);
    t.equal(check.kind, kind, name);
    t.ok(JSON.stringify(check).includes(named), `${name}: ${JSON.stringify(check)}`);
  }
});
