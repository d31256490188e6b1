import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { LuksVolume, MachineFacts, MdArray } from '../src/decide/facts/machine-facts.ts';
import type { CheckName } from '../src/decide/finding.ts';
import {
  btrfs,
  btrfsParts,
  chunks,
  device,
  disks,
  entry,
  entryPath,
  espA,
  espB,
  esps,
  file,
  files,
  firmware,
  fstab,
  id,
  initrd,
  initrdPath,
  kernelPath,
  loaderPath,
  machine,
  machineId,
  member,
  option,
  over,
  program,
  registry,
  release,
  removable,
  rootUuid,
  text,
  withModules,
} from './machine-fixture.ts';

/** What is expected of a member: its verdict and, where one check decides it or warns, that one. */
export type Expected = 'ok' | `${'ok' | 'fail' | 'unknown'}: ${CheckName}`;

/** A machine of which a report tells, and whether it comes up from the booted member (a) and from the mirror (b), each alone. */
export interface Situation {
  readonly name: string;
  /** Where people tell of it, or the rule that makes it so. */
  readonly source: string;
  readonly facts: MachineFacts;
  readonly a: Expected;
  readonly b: Expected;
}

const complete = initrd('mkinitcpio', 'systemd', 'btrfs', 'twinroot-degraded');
const ext4Uuid = '9a8b7c6d-0000-4000-8000-00000000ext4'.replace('ext4', 'e474');
const parts = (fstype: string, uuid: string) => ({
  a: over('/dev/sda2', 'part', [disks.a], { fstype, uuid }),
  b: over('/dev/sdb2', 'part', [disks.b], { fstype, uuid }),
});
const raidParts = parts('linux_raid_member', '0d0d0d0d-0000-4000-8000-000000000001');
const ext4Entry = entry(`root=UUID=${ext4Uuid} rw`);
const withEntry = (
  one: ReturnType<typeof entry>,
  initrdFacts = initrd('mkinitcpio', 'systemd', 'mdadm', 'md-last-resort'),
) =>
  (['a', 'b'] as const).map((which) =>
    member(which, { files: { [entryPath]: one }, initrds: new Map([[initrdPath, initrdFacts]]) }),
  );

/** A root on md RAID1 over both disks. */
function md(
  more: Partial<MdArray>,
  initrdFacts?: ReturnType<typeof initrd>,
  facts: Parameters<typeof machine>[0] = {},
) {
  const array = over('/dev/md0', 'raid1', [raidParts.a, raidParts.b], { fstype: 'ext4', uuid: ext4Uuid });
  return machine({
    devices: [disks.a, esps.a, raidParts.a, disks.b, esps.b, raidParts.b, array],
    arrays: [
      {
        path: '/dev/md0',
        level: 'raid1',
        raidDisks: 2,
        action: 'idle',
        parts: [
          { path: '/dev/sda2', state: 'in_sync' },
          { path: '/dev/sdb2', state: 'in_sync' },
        ],
        ...more,
      },
    ],
    btrfs: [],
    members: withEntry(ext4Entry, initrdFacts),
    ...facts,
  });
}

/** A root on one disk only, on a partition or what lies over it. */
function plainOn(
  top: (part: BlockDevice) => readonly BlockDevice[],
  facts: Parameters<typeof machine>[0] = {},
) {
  const part = over('/dev/sda2', 'part', [disks.a], { fstype: 'ext4', uuid: ext4Uuid });
  return machine({
    devices: [disks.a, esps.a, ...top(part), disks.b, esps.b],
    btrfs: [],
    members: withEntry(ext4Entry, initrd('mkinitcpio', 'systemd', 'cryptsetup', 'lvm')),
    ...facts,
  });
}

/** A root on LUKS over md over both disks. */
function luks(volume: Partial<LuksVolume>, texts: Readonly<Record<string, string>> = {}) {
  const base = md({});
  const [array] = base.devices.filter(({ path }) => path === '/dev/md0');
  const container = { ...(array ?? disks.a), fstype: 'crypto_LUKS', uuid: null };
  const opened = over('/dev/mapper/root', 'crypt', [container], { fstype: 'ext4', uuid: ext4Uuid });
  return md({}, initrd('mkinitcpio', 'systemd', 'mdadm', 'md-last-resort', 'cryptsetup'), {
    devices: [...base.devices.filter(({ path }) => path !== '/dev/md0'), container, opened],
    luks: [{ path: '/dev/md0', keyslots: 2, tokens: [], ...volume }],
    texts,
  });
}

const grubStub = (uuid: string) =>
  text(`search.fs_uuid ${uuid} root\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n`);
