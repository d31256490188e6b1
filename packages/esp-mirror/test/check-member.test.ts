import { type BlockDevice, espType, parsePartuuid, xbootldrType } from '@twinroot/lib-blockdev';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { checkMember } from '../src/check-member.ts';

const id = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const base: BlockDevice = {
  name: 'sdb1',
  path: '/dev/sdb1',
  majmin: '8:17',
  type: 'part',
  partuuid: parsePartuuid(id),
  parttype: espType,
  partlabel: null,
  fstype: 'vfat',
  uuid: null,
  label: null,
  size: null,
  ro: false,
  rm: false,
  pttype: 'gpt',
  tran: null,
  parents: [],
  disk: '/dev/sdb',
  disks: ['/dev/sdb'],
};
const record: EspMember = {
  role: 'mirror',
  kind: 'esp',
  state: 'mounted',
  partuuid: id,
  path: '/dev/sdz9',
  uuid: null,
  mountpoint: '/efi1',
  mountpoints: null,
  label: null,
  disk: null,
  size: null,
  free: null,
  evidence: null,
  member_by: null,
};
const root = '25 1 8:2 / / rw - ext4 /dev/sda2 rw';
const mounted = '31 25 8:17 / /efi1 rw - vfat /dev/sdb1 rw';
const unmounted = { state: 'unmounted', mountpoint: null } as const;

interface Facts {
  readonly member?: Partial<EspMember>;
  readonly devices?: readonly Partial<BlockDevice>[];
  readonly mounts?: readonly string[];
  readonly use?: 'read' | 'write';
}

const cases: readonly (readonly [name: string, facts: Facts, kind: string, named?: string])[] = [
  ['as its record says', {}, 'mounted', '/efi1'],
  ['not there', { devices: [] }, 'missing'],
  [
    'said to be missing, and there',
    { member: { state: 'missing', mountpoint: null }, mounts: [root] },
    'unmounted',
    '/dev/sdb1',
  ],
  ['there twice', { devices: [{}, { path: '/dev/sdc1', majmin: '8:33' }] }, 'failed', '/dev/sdc1'],
  ['of another type', { devices: [{ parttype: xbootldrType }] }, 'failed', '/dev/sdb1'],
  [
    'an XBOOTLDR as such',
    { member: { kind: 'xbootldr' }, devices: [{ parttype: xbootldrType }] },
    'mounted',
    '/efi1',
  ],
  ['of no type', { devices: [{ parttype: null }] }, 'failed', '/dev/sdb1'],
  ['not FAT', { devices: [{ fstype: 'ext4' }] }, 'failed', 'ext4'],
  ['without a file system', { devices: [{ fstype: null }] }, 'failed', '/dev/sdb1'],
  ['not mounted there', { mounts: [root] }, 'failed', '/efi1'],
  ['mounted, but elsewhere', { mounts: [root, mounted.replace('/efi1', '/mnt')] }, 'failed', '/efi1'],
  [
    'covered by another',
    { mounts: [root, mounted, '40 31 0:50 / /efi1 rw - tmpfs cover rw'] },
    'failed',
    'cover',
  ],
  ['another partition', { mounts: [root, mounted.replace('8:17', '8:33')] }, 'failed', '/dev/sdb1'],
  ['a directory of it', { mounts: [root, mounted.replace('8:17 /', '8:17 /sub')] }, 'failed', '/sub'],
  ['mounted as something else', { mounts: [root, mounted.replace('vfat', 'fuseblk')] }, 'failed', 'fuseblk'],
  ['mounted read-only', { mounts: [root, mounted.replace('/efi1 rw', '/efi1 ro')] }, 'failed', '/efi1'],
  ['its file system is read-only', { mounts: [root, mounted.replace(/rw$/, 'ro')] }, 'failed', '/efi1'],
  [
    'read-only, to be read',
    { mounts: [root, mounted.replace(/rw$/, 'ro')], use: 'read' },
    'mounted',
    '/efi1',
  ],
  ['mounted, but the record says not where', { member: { mountpoint: null } }, 'failed', ''],
  ['unmounted', { member: unmounted, mounts: [root] }, 'unmounted', '/dev/sdb1'],
  ['unmounted, and mounted since', { member: unmounted }, 'mounted', '/efi1'],
  [
    'unmounted, and mounted read-only since',
    { member: unmounted, mounts: [root, mounted.replace(/rw$/, 'ro')] },
    'failed',
    '/efi1',
  ],
  [
    'unmounted, on a read-only device',
    { member: unmounted, mounts: [root], devices: [{ ro: true }] },
    'failed',
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
