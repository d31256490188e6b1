import type { BlockDevice } from '@twinroot/lib-blockdev';
import { parseFsUuid, parsePartuuid } from '@twinroot/lib-blockdev';
import { formatRegistry, type Registry } from '@twinroot/lib-registry';
import type {
  BtrfsFacts,
  FileFacts,
  FirmwareFacts,
  InitrdFacts,
  MachineFacts,
  MemberFacts,
} from '../src/decide/facts/machine-facts.ts';

/** PARTUUIDs of the two ESPs, and of the parts of the root. */
export const [espA, espB] = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];
export const machineId = '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68';
export const rootUuid = '4b7c6a2e-9d31-4f0a-8e55-1c2b3a4d5e6f';
export const release = '6.12.5-arch1-1';
const noon = 1_764_331_200;

export const loaderPath = 'EFI/systemd/systemd-bootx64.efi';
export const removable = 'EFI/BOOT/BOOTX64.EFI';
export const entryPath = `loader/entries/${machineId}-${release}.conf`;
export const kernelPath = `${machineId}/${release}/linux`;
export const initrdPath = `${machineId}/${release}/initrd`;
export const initrdFile = initrdPath;

type More = Partial<Omit<BlockDevice, 'uuid' | 'partuuid'>> & {
  readonly uuid?: string;
  readonly partuuid?: string;
};

/** A device as lsblk tells of it. */
export function device(path: string, { uuid, partuuid, ...more }: More = {}): BlockDevice {
  return {
    name: path.slice('/dev/'.length),
    path,
    majmin: '8:1',
    type: 'disk',
    parttype: null,
    partlabel: null,
    fstype: null,
    label: null,
    size: 2 ** 34,
    ro: false,
    rm: false,
    pttype: 'gpt',
    tran: null,
    parents: [],
    disk: path,
    disks: [path],
    ...more,
    uuid: uuid === undefined ? null : parseFsUuid(uuid),
    partuuid: partuuid === undefined ? null : parsePartuuid(partuuid),
  };
}

/** Something that lies on others, whose disks it has. */
export function over(
  path: string,
  type: string,
  parents: readonly BlockDevice[],
  more: More = {},
): BlockDevice {
  const disks = [...new Set(parents.flatMap((parent) => parent.disks))];
  return device(path, {
    type,
    parents: parents.map((parent) => parent.path),
    disks,
    disk: disks[0] ?? null,
    ...more,
  });
}

export const disks = { a: device('/dev/sda'), b: device('/dev/sdb') };
export const esps = {
  a: over('/dev/sda1', 'part', [disks.a], { fstype: 'vfat', uuid: 'A1B2-C3D4', partuuid: espA }),
  b: over('/dev/sdb1', 'part', [disks.b], { fstype: 'vfat', uuid: 'B1B2-C3D4', partuuid: espB }),
};

/** What both disks have as root: parts of one btrfs. */
export const btrfsParts = {
  a: over('/dev/sda2', 'part', [disks.a], {
    fstype: 'btrfs',
    uuid: rootUuid,
    partuuid: '11111111-1111-4111-8111-111111111111',
  }),
  b: over('/dev/sdb2', 'part', [disks.b], {
    fstype: 'btrfs',
    uuid: rootUuid,
    partuuid: '22222222-2222-4222-8222-222222222222',
  }),
};

type Chunks = NonNullable<BtrfsFacts['devices'][number]['chunks']>;

/** What is allocated on a device: of these profiles. */
export function chunks(data: string, metadata = data): Chunks {
  return [
    { kind: 'data', profile: data, bytes: 2 ** 30 },
    { kind: 'metadata', profile: metadata, bytes: 2 ** 28 },
    { kind: 'system', profile: metadata, bytes: 2 ** 23 },
  ];
}

export function btrfs(a: Chunks, b: Chunks): BtrfsFacts {
  return {
    uuid: rootUuid,
    devices: [
      { id: 1, path: '/dev/sda2', isWriteable: true, chunks: a },
      { id: 2, path: '/dev/sdb2', isWriteable: true, chunks: b },
    ],
  };
}

export function file(size: number, more: Partial<FileFacts> = {}): FileFacts {
  return { size, mtime: noon, digest: null, unreadable: null, text: null, image: null, ...more };
}

export function text(content: string): FileFacts {
  return file(content.length, { text: content });
}

export function program(size: number, more: Partial<NonNullable<FileFacts['image']>> = {}): FileFacts {
  return file(size, {
    image: {
      pe: true,
      isCut: false,
      isCompressed: false,
      kernelVersion: null,
      loads: [],
      commandLine: null,
      osId: null,
      sorting: null,
      isSigned: false,
      sbat: null,
      ...more,
    },
  });
}

export function entry(
  options = `root=UUID=${rootUuid} rootflags=subvol=@ rw`,
  kernel = kernelPath,
  initrd = initrdPath,
): FileFacts {
  return text(
    `title Arch\nversion ${release}\nmachine-id ${machineId}\nlinux /${kernel}\ninitrd /${initrd}\noptions ${options}\n`,
  );
}

export function initrd(...has: string[]): InitrdFacts {
  return { unread: null, has };
}

