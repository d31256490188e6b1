import t from 'tap';
import { type MachineSpec, partuuids, rootOf, twoDisks } from './disk-spec.ts';
import { commandLineOf } from './entry.ts';
import { fstabOf } from './fstab.ts';
import { oneDisk } from './one-disk.ts';

const tools = '/dev/disk/by-id/virtio-tools /opt/twinroot ext4 ro,nofail 0 0';
const mirror = 'umask=0077,nodev,nosuid,noexec,nofail,x-systemd.device-timeout=10s';
const raid = 'UUID=7c2f6a50-3f0e-4b7a-9a41-d0c5b8e6f112';

const cases: readonly (readonly [MachineSpec, string, readonly string[]])[] = [
  [
    twoDisks(),
    raid,
    [
      tools,
      `PARTUUID=${partuuids[0]} /efi0 vfat ${mirror} 0 0`,
      `PARTUUID=${partuuids[1]} /efi1 vfat ${mirror} 0 0`,
    ],
  ],
  [twoDisks({ secondMountpoint: null }), raid, [tools, `PARTUUID=${partuuids[0]} /efi0 vfat ${mirror} 0 0`]],
  [
    oneDisk(),
    'UUID=9a5e3c71-4b2d-4f60-8e19-c3d7a1b0f264',
    [
      'UUID=9a5e3c71-4b2d-4f60-8e19-c3d7a1b0f264 / ext4 errors=remount-ro 0 1',
      tools,
      'PARTUUID=3b9d0a5e-6c1f-4e28-8d74-19a2f0c6b5d1 /efi vfat umask=0077,x-systemd.device-timeout=30min 0 2',
      'UUID=1D15-B007 /boot vfat umask=0077,x-systemd.device-timeout=30min 0 2',
    ],
  ],
];

for (const [spec, root, lines] of cases) {
  t.test(`${spec.name} has its root and its fstab`, (t) => {
    t.equal(rootOf(spec), root);
    t.equal(fstabOf(spec), lines.map((line) => `${line}\n`).join(''));
    t.end();
  });
}

t.test('a command line names the root of its machine, the usual one if nothing is said', (t) => {
  const rootIn = (text: string) => text.split(' ').filter((word) => word.startsWith('root='));
  t.same(rootIn(commandLineOf('6.12.1')), [`root=${raid}`]);
  t.same(rootIn(commandLineOf('6.12.1', rootOf(oneDisk()))), [`root=${rootOf(oneDisk())}`]);
  t.end();
});