const grubFiles = (uuid: string) => ({
  [entryPath]: null,
  [loaderPath]: null,
  'EFI/debian/grubx64.efi': program(2_000_000),
  'EFI/debian/shimx64.efi': program(900_000),
  'EFI/debian/grub.cfg': grubStub(uuid),
});
const grubFirmware = firmware({
  options: [
    option('0001', espA, { file: '\\EFI\\debian\\shimx64.efi', label: 'debian' }),
    option('0002', espB, { file: '\\EFI\\debian\\shimx64.efi', label: 'debian 2' }),
  ],
});
function grub(uuidA: string, uuidB: string, facts: Parameters<typeof machine>[0] = {}) {
  return md({}, undefined, {
    firmware: grubFirmware,
    members: [member('a', { files: grubFiles(uuidA) }), member('b', { files: grubFiles(uuidB) })],
    texts: { '/proc/cmdline': `BOOT_IMAGE=/boot/vmlinuz root=UUID=${ext4Uuid} ro quiet` },
    ownInitrd: initrd('initramfs-tools', 'mdadm'),
    ...facts,
  });
}

const signed = (more: object = {}) => program(120_000, { isSigned: true, ...more });
const signedFiles = {
  [loaderPath]: signed(),
  [removable]: signed(),
  [kernelPath]: program(14_000_000, { kernelVersion: release, isSigned: true }),
};
const bootB = '55555555-5555-4555-8555-555555555555';
const windows = '33333333-3333-4333-8333-333333333333';
const windowsEsp = over('/dev/sdc1', 'part', [device('/dev/sdc')], { fstype: 'vfat', partuuid: windows });

