import type { BlockDevice } from '@twinroot/lib-blockdev';
import { type IdMap, parseId } from '@twinroot/lib-idmap';

/** The devices that a name means (`UUID=x`, a path): none, one, or several with the same id. */
export function devicesNamed(devices: readonly BlockDevice[], name: string): readonly BlockDevice[] {
  const id = parseId(name);
  if (id === null || id.value === '') return [];
  const { value } = id;
  if (id.kind !== 'tag') return devices.filter(({ path }) => path === value);
  const lower = value.toLowerCase();
  switch (id.tag) {
    case 'UUID':
      return devices.filter(({ uuid }) => uuid?.toLowerCase() === lower);
    case 'PARTUUID':
      return devices.filter(({ partuuid }) => partuuid === lower);
    case 'LABEL':
      return devices.filter(({ label }) => label === value);
    case 'PARTLABEL':
      return devices.filter(({ partlabel }) => partlabel === value);
    case 'ID':
      return []; // a link of udev, which lsblk does not tell
  }
}

/** The names of a device by which a map may have it. Texts are bytes, one character each, as maps have them. */
export function namesOf({ path, uuid, partuuid, label, partlabel }: BlockDevice): readonly string[] {
  const tags = { UUID: uuid, PARTUUID: partuuid, LABEL: label, PARTLABEL: partlabel };
  const tagged = Object.entries(tags).flatMap(([tag, value]) =>
    value === null ? [] : [`${tag}=${Buffer.from(value).toString('latin1')}`],
  );
  return [path, ...tagged];
}

/** The device that a map puts in the place of another; null when it names none that is there, or several. */
export function peerOf(devices: readonly BlockDevice[], ids: IdMap, device: BlockDevice): BlockDevice | null {
  for (const name of namesOf(device)) {
    const renamed = ids.device(name);
    if (renamed === null) continue;
    const fresh = name.slice(0, renamed.start) + renamed.text + name.slice(renamed.end);
    const [peer, ...others] = devicesNamed(devices, fresh);
    if (peer && others.length === 0) return peer;
  }
  return null;
}
