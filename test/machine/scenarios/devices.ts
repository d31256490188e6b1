import { type BlockDevice, decodeLsblk, lsblkColumns } from '@twinroot/lib-blockdev';
import type { Guest } from '../guest/boot.ts';
import { type MachineSpec, twoDisks } from '../guest/disk-spec.ts';
import type { Scenario } from '../scenario.ts';

const blank = { mebibytes: 200, partitions: [] } as const;

/** A machine that boots from virtio, with blank disks on other buses, and what makes layers on these. */
function manyBuses(): MachineSpec {
  const { disks } = twoDisks();
  return {
    name: 'many-buses',
    packages: ['mdadm', 'lvm2', 'cryptsetup-bin', 'kpartx', 'dosfstools', 'e2fsprogs'],
    disks: [
      ...disks,
      { name: 'fast', bus: 'nvme', ...blank },
      { name: 'slow', bus: 'sata', ...blank },
      { name: 'stick', bus: 'stick', ...blank },
    ],
  };
}

/** The disks by the serial numbers that are their names, and a node of a partition. */
const named = `set -e
disk() { lsblk --nodeps --noheadings --output PATH,SERIAL | while read -r path serial; do if [ "$serial" = "$1" ]; then echo "$path"; fi; done; }
fast=$(disk fast) slow=$(disk slow) stick=$(lsblk --nodeps --noheadings --output PATH,RM | sed -n 's/ *1$//p')
`;

/** What is made one after the other, each on what was there before. */
const layers: readonly { readonly what: string; readonly script: string }[] = [
  { what: 'blank disks', script: ':' },
  {
    what: 'partitions with names, file systems with labels',
    script: `printf '%s\\n' 'label: gpt' 'size=40M, type=uefi, name="EFI system, größer"' 'size=40M' 'size=40M' | sfdisk --quiet $fast
printf '%s\\n' 'label: dos' 'size=40M, type=ef, bootable' 'type=83' | sfdisk --quiet $slow
udevadm settle
mkfs.fat -F 32 -n 'MY EFI' \${fast}p1 >/dev/null; mkfs.ext4 -q -L 'größe ä' \${slow}1; mkfs.fat -I -n STICK $stick >/dev/null`,
  },
  {
    what: 'a LUKS volume',
    script: `head -c 32 /dev/urandom >/run/key
cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \${slow}2 /run/key
cryptsetup open --key-file /run/key \${slow}2 'my-volume'`,
  },
  {
    what: 'volumes of LVM on it and on a partition',
    script: `pvcreate -q '/dev/mapper/my-volume' \${fast}p2; vgcreate -q a-group '/dev/mapper/my-volume' \${fast}p2
lvcreate -q -y -n one -L 24M a-group; lvcreate -q -y -n two -i 2 -L 16M a-group; lvcreate -q -y -s -n then -L 8M a-group/one
mkfs.ext4 -q /dev/a-group/one`,
  },
  {
    what: 'a RAID1 of md, with partitions',
    script: `truncate -s 64M /run/image; loop=$(losetup --find --show /run/image)
mdadm --create /dev/md/pair --run --quiet --level=1 --raid-devices=2 --metadata=1.2 \${fast}p3 $loop
printf '%s\\n' 'label: gpt' 'size=16M' ',' | sfdisk --quiet /dev/md/pair; udevadm settle; mkswap -q /dev/md/pair1 || mkswap -q /dev/md/pair_1 || mkswap -q /dev/md127p1`,
  },
  {
    what: 'a disk behind multipath, and a partition of it as kpartx makes them',
    script: `modprobe dm-multipath; modprobe dm-round-robin || :
sectors=$(blockdev --getsz $stick); node=$(lsblk --nodeps --noheadings --output MAJ:MIN $stick | tr -d ' ')
dmsetup create mpatha --uuid mpath-36001405 --table "0 $sectors multipath 0 0 1 1 round-robin 0 1 1 $node 1000"
dmsetup create mpatha1 --uuid part1-mpath-36001405 --table "0 8192 linear /dev/mapper/mpatha 2048"
dmsetup create plain --table "0 8192 linear /dev/mapper/mpatha 16384"`,
  },
  {
    what: 'loop devices with partitions, one that is empty, and one read-only',
    script: `truncate -s 32M /run/parts; printf '%s\\n' 'label: gpt' 'size=8M' ',' | sfdisk --quiet /run/parts
losetup --find --partscan /run/parts; losetup --find --read-only /run/parts; truncate -s 0 /run/none; losetup --find /run/none || :`,
  },
  { what: 'memory as a disk', script: 'modprobe zram num_devices=1; echo 16M >/sys/block/zram0/disksize' },
  {
    what: 'volumes that are closed again',
    script: `lvremove -q -y a-group/then; vgchange -q -an a-group; cryptsetup close 'my-volume'; dmsetup remove mpatha1`,
  },
];

/** The devices as a command reads them where lsblk fails: so that they can only be those that it read itself. */
async function readBySelf(guest: Guest): Promise<readonly BlockDevice[]> {
  const script = `esp-which --json >/run/set; unshare --mount sh -ec 'mount --bind /bin/false "$(command -v lsblk)"
! lsblk; esp-check --gather --json </run/set'`;
  const { facts }: { facts: readonly { topic: string; value: string }[] } = JSON.parse(
    await guest.must(script),
  );
  return facts.flatMap(({ topic, value }): BlockDevice[] => (topic === 'device' ? [JSON.parse(value)] : []));
}

export const scenario: Scenario = {
  title: 'devices as lsblk says them, without lsblk: several buses, LUKS, LVM, md, multipath, loop devices',
  async play({ machine, same, check }) {
    const guest = await (await machine(manyBuses())).boot();
    for (const { what, script } of layers) {
      await guest.must(`${named}${script}\nudevadm settle`);
      const lsblk = await guest.must(`lsblk --json --bytes --output ${lsblkColumns}`);
      const wanted = decodeLsblk(JSON.parse(lsblk));
      same(what, await readBySelf(guest), JSON.parse(JSON.stringify(wanted)));
    }
    const types = decodeLsblk(
      JSON.parse(await guest.must(`lsblk --json --bytes --output ${lsblkColumns}`)),
    ).map(({ type }) => type);
    const all = ['disk', 'part', 'raid1', 'mpath', 'loop'];
    check(
      'they were there',
      all.every((type) => types.includes(type)),
      types,
    );
    await guest.powerOff();
  },
};
