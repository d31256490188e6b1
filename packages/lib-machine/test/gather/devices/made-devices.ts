import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as fc from 'fast-check';

/** A device of a made-up machine. */
export interface MadeDevice {
  readonly name: string;
  readonly majmin: string;
  /** Attributes of /sys by their paths below the device's directory. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly partitions: readonly MadeDevice[];
  /** The kernel's names of what it stands on. */
  readonly slaves: readonly string[];
  /** The file that stands for it: its path, and its text. */
  readonly file: { readonly path: string; readonly text: string };
  /** Of a SCSI device: its host, of which kinds that is, its driver, and the peripheral device type. */
  readonly scsi?: {
    readonly host: number;
    readonly classes: readonly string[];
    readonly driver: string;
    readonly type: string;
  };
}

/** Writes /sys and /dev of a machine. */
export function makeMachine(root: string, devices: readonly MadeDevice[]): void {
  const sys = join(root, 'sys');
  for (const directory of ['block', 'dev/block', 'devices'])
    mkdirSync(join(sys, directory), { recursive: true });
  const places = new Map<string, string>();
  for (const device of devices) {
    const place = placeOf(device);
    places.set(device.name, place);
    for (const { name } of device.partitions) places.set(name, join(place, name));
    makeDevice(root, device, place);
    link(join(sys, 'block', device.name), join(sys, place));
    for (const part of device.partitions) makeDevice(root, part, join(place, part.name));
  }
  for (const { name, slaves } of devices) {
    for (const slave of slaves) {
      const [own, below] = [places.get(name) ?? '', places.get(slave) ?? ''];
      link(join(sys, own, 'slaves', slave), join(sys, below));
      link(join(sys, below, 'holders', name), join(sys, own));
    }
  }
}

function placeOf({ name, scsi }: MadeDevice): string {
  if (scsi === undefined) return join('devices/virtual/block', name);
  const bus = scsi.classes.includes('usb') ? 'usb1/1-1/1-1:1.0' : 'ata1';
  return join('devices', bus, `host${scsi.host}`, `${scsi.host}:0:0:0`, 'block', name);
}

function makeDevice(root: string, { majmin, attributes, file, scsi }: MadeDevice, place: string): void {
  const directory = join(root, 'sys', place);
  for (const name of ['holders', 'slaves']) mkdirSync(join(directory, name), { recursive: true });
  for (const [name, text] of Object.entries(attributes)) put(join(directory, name), `${text}\n`);
  // One that is hidden has no number.
  if (attributes['hidden'] !== '1') {
    put(join(directory, 'dev'), `${majmin}\n`);
    link(join(root, 'sys/dev/block', majmin), directory);
  }
  put(join(root, file.path), file.text);
  if (scsi === undefined) return;
  const device = dirname(dirname(directory));
  put(join(device, 'type'), `${scsi.type}\n`);
  symlinkSync(`../../../${scsi.host}:0:0:0`, join(directory, 'device'));
  link(join(root, 'sys/bus/scsi/devices', `${scsi.host}:0:0:0`), device);
  for (const name of scsi.classes)
    put(join(root, `sys/class/${name}_host/host${scsi.host}/proc_name`), `${scsi.driver}\n`);
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(relative(dirname(path), target), path);
}