/** What public reports tell of, half of it machines that do not come up. */
export const situations: readonly Situation[] = [
  { name: 'btrfs RAID1, hook in the initrd', source: 'as it should be', facts: machine(), a: 'ok', b: 'ok' },
  {
    name: 'btrfs RAID1, systemd initrd, degraded in rootflags, no hook',
    source: 'https://github.com/dracutdevs/dracut/issues/1922',
    facts: machine({
      members: withEntry(
        entry(`root=UUID=${rootUuid} rootflags=subvol=@,degraded rw`),
        initrd('mkinitcpio', 'systemd', 'btrfs'),
      ),
    }),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'btrfs RAID1, busybox initrd, no degraded',
    source: 'btrfs(5), degraded',
    facts: machine({ members: withEntry(entry(), initrd('initramfs-tools', 'btrfs')) }),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'btrfs RAID1, busybox initrd, degraded in rootflags',
    source: 'initramfs-tools(7): it waits for the root, and mounts what is there',
    facts: machine({
      members: withEntry(
        entry(`root=UUID=${rootUuid} rootflags=degraded rw`),
        initrd('initramfs-tools', 'btrfs'),
      ),
    }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: 'a chunk of the profile single, left over by a degraded boot',
    source: 'https://bugzilla.kernel.org/show_bug.cgi?id=60594',
    facts: machine({
      btrfs: [
        btrfs([...chunks('raid1'), { kind: 'data', profile: 'single', bytes: 2 ** 30 }], chunks('raid1')),
      ],
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'data single, metadata RAID1',
    source: 'mkfs.btrfs(8): data is single over several devices',
    facts: machine({ btrfs: [btrfs(chunks('single', 'raid1'), chunks('single', 'raid1'))] }),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'one devid is not writeable',
    source: '/sys/fs/btrfs/UUID/devinfo/ID/writeable is 0',
    facts: machine({
      btrfs: [
        {
          uuid: rootUuid,
          devices: [
            { id: 1, path: '/dev/sda2', isWriteable: true, chunks: chunks('raid1') },
            { id: 2, path: '/dev/sdb2', isWriteable: false, chunks: chunks('raid1') },
          ],
        },
      ],
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'btrfs, and what lies where could not be asked',
    source: 'btrfs-progs is not installed',
    facts: machine({ btrfs: [] }),
    a: 'unknown: root',
    b: 'unknown: root',
  },
  { name: 'md RAID1 in sync', source: 'md(4)', facts: md({}), a: 'ok', b: 'ok' },
  {
    name: 'md RAID1, half of it still rebuilding',
    source: 'mdadm(8): a part that recovers is a spare until it is done',
    facts: md({
      action: 'recover',
      parts: [
        { path: '/dev/sda2', state: 'in_sync' },
        { path: '/dev/sdb2', state: 'spare' },
      ],
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'md RAID1 with one disk only',
    source: 'a failed part was removed and never replaced',
    facts: md({ parts: [{ path: '/dev/sda2', state: 'in_sync' }] }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'md RAID1, of which the kernel does not tell how many parts it has',
    source: 'a captured machine without raid_disks; what could not be asked is no no',
    facts: md({ raidDisks: 0 }),
    a: 'unknown: root',
    b: 'unknown: root',
  },
  {
    name: 'md RAID1, an initrd without the last-resort timer',
    source: 'https://github.com/NixOS/nixpkgs/issues/72608',
    facts: md({}, initrd('mkinitcpio', 'mdadm')),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'md RAID0',
    source: 'md(4): no redundancy',
    facts: md({ level: 'raid0' }),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'an initrd without mdadm',
    source: 'mdadm was installed after the initrd was made',
    facts: md({}, initrd('initramfs-tools')),
    a: 'fail: initrd',
    b: 'fail: initrd',
  },
  {
    name: 'a root on one disk only',
    source: 'only the ESP is mirrored',
    facts: plainOn((part) => [part]),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'LUKS on one disk',
    source: 'as above, encrypted',
    facts: plainOn((part) => {
      const container = { ...part, fstype: 'crypto_LUKS', uuid: null };
      return [container, over('/dev/mapper/root', 'crypt', [container], { fstype: 'ext4', uuid: ext4Uuid })];
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'LVM RAID1, initramfs-tools',
    source: 'lvmraid(7)',
    facts: lvm('raid1', initrd('initramfs-tools', 'lvm')),
    a: 'ok',
    b: 'ok',
  },
  {
    name: 'LVM RAID1, systemd initrd',
    source: 'lvmautoactivation(7): a group is activated when it is complete',
    facts: lvm('raid1', initrd('dracut', 'systemd', 'lvm')),
    a: 'unknown: root',
    b: 'unknown: root',
  },
  {
    name: 'LVM over both disks, linear',
    source: 'a volume that was extended onto the second disk',
    facts: lvm('linear', initrd('initramfs-tools', 'lvm')),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'LVM mirror, not RAID1',
    source: 'lvm.conf(5), activation_mode: degraded is for RAID only',
    facts: lvm('mirror', initrd('initramfs-tools', 'lvm')),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'btrfs RAID1 whose entries name the partition of the first disk',
    source:
      'root=PARTUUID= as an installer writes it: the device is what is waited for, and not the file system',
    facts: machine({
      members: withEntry(
        entry('root=PARTUUID=11111111-1111-4111-8111-111111111111 rootflags=degraded rw'),
        initrd('initramfs-tools', 'btrfs'),
      ),
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'btrfs RAID1 whose entries name a device by its serial number',
    source: 'root=/dev/disk/by-id/, of which only udev knows where it leads',
    facts: machine({
      members: withEntry(
        entry('root=/dev/disk/by-id/ata-DISK_1-part2 rootflags=degraded rw'),
        initrd('initramfs-tools', 'btrfs'),
      ),
    }),
    a: 'unknown: root',
    b: 'unknown: root',
  },
  {
    name: 'a directory of the first ESP is mounted elsewhere',
    source: 'systemd.mount(5): a bind mount requires what its source lies on, with nofail or without',
    facts: machine({
      texts: {
        '/etc/fstab': `${fstab}/srv/a /boot none bind 0 0\nPARTUUID=${espA} /srv/a vfat nofail 0 2\n`,
      },
    }),
    a: 'ok',
    b: 'fail: mounts',
  },
  {
    name: 'the first disk in fstab by its serial number',
    source: 'installers that write /dev/disk/by-id/ into fstab',
    facts: machine({
      texts: {
        '/etc/fstab': `${fstab}/dev/disk/by-id/ata-DISK_1-part1 /srv vfat defaults 0 2\n`,
        '/dev/disk/by-id/ata-DISK_1-part1': '/dev/sda1',
      },
    }),
    a: 'ok',
    b: 'fail: mounts',
  },
  { name: 'ZFS mirror', source: 'zpoolconcepts(7)', facts: zfs('mirror', true), a: 'ok', b: 'ok' },
  {
    name: 'ZFS mirror, one half faulted',
    source: 'zpool-status(8)',
    facts: zfs('mirror', false),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'ZFS striped',
    source: 'zpool add in place of zpool attach',
    facts: zfs('disk', true),
    a: 'fail: root',
    b: 'fail: root',
  },
  {
    name: 'the key file is on the other disk',
    source: 'crypttab(5): FILE:DEVICE',
    facts: luks({}, { '/etc/crypttab': `root /dev/md0 /key:PARTUUID=${espA} luks\n` }),
    a: 'ok',
    b: 'fail: encryption',
  },
  {
    name: 'a TPM token on PCR 4, and a passphrase',
    source: 'https://github.com/systemd/systemd/issues/33571',
    facts: luks({ tokens: [{ type: 'systemd-tpm2', pcrs: [4, 7], keyslots: 1 }] }),
    a: 'ok: encryption',
    b: 'ok: encryption',
  },
  {
    name: 'a TPM token on PCR 4, and nothing else',
    source: 'the passphrase was wiped after enrolling',
    facts: luks({ keyslots: 1, tokens: [{ type: 'systemd-tpm2', pcrs: [4], keyslots: 1 }] }),
    a: 'fail: encryption',
    b: 'fail: encryption',
  },
  {
    name: 'a TPM token on PCR 7 only',
    source: 'systemd-cryptenroll(1): the default',
    facts: luks({ keyslots: 1, tokens: [{ type: 'systemd-tpm2', pcrs: [7], keyslots: 1 }] }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: "a row without nofail for the first disk's ESP",
    source: 'systemd.mount(5): local-fs.target requires it, and emergency.target follows',
    facts: machine({
      texts: {
        '/etc/fstab': fstab.replace(`${espA} /efi vfat umask=0077,nofail`, `${espA} /efi vfat umask=0077`),
      },
    }),
    a: 'ok',
    b: 'fail: mounts',
  },
  {
    name: 'a data disk without nofail, which is not lost',
    source: 'it is on a third disk',
    facts: machine({
      devices: [
        ...machine().devices,
        device('/dev/sdc', { fstype: 'ext4', uuid: 'cccccccc-0000-4000-8000-00000000000c' }),
      ],
      texts: { '/etc/fstab': `${fstab}UUID=cccccccc-0000-4000-8000-00000000000c /data ext4 defaults 0 2\n` },
    }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: '/home is another btrfs over both, degraded or not in its row',
    source: 'https://github.com/systemd/systemd/issues/36886',
    facts: machine({
      devices: [
        ...machine().devices,
        over('/dev/sda3', 'part', [disks.a], {
          fstype: 'btrfs',
          uuid: '0badc0de-0000-4000-8000-000000000003',
        }),
        over('/dev/sdb3', 'part', [disks.b], {
          fstype: 'btrfs',
          uuid: '0badc0de-0000-4000-8000-000000000003',
        }),
      ],
      btrfs: [
        ...machine().btrfs,
        {
          uuid: '0badc0de-0000-4000-8000-000000000003',
          devices: [
            { id: 1, path: '/dev/sda3', isWriteable: true, chunks: chunks('raid1') },
            { id: 2, path: '/dev/sdb3', isWriteable: true, chunks: chunks('raid1') },
          ],
        },
      ],
      texts: { '/etc/fstab': `${fstab}UUID=0badc0de-0000-4000-8000-000000000003 /home btrfs degraded 0 0\n` },
    }),
    a: 'fail: mounts',
    b: 'fail: mounts',
  },
  {
    name: 'swap on the first disk, and resume from it',
    source: 'systemd.swap(5): the boot waits, and goes on',
    facts: machine({
      devices: [
        ...machine().devices,
        over('/dev/sda4', 'part', [disks.a], {
          fstype: 'swap',
          uuid: 'aaaaaaaa-0000-4000-8000-00000000000a',
        }),
      ],
      texts: { '/etc/fstab': `${fstab}UUID=aaaaaaaa-0000-4000-8000-00000000000a none swap defaults 0 0\n` },
    }),
    a: 'ok',
    b: 'ok: swap',
  },
  {
    name: 'GRUB, both stubs name the array',
    source: 'grub-install(8)',
    facts: grub(ext4Uuid, ext4Uuid),
    a: 'ok',
    b: 'ok',
  },
  {
    name: "GRUB's stub names a file system of the other disk",
    source: 'cp -a of the ESP to the second disk: /boot is not mirrored',
    facts: grub('dddddddd-0000-4000-8000-00000000000d', 'dddddddd-0000-4000-8000-00000000000d', {
      devices: [
        ...md({}).devices,
        over('/dev/sda5', 'part', [disks.a], {
          fstype: 'ext4',
          uuid: 'dddddddd-0000-4000-8000-00000000000d',
        }),
      ],
    }),
    a: 'ok',
    b: 'fail: grub',
  },
  {
    name: "GRUB's core is older than its modules",
    source: 'https://utcc.utoronto.ca/~cks/space/blog/linux/GrubDiskMismatchError',
    facts: grub(ext4Uuid, ext4Uuid, {
      members: [
        member('a', { files: grubFiles(ext4Uuid) }),
        member('b', { files: { ...grubFiles(ext4Uuid), 'EFI/debian/grubx64.efi': program(1_900_000) } }),
      ],
    }),
    a: 'ok',
    b: 'fail: grub',
  },
  {
    name: 'shim is below SbatLevelRT',
    source: 'https://www.suse.com/support/kb/doc?id=000021539',
    facts: machine({
      firmware: firmware({ isSecureBoot: true, sbatLevel: 'sbat,1,2024010900\nshim,4\ngrub,3\n' }),
      members: [
        member('a', {
          files: {
            ...signedFiles,
            [loaderPath]: signed({ sbat: 'sbat,1,SBAT Version\nshim,4,UEFI shim\n' }),
          },
        }),
        member('b', {
          files: {
            ...signedFiles,
            [loaderPath]: signed({ sbat: 'sbat,1,SBAT Version\nshim,2,UEFI shim\n' }),
          },
        }),
      ],
    }),
    a: 'ok',
    b: 'fail: secure-boot',
  },
  {
    name: 'a kernel without a signature under Secure Boot',
    source: 'sbctl: a kernel that was installed without its hook',
    facts: machine({
      firmware: firmware({ isSecureBoot: true }),
      members: (['a', 'b'] as const).map((which) =>
        member(which, {
          files:
            which === 'a'
              ? signedFiles
              : { ...signedFiles, [kernelPath]: program(14_000_000, { kernelVersion: release }) },
        }),
      ),
    }),
    a: 'ok',
    b: 'fail: secure-boot',
  },
  {
    name: 'Secure Boot, all signed',
    source: 'as it should be',
    facts: machine({
      firmware: firmware({ isSecureBoot: true }),
      members: (['a', 'b'] as const).map((which) => member(which, { files: signedFiles })),
    }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: "Secure Boot, and the mirror's loader is another one",
    source: 'whether the firmware trusts it is not known',
    facts: machine({
      firmware: firmware({ isSecureBoot: true }),
      members: [
        member('a', { files: signedFiles }),
        member('b', { files: { ...signedFiles, [loaderPath]: program(121_000, { isSigned: true }) } }),
      ],
    }),
    a: 'ok',
    b: 'unknown: secure-boot',
  },
  {
    name: 'the modules of the kernel are gone',
    source: 'Arch: a kernel was upgraded, and /boot was not mounted',
    facts: machine({ modules: ['6.12.9-arch1-1'] }),
    a: 'fail: modules',
    b: 'fail: modules',
  },
  {
    name: 'one entry with two names',
    source: 'UAPI.1, boot counting: a copy of an entry beside it',
    facts: machine({
      members: [member('a'), member('b', { files: { [entryPath.replace('.conf', '+3.conf')]: entry() } })],
    }),
    a: 'ok',
    b: 'ok: entries',
  },
  {
    name: 'the default entry is not there',
    source: 'loader.conf(5): default names a kernel that was removed',
    facts: machine({
      members: (['a', 'b'] as const).map((which) =>
        member(which, { files: { 'loader/loader.conf': text('default old-*.conf\n') } }),
      ),
    }),
    a: 'ok: default',
    b: 'ok: default',
  },
  {
    name: 'the kernel of the entry that is booted is missing',
    source: 'rsync --delete was cut, or the ESP was full',
    facts: machine({ members: [member('a'), member('b', { files: { [kernelPath]: null } })] }),
    a: 'ok',
    b: 'fail: entries',
  },
  {
    name: 'the kernel of the default entry is missing, and another entry is complete',
    source: 'systemd-boot lists no entry whose kernel does not exist (boot_entry_add_type1)',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          files: {
            [kernelPath]: null,
            'loader/loader.conf': text(`default ${machineId}-${release}.conf\n`),
            'loader/entries/old.conf': entry(undefined, 'old/linux'),
            'old/linux': program(14_000_000, { kernelVersion: release }),
          },
        }),
      ],
    }),
    a: 'ok',
    b: 'ok: entries',
  },
  {
    name: 'the initrd of the default entry is missing, and another entry is complete',
    source: 'systemd-boot lists it, and stops at the initrd (initrd_prepare)',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          files: {
            [initrdPath]: null,
            'loader/entries/0.conf': entry(undefined, kernelPath, 'old/initrd'),
            'old/initrd': file(30_000_000),
          },
        }),
      ],
    }),
    a: 'ok',
    b: 'fail: entries',
  },
  {
    name: 'the only unified kernel image has no os-release',
    source: 'systemd-boot lists none without (boot_entry_add_type2)',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          files: { [entryPath]: null, 'EFI/Linux/a.efi': program(40_000_000, { kernelVersion: release }) },
        }),
      ],
    }),
    a: 'ok',
    b: 'fail: entries',
  },
  {
    name: 'kernel and boot loader are for another architecture',
    source: 'the ESP of another machine was copied; UEFI 2.10, section 2.1.1',
    facts: machine({
      members: [
        member('a', {
          files: { [kernelPath]: program(14_000_000, { machine: 0xaa64, kernelVersion: release }) },
        }),
        member('b', { files: { [loaderPath]: program(120_000, { machine: 0xaa64 }) } }),
      ],
    }),
    a: 'fail: entries',
    b: 'fail: loader',
  },
  {
    name: 'the kernel is empty',
    source: 'vfat after a power cut: a size of 0',
    facts: machine({ members: [member('a'), member('b', { files: { [kernelPath]: program(0) } })] }),
    a: 'ok',
    b: 'fail: entries',
  },
  {
    name: 'no tries left on any entry',
    source: 'Automatic Boot Assessment: it is booted all the same',
    facts: machine({
      members: [
        member('a'),
        member('b', { files: { [entryPath]: null, [entryPath.replace('.conf', '+0-3.conf')]: entry() } }),
      ],
    }),
    a: 'ok',
    b: 'ok: entries',
  },
  {
    name: 'what is booted has no tries left, and others are not booted by themselves',
    source:
      'systemd src/boot/boot.c, config_select_default_entry: `default` fits the generations, and not their older kernels',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          files: {
            'loader/loader.conf': text('default x-gen-*\n'),
            [entryPath.replace(/[^/]+$/, 'x-gen-1+0-3.conf')]: entry(),
            [entryPath.replace(/[^/]+$/, 'x-kernel-1-6.6.conf')]: entry(),
          },
        }),
      ],
    }),
    a: 'ok',
    b: 'ok: entries',
  },
  {
    name: 'a stale disk is first in BootOrder',
    source: 'a disk that left the set was put back',
    facts: machine({
      devices: [...machine().devices, device('/dev/sdc'), windowsEsp],
      firmware: firmware({
        order: ['0003', '0001', '0002'],
        options: [option('0001', espA), option('0002', espB), option('0003', windows, { label: 'Linux' })],
      }),
    }),
    a: 'ok: order',
    b: 'fail: order',
  },
  {
    name: 'Windows is first in BootOrder, on a disk of its own',
    source: 'Windows updates put themselves first',
    facts: machine({
      devices: [...machine().devices, device('/dev/sdc'), windowsEsp],
      firmware: firmware({
        order: ['0003', '0001', '0002'],
        options: [
          option('0001', espA),
          option('0002', espB),
          option('0003', windows, {
            label: 'Windows Boot Manager',
            file: '\\EFI\\Microsoft\\Boot\\bootmgfw.efi',
          }),
        ],
      }),
    }),
    a: 'ok: order',
    b: 'fail: order',
  },
  {
    name: 'Windows is last in BootOrder',
    source: 'as it should be beside Windows',
    facts: machine({
      devices: [...machine().devices, device('/dev/sdc'), windowsEsp],
      firmware: firmware({
        order: ['0001', '0002', '0003'],
        options: [
          option('0001', espA),
          option('0002', espB),
          option('0003', windows, {
            label: 'Windows Boot Manager',
            file: '\\EFI\\Microsoft\\Boot\\bootmgfw.efi',
          }),
        ],
      }),
    }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: 'the option has the PARTUUID of a disk that was replaced, and there is no removable path',
    source: 'sfdisk gave the new disk new ids, and efibootmgr was not run',
    facts: machine({
      firmware: firmware({
        options: [option('0001', espA), option('0002', '44444444-4444-4444-8444-444444444444')],
      }),
      members: [member('a'), member('b', { files: { [removable]: null } })],
    }),
    a: 'ok: order',
    b: 'fail: way-in',
  },
  {
    name: 'the option has the PARTUUID of a disk that was replaced',
    source: 'as above, and the removable path is there',
    facts: machine({
      firmware: firmware({
        options: [option('0001', espA), option('0002', '44444444-4444-4444-8444-444444444444')],
      }),
    }),
    a: 'ok: order',
    b: 'ok: way-in',
  },
  {
    name: 'BootNext waits',
    source: 'efibootmgr -n was asked for, and the machine was not booted since',
    facts: machine({ firmware: firmware({ next: '0002' }) }),
    a: 'ok: next',
    b: 'ok: next',
  },
  {
    name: 'the removable path is missing',
    source: 'bootctl install --no-variables was not run there',
    facts: machine({ members: [member('a'), member('b', { files: { [removable]: null } })] }),
    a: 'ok',
    b: 'ok: way-in',
  },
  {
    name: 'the loader is cut',
    source: 'a copy onto a full ESP',
    facts: machine({
      members: [member('a'), member('b', { files: { [loaderPath]: program(60_000, { isCut: true }) } })],
    }),
    a: 'ok',
    b: 'fail: loader',
  },
  {
    name: 'the ESP is full',
    source: 'an ESP of 100 MB, and kernels of 50',
    facts: machine({ members: [member('a'), member('b', { free: 2 ** 20 })] }),
    a: 'ok',
    b: 'ok: room',
  },
  {
    name: 'the ESP was not unmounted cleanly',
    source: 'fsck.vfat(8): dirty bit is set',
    facts: machine({ members: [member('a'), member('b', { mountpoint: null, isDirty: true })] }),
    a: 'ok',
    b: 'ok: fat',
  },
  {
    name: 'the other ESP is on the same disk',
    source: 'a second partition beside the first one',
    facts: machine({
      devices: [
        disks.a,
        esps.a,
        {
          ...esps.b,
          path: '/dev/sda9',
          name: 'sda9',
          disk: '/dev/sda',
          disks: ['/dev/sda'],
          parents: ['/dev/sda'],
        },
        btrfsParts.a,
        disks.b,
        btrfsParts.b,
      ],
      members: [member('a'), member('b', { path: '/dev/sda9' })],
    }),
    a: 'fail: present',
    b: 'fail: present',
  },
  {
    name: 'the mirror is missing',
    source: 'the disk is dead already',
    facts: machine({
      devices: [disks.a, esps.a, btrfsParts.a],
      btrfs: [
        {
          uuid: rootUuid,
          devices: [
            { id: 1, path: '/dev/sda2', isWriteable: true, chunks: chunks('raid1') },
            { id: 2, path: null, isWriteable: null, chunks: chunks('raid1') },
          ],
        },
      ],
      members: [
        member('a'),
        member('b', {
          path: null,
          mountpoint: null,
          unread: 'it is missing',
          registry: null,
          files: Object.fromEntries(Object.keys(files).map((path) => [path, null])),
        }),
      ],
    }),
    a: 'ok',
    b: 'fail: present',
  },
  {
    name: 'the entries are on an XBOOTLDR partition that is no FAT',
    source: 'UAPI.1 allows any file system that the loader reads; ext4 beside a driver',
    facts: machine({
      devices: [
        ...machine().devices,
        over('/dev/sdb3', 'part', [disks.b], { fstype: 'ext4', partuuid: bootB }),
      ],
      members: [
        member('a'),
        member('b', { files: { [entryPath]: null } }),
        member('b', {
          kind: 'xbootldr',
          partuuid: bootB,
          path: '/dev/sdb3',
          mountpoint: '/boot2',
          unread: '/dev/sdb3 is not FAT: it has ext4',
          files: Object.fromEntries(Object.keys(files).map((path) => [path, null])),
        }),
      ],
    }),
    a: 'ok',
    b: 'unknown: entries',
  },
  {
    name: 'there is no mirror',
    source: 'one disk',
    facts: machine({ members: [member('a')] }),
    a: 'fail: present',
    b: 'ok',
  },
  {
    name: 'the mirror has an older generation',
    source: 'its disk was away while a kernel was installed',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          registry: registry({
            generation: { number: 2, id: id('b') },
            parents: [{ number: 1, id: id('a') }],
          }),
        }),
      ],
    }),
    a: 'ok',
    b: 'ok: lineage',
  },
  {
    name: 'the mirror was written by nobody yet',
    source: 'a set from before there were registries',
    facts: machine({ members: [member('a', { registry: null }), member('b', { registry: null })] }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: 'both have the same random seed',
    source: 'systemd-boot(7): a copied ESP gives the same entropy to both',
    facts: machine({
      members: [
        member('a', { seed: { size: 32, isReadable: false, sameAs: [espB] } }),
        member('b', { seed: { size: 32, isReadable: false, sameAs: [espA] } }),
      ],
    }),
    a: 'ok: seed',
    b: 'ok: seed',
  },
  {
    name: 'no root has the UUID of the entry',
    source: 'the root was made anew, and the entry has the old UUID',
    facts: machine({
      members: [
        member('a'),
        member('b', { files: { [entryPath]: entry('root=UUID=eeeeeeee-0000-4000-8000-00000000000e rw') } }),
      ],
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'the initrd has no module of the root',
    source:
      'a machine of the laboratory: initramfs-tools had no btrfs.ko, and put the program there all the same',
    facts: withInitrds(withModules(complete, ['sd_mod', 'ahci'])),
    a: 'fail: initrd',
    b: 'fail: initrd',
  },
  {
    name: 'the initrd is of another kernel',
    source:
      'a kernel was installed, and making its initrd failed: its modules are those of the kernel before',
    facts: withInitrds(withModules(complete, ['btrfs', 'sd_mod', 'ahci'], '6.11.9-arch1-1')),
    a: 'fail: initrd',
    b: 'fail: initrd',
  },
  {
    name: 'the initrd has the driver of the first disk only',
    source:
      'dracut --hostonly, and autodetect of mkinitcpio: the other disk came later, and is not of the same kind',
    facts: withInitrds(withModules(complete, ['btrfs', 'sd_mod', 'ahci']), {
      drivers: [
        { path: '/dev/sda', modules: ['sd_mod', 'ahci'] },
        { path: '/dev/sdb', modules: ['nvme'] },
      ],
    }),
    a: 'ok',
    b: 'fail: initrd',
  },
  {
    name: 'what the initrd lacks is built into the kernel',
    source: 'kernels with btrfs=y and nvme=y',
    facts: withInitrds(withModules(complete, []), {
      builtin: new Map([[release, ['btrfs', 'sd_mod', 'ahci']]]),
    }),
    a: 'ok',
    b: 'ok',
  },
  {
    name: "the entry names root by the other disk's partition",
    source:
      'a machine of the laboratory: of a btrfs over two disks one is enough, but the initrd waits for the partition that is named',
    facts: machine({
      members: [
        member('a'),
        member('b', { files: { [entryPath]: entry(`root=PARTUUID=${btrfsParts.a.partuuid} rw`) } }),
      ],
    }),
    a: 'ok',
    b: 'fail: root',
  },
  {
    name: 'the entry names root as /dev/sda2',
    source:
      'the kernel counts disks as it finds them: without the first one, the second one has its name, or not',
    facts: machine({
      members: [member('a'), member('b', { files: { [entryPath]: entry('root=/dev/sda2 rw') } })],
    }),
    a: 'ok',
    b: 'unknown: root',
  },
  {
    name: "fstab names a subvolume by the other disk's partition",
    source: 'systemd.mount(5): the unit needs the device by that name, which does not come',
    facts: machine({
      texts: { '/etc/fstab': `${fstab}PARTUUID=${btrfsParts.a.partuuid} /home btrfs subvol=@home 0 0\n` },
    }),
    a: 'ok',
    b: 'fail: mounts',
  },
  {
    name: 'an initrd that cannot be unpacked',
    source: 'cut, or of a compression that is not installed',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          initrds: new Map([[initrdPath, { unread: 'cannot be unpacked: zstd: unexpected end', has: [] }]]),
        }),
      ],
    }),
    a: 'ok',
    b: 'unknown: root',
  },
  {
    name: 'a file is rotten, found by --scrub',
    source: 'bit rot on a cheap stick',
    facts: machine({
      members: [
        member('a'),
        member('b', {
          registry: registry({
            files: [
              {
                path: kernelPath.toUpperCase(),
                size: 14_000_000,
                mtime: 1_764_331_200,
                digest: id('a').repeat(2),
              },
            ],
          }),
          files: {
            [kernelPath]: { ...program(14_000_000, { kernelVersion: release }), digest: id('b').repeat(2) },
          },
        }),
      ],
    }),
    a: 'ok',
    b: 'fail: entries',
  },
];

