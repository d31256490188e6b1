/**
 * What stands in a place: a device (`UUID=x`, a path), the UUID of a LUKS volume or a part of it, the PARTUUID of its partition,
 * the name that the volume gets, the UUID of an md array, a logical volume (`GROUP/VOLUME`), or a volume group.
 */
export type PlaceKind = 'device' | 'luks' | 'partuuid' | 'name' | 'md' | 'lv' | 'vg';

/** A part of an argument that names a device. */
export interface DevicePlace {
  readonly kind: PlaceKind;
  readonly start: number;
  readonly end: number;
}

type Finder = (value: string, from: number) => readonly DevicePlace[];

/** The arguments that name devices, with `-` for `_` as the kernel and systemd compare them. */
const finders: ReadonlyMap<string, Finder> = new Map<string, Finder>([
  ...[
    // The kernel (init/do_mounts.c), dracut.cmdline(7), systemd-fstab-generator(8), mkinitcpio(8), initramfs-tools(7)
    'root',
    'resume',
    'mount.usr',
    // dracut.cmdline(7), FIPS
    'boot',
    // genkernel(8)
    'real-root',
    'real-resume',
    'crypt-root',
    'crypt-roots',
    'crypt-swap',
    'crypt-swaps',
    'root-keydev',
    'swap-keydev',
    // Alpine's mkinitfs
    'cryptroot',
    'cryptheader',
    // systemd-veritysetup-generator(8)
    'systemd.verity-root-data',
    'systemd.verity-root-hash',
    'systemd.verity-usr-data',
    'systemd.verity-usr-hash',
  ].map((key): [string, Finder] => [key, device]),
  // systemd-fstab-generator(8): WHAT:WHERE[:TYPE[:OPTIONS]], WHAT[:OPTIONS]
  ...['systemd.mount-extra', 'rd.systemd.mount-extra', 'systemd.swap-extra', 'rd.systemd.swap-extra'].map(
    (key): [string, Finder] => [key, (value, from) => device(partsOf(value, ':')[0]?.text ?? '', from)],
  ),
  // mount(8): journals and further devices of a file system
  ...['rootflags', 'mount.usrflags'].map((key): [string, Finder] => [key, flags]),
  // The encrypt hook of mkinitcpio: DEVICE:NAME[:OPTIONS], DEVICE:TYPE:PATH
  ['cryptdevice', (value, from) => volume(partsOf(value, ':'), from)],
  ['cryptkey', (value, from) => device(partsOf(value, ':')[0]?.text ?? '', from)],
  // cryptsetup-initramfs: target=NAME,source=DEVICE,key=FILE
  ['cryptopts', cryptopts],
  // systemd-cryptsetup-generator(8), dracut.cmdline(7)
  ...['luks.uuid', 'rd.luks.uuid', 'rd-LUKS-UUID', 'rd.luks.allow-discards'].map((key): [string, Finder] => [
    key,
    luks,
  ]),
  ['rd.luks.partuuid', (value, from) => place('partuuid', value, from)],
  // dracut.cmdline(7): 95lvm's and 90mdraid's names, and those before rd.*
  ...['rd.lvm.lv', 'rd-LVM-LV'].map((key): [string, Finder] => [
    key,
    (text, from) => place('lv', text, from),
  ]),
  ...['rd.lvm.vg', 'rd-LVM-VG'].map((key): [string, Finder] => [
    key,
    (text, from) => place('vg', text, from),
  ]),
  ...['rd.md.uuid', 'rd-MD-UUID'].map((key): [string, Finder] => [
    key,
    (text, from) => place('md', text, from),
  ]),
  ...withAndWithoutRd('luks.name', (value, from) => ofVolume(value, from, name)),
  ...withAndWithoutRd('luks.data', (value, from) => ofVolume(value, from, device)),
  ...withAndWithoutRd('luks.key', (value, from) => ofVolume(value, from, keyFile)),
  ...withAndWithoutRd('luks.options', (value, from) => ofVolume(value, from, luksOptions)),
]);

/**
 * The places of an argument (without its double quotes) at which the kernel or an initrd expects a device. Single quotes
 * around a value are taken off, as systemd does.
 */
export function placesOf(argument: string): readonly DevicePlace[] {
  const equals = argument.indexOf('=');
  if (equals === -1) return [];
  const find = finders.get(argument.slice(0, equals).replaceAll('_', '-'));
  if (find === undefined) return [];
  const value = argument.slice(equals + 1);
  const bare = /^'[^']*'$/.test(value);
  return find(bare ? value.slice(1, -1) : value, equals + (bare ? 2 : 1));
}