/** Any line of a file that stands for a device. */
const property = fc.oneof(
  fc.constantFrom(
    'ID_FS_TYPE=vfat',
    'ID_FS_UUID_ENC=6B7E-A837',
    'ID_FS_LABEL_ENC=EFI\\x20System',
    'ID_FS_LABEL_ENC=Gr\\xc3\\xb6\\xc3\\x9fe',
    'ID_PART_TABLE_TYPE=gpt',
    'ID_PART_ENTRY_UUID=7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
    'ID_PART_ENTRY_TYPE=c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
    'ID_PART_ENTRY_NAME=EFI\\x20system\\x20partition',
    'ID_PART_ENTRY_NAME=plain',
    'ID_FS_TYPE=',
    'ID_MODEL=Disk',
    'no property',
    '',
  ),
);
const properties = fc.array(property, { maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`);
const flag = fc.constantFrom('0', '1');
const sectors = fc.constantFrom('0', '8', '2048', '1953525168');

function partition(name: string, majmin: string) {
  return fc.record({ size: sectors, ro: flag, text: properties }).map(
    ({ size, ro, text }): MadeDevice => ({
      name,
      majmin,
      attributes: { size, ro, partition: '1', start: '2048' },
      partitions: [],
      slaves: [],
      file: { path: `/dev/${name.replaceAll('!', '/')}`, text },
    }),
  );
}

const numbers = { sd: 8, loop: 7, ram: 1, nvme: 259, sr: 11, zram: 253, nbd: 43, 'cciss!c0d': 104 } as const;

function disk(kind: keyof typeof numbers, index: number) {
  const name =
    kind === 'sd' ? `sd${'abcdefgh'[index]}` : kind === 'nvme' ? `nvme${index}n1` : `${kind}${index}`;
  const first = (kind === 'nvme' ? 300 : 0) + index * 16;
  const infix = /\d$/.test(name) ? 'p' : '';
  return fc
    .record({
      // Of an empty loop device lsblk asks the machine that runs whether it has a file.
      size: kind === 'loop' ? fc.constant('8') : sectors,
      ro: flag,
      removable: flag,
      hidden: kind === 'nvme' ? flag : fc.constant('0'),
      text: properties,
      count: kind === 'sr' ? fc.constant(0) : fc.nat(3),
      scsi:
        kind === 'sd' || kind === 'sr'
          ? fc.record({
              classes: fc.constantFrom(['scsi'], ['scsi', 'usb'], ['spi'], ['scsi', 'sas'], ['iscsi'], []),
              driver: fc.constantFrom('ahci', 'sata_nv', 'pata_acpi', 'usb-storage', 'virtio_scsi'),
              type: kind === 'sr' ? fc.constant('5') : fc.constantFrom('0', '14', '12', '77'),
            })
          : fc.constant(null),
    })
    .chain((made) => {
      const parts = Array.from({ length: made.count }, (_, part) =>
        partition(`${name}${infix}${part + 1}`, `${numbers[kind]}:${first + part + 1}`),
      );
      return fc.tuple(...parts).map((partitions): MadeDevice => {
        const { size, ro, removable, hidden, text, scsi } = made;
        return {
          name,
          majmin: `${numbers[kind]}:${first}`,
          attributes: {
            size,
            ro,
            removable,
            ...(hidden === '1' ? { hidden } : {}),
          },
          partitions,
          slaves: [],
          file: { path: `/dev/${name.replaceAll('!', '/')}`, text },
          ...(scsi === null ? {} : { scsi: { host: index + (kind === 'sr' ? 8 : 0), ...scsi } }),
        };
      });
    });
}

const mappingUuid = fc.constantFrom(
  'LVM-abcdef',
  'CRYPT-LUKS2-0123-root',
  'mpath-3600',
  'part1-mpath-3600',
  'DMRAID-isw',
  '',
);

/** A mapping or an array on some of the devices before it. */
function stacked(index: number, below: readonly string[]) {
  return fc
    .record({
      isArray: fc.boolean(),
      slaves: fc.subarray([...below], { minLength: 1, maxLength: Math.min(3, below.length) }),
      size: sectors,
      ro: flag,
      uuid: mappingUuid,
      level: fc.constantFrom('raid1', 'raid10', 'linear', ''),
      text: properties,
    })
    .map(({ isArray, slaves, size, ro, uuid, level, text }): MadeDevice => {
      const name = isArray ? `md${index}` : `dm-${index}`;
      const mapped = `vg-lv${index}`;
      return {
        name,
        majmin: `${isArray ? 9 : 254}:${index}`,
        attributes: {
          size,
          ro,
          removable: '0',
          ...(isArray ? { 'md/level': level } : { 'dm/name': mapped, 'dm/uuid': uuid }),
        },
        partitions: [],
        slaves,
        file: { path: isArray ? `/dev/${name}` : `/dev/mapper/${mapped}`, text },
      };
    });
}

/** Any machine: disks of all kinds with partitions, and arrays and mappings on these, up to three upon one another. */
export const anyMachine: fc.Arbitrary<readonly MadeDevice[]> = fc
  .tuple(
    ...(Object.keys(numbers) as (keyof typeof numbers)[]).map((kind) =>
      fc.nat(2).chain((count) => disks(kind, count)),
    ),
  )
  .map((lists) => lists.flat())
  .chain((found) => {
    const names = found.flatMap((device) =>
      device.attributes['hidden'] === '1' ? [] : [device.name, ...device.partitions.map(({ name }) => name)],
    );
    if (names.length === 0) return fc.constant(found);
    return stacked(0, names).chain((first) =>
      stacked(1, [...names, first.name]).chain((second) =>
        stacked(2, [...names, first.name, second.name]).chain((third) =>
          fc.subarray([first, second, third]).map((above) => [...found, ...closed(above)]),
        ),
      ),
    );
  });

function disks(kind: keyof typeof numbers, count: number): fc.Arbitrary<readonly MadeDevice[]> {
  return fc.tuple(...Array.from({ length: count }, (_, index) => disk(kind, index)));
}

/** Those whose slaves are all there. */
function closed(above: readonly MadeDevice[]): readonly MadeDevice[] {
  const stackedNames = /^(md|dm-)\d$/;
  return above.filter(({ slaves }) =>
    slaves.every((slave) => !stackedNames.test(slave) || above.some(({ name }) => name === slave)),
  );
}