/** A machine with such an initrd on both members, whose kernel has nothing built in. */
function withInitrds(one: ReturnType<typeof initrd>, more: Parameters<typeof machine>[0] = {}): MachineFacts {
  const drivers = ['/dev/sda', '/dev/sdb'].map((path) => ({ path, modules: ['sd_mod', 'ahci'] }));
  const members = (['a', 'b'] as const).map((which) =>
    member(which, { initrds: new Map([[initrdPath, one]]) }),
  );
  return machine({ members, builtin: new Map([[release, []]]), drivers, ...more });
}

function lvm(segtype: 'raid1' | 'mirror' | 'linear', initrdFacts: ReturnType<typeof initrd>): MachineFacts {
  const pvs = parts('LVM2_member', '1b1b1b-0000-0000-0000-0000-0000-000001');
  const images =
    segtype !== 'linear'
      ? [
          over('/dev/mapper/vg-root_rimage_0', 'lvm', [pvs.a]),
          over('/dev/mapper/vg-root_rimage_1', 'lvm', [pvs.b]),
          over('/dev/mapper/vg-root_rmeta_0', 'lvm', [pvs.a]),
          over('/dev/mapper/vg-root_rmeta_1', 'lvm', [pvs.b]),
        ]
      : [];
  const root = over('/dev/mapper/vg-root', 'lvm', segtype === 'raid1' ? images : [pvs.a, pvs.b], {
    fstype: 'ext4',
    uuid: ext4Uuid,
  });
  return machine({
    devices: [disks.a, esps.a, pvs.a, disks.b, esps.b, pvs.b, ...images, root],
    btrfs: [],
    volumes: [{ path: '/dev/mapper/vg-root', segtype }],
    members: withEntry(entry('root=/dev/vg/root rw'), initrdFacts),
  });
}

function zfs(type: 'mirror' | 'disk', isWhole: boolean): MachineFacts {
  const own = parts('zfs_member', '1234567890');
  const both = [
    { path: '/dev/sda2', isOnline: true },
    { path: '/dev/sdb2', isOnline: isWhole },
  ];
  return machine({
    devices: [disks.a, esps.a, own.a, disks.b, esps.b, own.b],
    btrfs: [],
    pools: [
      {
        name: 'rpool',
        vdevs:
          type === 'mirror'
            ? [{ type: 'mirror', disks: both }]
            : both.map((disk) => ({ type: 'disk', disks: [disk] })),
      },
    ],
    members: withEntry(entry('root=zfs:rpool/ROOT/debian rw'), initrd('dracut', 'systemd', 'zfs')),
  });
}
