import { machineId } from './configure.ts';
import { entryText } from './disks.ts';
import { installVersion, removeVersion } from './esp.ts';

/** What happens to a booted ESP, and so to its mirror. */
export interface Change {
  readonly name: string;
  /** Scripts for the guest that make /efi0 the old state, and the new one out of it. */
  readonly old: string;
  readonly now: string;
  /** A script that makes `$mirror`, which is blank, the mirror as it is before; a copy of the old state if not given. */
  readonly mirror?: string;
}

/**
 * A script that writes a payload whose every sector is its own, so that not one of an older file can pass for it.
 * `kernel`: with the head of a real one, which firmware would start.
 */
function payload(path: string, kind: 'kernel' | 'initrd', kibibytes: number): string {
  const head = kind === 'kernel' ? 'head -c 65536 /run/linux;' : '';
  return `{ ${head} head -c ${kibibytes * 1024 + 300} /dev/urandom; } >${path}`;
}

/**
 * Takes from the header of a kernel what it says of its length: the number of its sections, the length of its headers, its signature,
 * and that of the bzImage (Microsoft PE Format; Linux Documentation/arch/x86/boot.rst). What is put behind its head makes it
 * whole then, whatever it is.
 */
const asHead = [
  'at() { dd of=/run/linux bs=1 seek=$1 count=$2 if=/dev/zero conv=notrunc status=none; }',
  "pe=$(od -An -tu4 -j60 -N4 /run/linux | tr -d ' ')",
  'at $((pe + 6)) 2; at $((pe + 84)) 4; at $((pe + 168)) 8; at 500 4',
].join('; ');

/** Takes everything off /efi0 but the boot loader. */
const clear = `cp -n /efi0/${machineId}/6.12.1/linux /run/linux 2>/dev/null; ${asHead}; rm -rf /efi0/${machineId} /efi0/loader/entries /efi0/EFI/Linux /efi0/*.img /efi0/vmlinuz*; mkdir -p /efi0/loader/entries /efi0/EFI/Linux`;

/** The new state's payloads are longer by this: within two seconds their times are the same, and sizes tell them apart. */
const growth = 3;

function version(name: string): string {
  const directory = `/efi0/${machineId}/${name}`;
  return [
    `mkdir -p ${directory}`,
    payload(`${directory}/linux`, 'kernel', 6000),
    payload(`${directory}/initrd`, 'initrd', 8000),
    `cat >/efi0/loader/entries/${machineId}-${name}.conf <<'END'\n${entryText(name)}END`,
  ].join('\n');
}

function archPayloads(more: number): string {
  return [
    payload('/efi0/vmlinuz-linux', 'kernel', 6000 + more),
    payload('/efi0/initramfs-linux.img', 'initrd', 8000 + more),
    payload('/efi0/amd-ucode.img', 'initrd', 150 + more),
  ].join('\n');
}

const archEntry = [
  'title Arch Linux',
  'linux /vmlinuz-linux',
  'initrd /amd-ucode.img',
  'initrd /initramfs-linux.img',
  'options root=LABEL=root rw',
  '',
].join('\n');

const uki = (more: number) => payload('/efi0/EFI/Linux/arch-linux.efi', 'kernel', 14000 + more);

/** Takes what is left of the mirror but for some MiB, as another system would. */
const fillUp = (mebibytes: number) =>
  [
    'cp -a /efi0/. $mirror/; mkdir -p $mirror/EFI/vendor',
    `fallocate -l $(( $(stat -f -c '%a * %S' $mirror) - ${mebibytes} * 1048576 )) $mirror/EFI/vendor/filler`,
  ].join('; ');

/** What is formatted anew still has all that was on it in its clusters. */
const format = [
  'cp -a /efi0/. $mirror/; device=$(findmnt -n -o SOURCE $mirror)',
  'umount $mirror; mkfs.vfat -F 32 -i 6B7EA831 "$device"; mount -t vfat "$device" $mirror',
].join('; ');

const one = `${clear}\n${version('6.12.1')}`;
const drop = (name: string) => `rm -r /efi0/${machineId}/${name} /efi0/loader/entries/*-${name}.conf`;
const loaders = ['/efi0/EFI/systemd/systemd-bootx64.efi', '/efi0/EFI/BOOT/BOOTX64.EFI'];

/**
 * A version whose entry names a kernel and many initrds.
 *
 * @param kernel writes it to a path
 * @param initrd writes one of them, by its number
 */