/** One that was looked into for modules as well, of the usual kernel if not of another. */
export function withModules(one: InitrdFacts, names: readonly string[], of = release): InitrdFacts {
  return { ...one, modules: names.map((name) => `${of}/${name}`) };
}

export const files: Readonly<Record<string, FileFacts>> = {
  [loaderPath]: program(120_000),
  [removable]: program(120_000),
  'loader/loader.conf': text('timeout 3\n'),
  'loader/esp-sync': file(2_000),
  [entryPath]: entry(),
  [kernelPath]: program(14_000_000, { kernelVersion: release }),
  [initrdPath]: file(30_000_000),
};

export const set = '5f3c0f5f3c0f5f3c0f5f3c0f5f3c0f5f';
export const id = (digit: string) => digit.repeat(32);

/** The registry of both members, without a manifest. */
export function registry(more: Partial<Registry> = {}): string {
  const partuuid = (one: string) => parsePartuuid(one) ?? never();
  return formatRegistry({
    set,
    members: [espA, espB].map((one) => ({ kind: 'esp' as const, partuuid: partuuid(one) })),
    gone: [],
    generation: { number: 3, id: id('c') },
    parents: [
      { number: 2, id: id('b') },
      { number: 1, id: id('a') },
    ],
    source: partuuid(espA),
    partOf: null,
    becoming: null,
    alone: [],
    others: [],
    files: [],
    ...more,
  });
}

function never(): never {
  throw new Error('not a PARTUUID');
}

/** A member as it should be; `files` of null are taken away. */
export function member(
  which: 'a' | 'b',
  more: Partial<Omit<MemberFacts, 'files'>> & {
    readonly files?: Readonly<Record<string, FileFacts | null>>;
  } = {},
): MemberFacts {
  const { files: changed, ...rest } = more;
  const all = Object.entries({ ...files, ...changed }).filter(
    (pair): pair is [string, FileFacts] => pair[1] !== null,
  );
  return {
    role: which === 'a' ? 'booted' : 'mirror',
    kind: 'esp',
    partuuid: which === 'a' ? espA : espB,
    path: which === 'a' ? '/dev/sda1' : '/dev/sdb1',
    mountpoint: which === 'a' ? '/efi' : '/efi2',
    free: 400 * 2 ** 20,
    unread: null,
    isDirty: null,
    seed: { size: 32, isReadable: false, sameAs: [] },
    registry: registry(),
    files: new Map(all),
    initrds: new Map([[initrdPath, initrd('mkinitcpio', 'systemd', 'btrfs', 'twinroot-degraded')]]),
    ...rest,
  };
}

type Option = FirmwareFacts['options'][number];

export function option(number: string, partuuid: string | null, more: Partial<Option> = {}): Option {
  return {
    number,
    label: 'Linux',
    isActive: true,
    partuuid,
    file: '\\EFI\\systemd\\systemd-bootx64.efi',
    ...more,
  };
}

export function firmware(more: Partial<FirmwareFacts> = {}): FirmwareFacts {
  return {
    unknown: null,
    isSecureBoot: false,
    current: '0001',
    next: null,
    order: ['0001', '0002'],
    options: [option('0001', espA), option('0002', espB)],
    sbatLevel: null,
    loaderDefault: null,
    ...more,
  };
}

export const fstab = [
  `UUID=${rootUuid} / btrfs subvol=@ 0 0`,
  `PARTUUID=${espA} /efi vfat umask=0077,nofail 0 2`,
  `PARTUUID=${espB} /efi2 vfat umask=0077,nofail 0 2`,
  '',
].join('\n');

const mountinfo = [
  '25 1 0:22 /@ / rw,relatime shared:1 - btrfs /dev/sda2 rw,subvol=/@',
  '40 25 8:1 / /efi rw,relatime shared:2 - vfat /dev/sda1 rw',
  '',
].join('\n');

const bootFrom = (member: string) => ({
  time: noon - 86_400,
  boot: machineId,
  member,
  generation: 3,
  generation_id: id('c'),
  asked: null,
  drill: null,
});
const boots = [espA, espB].map((one) => `${JSON.stringify(bootFrom(one))}\n`).join('');

/** A machine that is as it should be: a btrfs RAID1 over two disks, systemd-boot on both. */
export function machine(
  more: Partial<Omit<MachineFacts, 'texts'>> & { readonly texts?: Readonly<Record<string, string>> } = {},
): MachineFacts {
  const { texts, ...rest } = more;
  return {
    host: { release, architecture: 'x64', time: noon },
    texts: new Map(
      Object.entries({
        '/etc/fstab': fstab,
        '/proc/cmdline': `root=UUID=${rootUuid} rw`,
        '/proc/self/mountinfo': mountinfo,
        '/etc/machine-id': `${machineId}\n`,
        '/var/lib/twinroot/boots': boots,
        ...texts,
      }),
    ),
    devices: [disks.a, esps.a, btrfsParts.a, disks.b, esps.b, btrfsParts.b],
    links: new Map(),
    arrays: [],
    btrfs: [btrfs(chunks('raid1'), chunks('raid1'))],
    pools: [],
    volumes: [],
    luks: [],
    firmware: firmware(),
    modules: [release],
    builtin: new Map(),
    drivers: [],
    members: [member('a'), member('b')],
    ownInitrd: null,
    unknown: new Map(),
    ...rest,
  };
}