/** The devices of the third field of crypttab(5), as of a key file on the command line: `PATH[:DEVICE]`, or a device alone. */
export function keyFilePlaces(value: string): readonly DevicePlace[] {
  return keyFile(value, 0);
}

/** The devices in the options of a LUKS volume, as the fourth field of crypttab(5) has them: `header=PATH[:DEVICE]`. */
export function volumeOptionPlaces(value: string): readonly DevicePlace[] {
  return luksOptions(value, 0);
}

function withAndWithoutRd(key: string, find: Finder): readonly [string, Finder][] {
  return [
    [key, find],
    [`rd.${key}`, find],
  ];
}

function place(kind: PlaceKind, text: string, from: number): readonly DevicePlace[] {
  return text === '' ? [] : [{ kind, start: from, end: from + text.length }];
}

/** dracut takes `block:` before a device, and `live:` for its live systems. */
function device(value: string, from: number): readonly DevicePlace[] {
  const prefix = /^(?:block|live):/.exec(value)?.[0] ?? '';
  return place('device', value.slice(prefix.length), from + prefix.length);
}

/** A LUKS UUID; `luks-` before it is passed over by everybody. */
function luks(value: string, from: number): readonly DevicePlace[] {
  const prefix = value.startsWith('luks-') ? 'luks-'.length : 0;
  return place('luks', value.slice(prefix), from + prefix);
}

/** The name of an opened volume tells its UUID when it is `luks-UUID`. */
function name(value: string, from: number): readonly DevicePlace[] {
  return value.startsWith('luks-') ? luks(value, from) : [];
}

interface Part {
  readonly text: string;
  readonly at: number;
}

function partsOf(value: string, separator: ',' | ':'): readonly Part[] {
  let at = 0;
  return value.split(separator).map((text) => {
    const part = { text, at };
    at += text.length + 1;
    return part;
  });
}

function volume([source, target]: readonly Part[], from: number): readonly DevicePlace[] {
  return [
    ...(source ? device(source.text, from + source.at) : []),
    ...(target ? name(target.text, from + target.at) : []),
  ];
}

/** `UUID=REST`, or REST alone. */
function ofVolume(value: string, from: number, rest: Finder): readonly DevicePlace[] {
  const [whole, uuid] = /^((?:luks-)?[0-9a-fA-F-]+)=/.exec(value) ?? [];
  if (whole === undefined || uuid === undefined) return rest(value, from);
  return [...luks(uuid, from), ...rest(value.slice(whole.length), from + whole.length)];
}

/** A key file with the device that it is on: `PATH[:DEVICE]`, with dracut `PATH[:DEVICE[:LUKSDEVICE]]`. */
function keyFile(value: string, from: number): readonly DevicePlace[] {
  return devicesAmong(partsOf(value, ':'), from);
}

/** Parts that are devices by their looks: between them are paths that have colons of their own. */
function devicesAmong(parts: readonly Part[], from: number): readonly DevicePlace[] {
  return parts.flatMap(({ text, at }) => (/^(?:[A-Z]+=|\/dev\/)/.test(text) ? device(text, from + at) : []));
}

/** `header=PATH[:DEVICE]` of crypttab(5). */
function luksOptions(value: string, from: number): readonly DevicePlace[] {
  return partsOf(value, ',').flatMap(({ text, at }) =>
    text.startsWith('header=') ? keyFile(text.slice('header='.length), from + at + 'header='.length) : [],
  );
}

function cryptopts(value: string, from: number): readonly DevicePlace[] {
  return partsOf(value, ',').flatMap(({ text, at }) => {
    if (text.startsWith('source=')) return device(text.slice(7), from + at + 7);
    return text.startsWith('target=') ? name(text.slice(7), from + at + 7) : [];
  });
}

/** Options of mount(8) whose value is a device: ext4 `journal_path`, xfs `logdev` and `rtdev`, btrfs `device`, others `jdev`. */
function flags(value: string, from: number): readonly DevicePlace[] {
  return partsOf(value, ',').flatMap(({ text, at }) => {
    const key = /^(?:journal_path|journal|logdev|rtdev|device|jdev)=/.exec(text)?.[0];
    return key === undefined ? [] : device(text.slice(key.length), from + at + key.length);
  });
}