function manifold(
  name: string,
  count: number,
  kernel: (path: string) => string,
  initrd: (path: string, number: number) => string,
): string {
  const directory = `/efi0/${machineId}/${name}`;
  const initrds = Array.from({ length: count }, (_, number) => `initrd${number}`);
  const lines = initrds.map((file) => `initrd /${machineId}/${name}/${file}`).join('\n');
  const entry = entryText(name).replace(/^initrd .*$/m, lines);
  return [
    `mkdir -p ${directory}`,
    kernel(`${directory}/linux`),
    ...initrds.map((file, number) => initrd(`${directory}/${file}`, number)),
    `cat >/efi0/loader/entries/${machineId}-${name}.conf <<'END'\n${entry}END`,
  ].join('\n');
}

/** A version in twelve files, smaller and larger than what is compared by content. */
const twelveFiles = (name: string) =>
  manifold(
    name,
    11,
    (path) => payload(path, 'kernel', 2000),
    (path, number) => payload(path, 'initrd', 60 + number),
  );

/** The changes that power cuts are tried on. */
export const changes: readonly Change[] = [
  { name: 'a version beside the old', old: one, now: version('6.12.2') },
  { name: 'one version replaced', old: one, now: `${version('6.12.2')}\n${drop('6.12.1')}` },
  {
    name: 'Arch names in place',
    old: `${clear}\n${archPayloads(0)}\ncat >/efi0/loader/entries/arch.conf <<'END'\n${archEntry}END`,
    now: archPayloads(growth),
  },
  { name: 'a UKI in place', old: `${clear}\n${uki(0)}`, now: uki(growth) },
  {
    name: 'the boot loader',
    old: one,
    now: loaders.map((path) => `head -c 3000 /dev/urandom >>${path}`).join('\n'),
  },
  { name: 'a blank mirror', old: `${one}\n${uki(0)}`, now: `${one}\n${uki(growth)}`, mirror: format },
  {
    name: 'a version in twelve files',
    old: one,
    now: `${twelveFiles('6.12.2')}\n${drop('6.12.1')}`,
  },
  {
    name: 'a mirror that has lost a version',
    old: `${one}\n${twelveFiles('6.12.2')}`,
    now: ':',
    mirror: `cp -a /efi0/. $mirror/; rm $mirror/${machineId}/6.12.2/*`,
  },
  {
    name: 'a nearly full mirror',
    old: `${one}\n${version('6.12.2')}`,
    now: `${drop('6.12.1')}\n${version('6.12.3')}`,
    mirror: fillUp(5),
  },
];

/**
 * A script that says to the commands that a file was booted with a boot counter, as systemd-boot would, in a copy of the variables: those
 * of the firmware cannot be written again.
 */
const countedBoot = (path: string) =>
  [
    'vars=/sys/firmware/efi/efivars',
    'if [ ! -d /run/efivars ]; then mkdir /run/efivars',
    'for each in $vars/*; do cat $each >/run/efivars/${each##*/} || :; done; mount --bind /run/efivars $vars; fi',
    `{ printf '\\6\\0\\0\\0'; printf '%s' '${path}' | LC_ALL=C sed 's/./&\\x00/g'; printf '\\0\\0'; } >$vars/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`,
  ].join('\n');

/** Files beside an entry that no menu lists: its next name is in another sector of the directory then, for which there is room. */
const notes = (directory: string) =>
  `for n in 1 2 3 4; do echo $n >${directory}/a-note-with-a-rather-long-name-$n.txt; done`;

/** What is booted with a counter is found good. */
export const blessings: readonly Change[] = [
  {
    name: 'a text is found good',
    old: [
      one,
      `mv /efi0/loader/entries/${machineId}-6.12.1.conf /efi0/loader/entries/${machineId}-6.12.1+3.conf`,
      notes('/efi0/loader/entries'),
    ].join('\n'),
    now: [
      `mv /efi0/loader/entries/${machineId}-6.12.1+3.conf /efi0/loader/entries/${machineId}-6.12.1.conf`,
      countedBoot(`\\loader\\entries\\${machineId}-6.12.1+2-1.conf`),
    ].join('\n'),
  },
  {
    name: 'an image is found good',
    old: [
      clear,
      uki(0),
      'mv /efi0/EFI/Linux/arch-linux.efi /efi0/EFI/Linux/arch-linux+3.efi',
      notes('/efi0/EFI/Linux'),
    ].join('\n'),
    now: [
      'mv /efi0/EFI/Linux/arch-linux+3.efi /efi0/EFI/Linux/arch-linux.efi',
      countedBoot('\\EFI\\Linux\\arch-linux+2-1.efi'),
    ].join('\n'),
  },
];

