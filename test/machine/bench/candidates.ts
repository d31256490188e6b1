import { machineId } from '../guest/configure.ts';
import { installVersion } from '../guest/esp.ts';

/** What is compared with each other; `start` is the bare start of what the others are written for. */
export const jobs = ['start', 'which', 'same', 'new', 'many'] as const;
export type Job = (typeof jobs)[number];

/** Whether a job is begun with what was not there before, which is in the page cache then. */
export const isNewEachTime = (job: Job): boolean => job === 'new' || job === 'many';

/**
 * Where what was written is when the command ends: on the disk; on the disk but for what the drive's own cache still has,
 * because sync(2) and syncfs(2) do not flush it under vfat; or in memory. `-`: nothing is written.
 */
export type Durable = 'yes' | 'but for the cache of the drive' | 'no' | '-';

/** What is not part of this project, and is measured beside it from checkouts. */
export const peers = ['dual-root', 'bootsync'] as const;
export type Peer = (typeof peers)[number];

/** One way to do a job. */
export interface Candidate {
  readonly job: Job;
  readonly name: string;
  /** A script for the guest: the booted ESP is on /efi0, the mirror on /efi1. */
  readonly script: string;
  readonly durable: Durable;
  /** It takes part only when a checkout of this is there. */
  readonly peer?: Peer;
  /** The new kernel was written at this very moment, not a minute ago. */
  readonly isJustWritten?: true;
}

const dualRoot = 'python3 /etc/dual-root/dual-root-tool.py';
/** It mirrors from /boot, which one of its mount points /boot@a and /boot@b is bound to. */
const bootsync = 'ESP_ROOT=/boot bash /opt/twinroot/bootsync/bootsync';
const cached = 'but for the cache of the drive';
/** Of the peers the one that waits for the disk, as we do. */
export const fsynced = 'rsync -a --delete --fsync; sync -f';
const rsync = 'rsync -a --delete --exclude=/loader/random-seed';

/** As the units and hooks run it. */
export const pipe = 'twinroot pipe esp-which : esp-mirror';

const starts: readonly Candidate[] = [
  { job: 'start', name: 'bash -c :', script: 'bash -c :', durable: '-' },
  {
    job: 'start',
    name: 'python3, argparse and subprocess',
    script: "python3 -c 'import argparse, subprocess'",
    durable: '-',
  },
  // What nothing that is written for Node can be faster than.
  { job: 'start', name: 'node, an empty script', script: 'node /run/empty.js', durable: '-' },
  { job: 'start', name: 'twinroot --version', script: 'twinroot --version', durable: '-' },
];

const which: readonly Candidate[] = [
  { job: 'which', name: 'esp-which', script: 'esp-which', durable: '-' },
  { job: 'which', name: 'dual-root-tool', script: dualRoot, durable: '-', peer: 'dual-root' },
];

/** What a whole menu of add-ons, themes or modules is: many files, and small ones. */
const many: readonly Candidate[] = [
  { job: 'many', name: 'esp-mirror <SET', script: 'esp-mirror </run/set', durable: 'yes' },
  {
    job: 'many',
    name: 'esp-mirror --no-verify <SET',
    script: 'esp-mirror --no-verify </run/set',
    durable: 'yes',
  },
  {
    job: 'many',
    name: fsynced,
    script: `${rsync} --fsync /efi0/ /efi1/; sync -f /efi1`,
    durable: cached,
  },
  // What nothing that writes them can be faster than.
  { job: 'many', name: 'cp -a; sync -f', script: 'cp -a /efi0/many* /efi1/; sync -f /efi1', durable: cached },
];

/** dual-root and `esp-which | esp-mirror` look for the ESPs themselves; the others are told. */
const mirror = (job: 'same' | 'new'): readonly Candidate[] => [
  { job, name: 'esp-mirror <SET', script: 'esp-mirror </run/set', durable: 'yes' },
  { job, name: 'esp-which | esp-mirror', script: 'esp-which | esp-mirror', durable: 'yes' },
  { job, name: pipe, script: pipe, durable: 'yes' },
  { job, name: 'dual-root-tool -s', script: `${dualRoot} -s`, durable: 'no', peer: 'dual-root' },
  {
    job,
    name: 'dual-root-tool -s; sync',
    script: `${dualRoot} -s; sync`,
    durable: cached,
    peer: 'dual-root',
  },
  { job, name: 'rsync -a --delete', script: `${rsync} /efi0/ /efi1/`, durable: 'no' },
  { job, name: 'rsync -a --delete; sync', script: `${rsync} /efi0/ /efi1/; sync`, durable: cached },
  { job, name: 'bootsync', script: bootsync, durable: 'no', peer: 'bootsync' },
  {
    job,
    name: fsynced,
    script: `${rsync} --fsync /efi0/ /efi1/; sync -f /efi1`,
    durable: cached,
  },
];