/** Text of so many sectors that all differ, from a number on: as cheap as it gets, where a payload of chance takes minutes. */
const numbered = (first: number, sectors: number) => `seq -f %0511.0f ${first} ${first + sectors - 1}`;

/** A version of 50 MB in nineteen files and an entry. Files begin a million apart. */
const numberedVersion = (name: string, first: number) =>
  manifold(
    name,
    18,
    (path) => `{ head -c 65536 /run/linux; ${numbered(first, 15_500)}; } >${path}`,
    (path, number) => `${numbered(first + (number + 1) * 1e6, 4_570)} >${path}`,
  );

/** One version gives way to ten others: 500 MB in 200 files. */
export const manyFiles: Change = {
  name: '500 MB in 200 files',
  old: one,
  now: [
    ...Array.from({ length: 10 }, (_, index) => numberedVersion(`6.13.${index}`, index * 1e8)),
    drop('6.12.1'),
  ].join('\n'),
};

/** One version gives way to two others: 100 MB in 40 files. */
export const someFiles: Change = {
  name: '100 MB in 40 files',
  old: one,
  now: [numberedVersion('6.13.0', 0), numberedVersion('6.13.1', 1e8), drop('6.12.1')].join('\n'),
};

/** The same while the kernel writes what was changed after 10 ms, and not after half a minute. */
export function writtenBackHastily(change: Change): Change {
  const settings = ['expire', 'writeback'].map((what) => `echo 1 >/proc/sys/vm/dirty_${what}_centisecs`);
  const name = `${change.name}, written back after 10 ms`;
  return { ...change, name, now: [...settings, change.now].join('\n') };
}

/** A mirror with a file system of clusters of one sector, as ESPs up to 260 MiB have it: a directory has 16 slots in each. */
const smallClusters = [
  'device=$(findmnt -n -o SOURCE $mirror); umount $mirror; mkfs.vfat -F 32 -s 1 -i 6B7EA831 "$device"',
  'mount -t vfat "$device" $mirror; cp -a /efi0/. $mirror/',
].join('; ');

/** A small version in two files and an entry. */
function tinyVersion(name: string): string {
  const directory = `/efi0/${machineId}/${name}`;
  return [
    `mkdir -p ${directory}; ${payload(`${directory}/linux`, 'kernel', 1)}; ${payload(`${directory}/initrd`, 'initrd', 9)}`,
    `cat >/efi0/loader/entries/${machineId}-${name}.conf <<'END'\n${entryText(name)}END`,
  ].join('\n');
}

const versions = (count: number) =>
  Array.from({ length: count }, (_, index) => tinyVersion(`6.13.${index}`)).join('\n');

/** Changes for which the directories of the mirror have room, because esp-mirror made them: none grows. */
export const roomyChanges: readonly Change[] = [
  {
    name: 'three versions beside the old, small clusters',
    old: one,
    now: versions(3),
    mirror: smallClusters.replace('cp -a /efi0/. $mirror/', 'esp-mirror --quiet --from /efi0 --to $mirror'),
  },
];

/** Changes in which a directory of the mirror that firmware looks into gets another cluster. */
export const growingChanges: readonly Change[] = [
  {
    name: 'thirty versions beside the old',
    old: one,
    now: versions(30),
  },
  ...changes
    .filter(({ name }) => name === 'Arch names in place')
    .map((change) => ({ ...change, name: `${change.name}, small clusters`, mirror: smallClusters })),
];

/** A kernel that can be booted is replaced by another one that can. */
export const realChange: Change = {
  name: 'a real version replaced',
  old: [
    `mkdir -p /run/kept; cp -n /efi0/${machineId}/6.12.1/linux /efi0/${machineId}/6.12.1/initrd /run/kept/`,
    `rm -rf /efi0/${machineId} /efi0/loader/entries/*`,
    installVersion('/efi0', '6.12.1', '/run/kept'),
  ].join('\n'),
  now: `${installVersion('/efi0', '6.12.2', '/run/kept')}\n${removeVersion('/efi0', '6.12.1')}`,
};