const atOnce: Candidate = {
  job: 'new',
  name: 'esp-which | esp-mirror, the kernel just written',
  script: 'esp-which | esp-mirror',
  durable: 'yes',
  isJustWritten: true,
};

export const candidates: readonly Candidate[] = [
  ...starts,
  ...which,
  ...mirror('same'),
  ...mirror('new'),
  atOnce,
  ...many,
];

/** So many small files, of so many bytes each. */
const small = { files: 300, bytes: 2048 };

/** Bytes of the new kernel and its initrd. */
const newBytes = 22_000_000;

/**
 * A script for the guest, to be run once: everything that is compared goes onto the root file system, so that it is read
 * from the same disks; Python may keep what it compiles there.
 */
export function setUp(there: readonly Peer[]): string {
  const kernel = `/efi0/${machineId}/6.12.1/linux`;
  return [
    'set -e',
    'mkdir -p /usr/local/lib/twinroot /run/new',
    'cp -a /opt/twinroot/twinroot /opt/twinroot/esp-* /opt/twinroot/node /usr/local/lib/twinroot/',
    'touch /run/empty.js',
    there.includes('dual-root') ? 'cp -r /opt/twinroot/dual-root /etc/' : '',
    there.includes('bootsync') ? forBootsync : '',
    'esp-which >/run/set',
    `cp ${kernel} /run/new/linux`,
    'mkdir /run/many',
    `head -c ${small.files * small.bytes} /dev/urandom | split --bytes=${small.bytes} --suffix-length=4 --numeric-suffixes - /run/many/f`,
    "find /run/many -exec touch -d '1 minute ago' {} +",
    `head -c $(( ${newBytes} - $(stat -c %s ${kernel}) )) /dev/urandom >/run/new/initrd`,
  ].join('\n');
}

/** The places that bootsync wants, and a directory on the ESPs that has the name of the newest modules. */
const forBootsync = `mkdir -p /boot /boot@a /boot@b
mount /dev/vda1 /boot@a; mount /dev/vdb1 /boot@b; mount --bind /boot@a /boot
mkdir -p /lib/modules/9.9-bench /efi0/${machineId}/9.9-bench /efi1/${machineId}/9.9-bench`;

/** Puts the commands that are measured first. */
const path = 'PATH=/usr/local/lib/twinroot:$PATH; export PATH';

/** What is before the clock starts; `round` makes a name for a version that was never there before. */
function prepare({ job, isJustWritten }: Candidate, round: number): readonly string[] {
  // Both jobs under names that no mirror ever had; and what is many for one is not read in another.
  const none = 'rm -rf /efi?/many*';
  if (job === 'many') return [none, `cp -a /run/many /efi0/many${round}`];
  if (job !== 'new') return [none];
  const version = `6.13.${round}`;
  const directory = `/efi0/${machineId}/${version}`;
  return [
    none,
    `rm -rf /efi?/${machineId}/6.13.* /efi?/loader/entries/${machineId}-6.13.*`,
    `( ${installVersion('/efi0', version, '/run/new')} )`,
    isJustWritten
      ? `touch ${directory}/linux ${directory}/initrd`
      : `touch -d '1 minute ago' ${directory}/linux ${directory}/initrd`,
  ];
}

/** What has to be so when the clock has stopped. */
function inspect({ job }: Candidate): string {
  if (job === 'start') return ':';
  if (job === 'which') return 'grep -q /dev/vda1 /run/out';
  return 'diff --recursive --brief --exclude=random-seed /efi0 /efi1';
}

/** A script for the guest that does the job once and prints the milliseconds that it took. It fails when the job is not done. */
export function timed(candidate: Candidate, round: number, isCold: boolean): string {
  return [
    path,
    ...prepare(candidate, round),
    'sync',
    isCold ? 'echo 3 >/proc/sys/vm/drop_caches' : ':',
    'start=${EPOCHREALTIME/./}',
    `{ ${candidate.script}; } >/run/out 2>/run/err`,
    'status=$?',
    'end=${EPOCHREALTIME/./}',
    `[ $status = 0 ] && ${inspect(candidate)} || { cat /run/out /run/err >&2; exit 1; }`,
    'echo $(( (end - start) / 1000 ))',
  ].join('\n');
}
