/** Where the id of a volume follows, in the value of `root=` and the like: all that does not change with the order of disks. */
const tags =
  /^(?:(PARTUUID|UUID|PARTLABEL|LABEL)=|\/dev\/disk\/by-(partuuid|uuid|partlabel|label)\/)([^/\s]+)/i;

/**
 * What a kernel command line says of the volume that the system is on, as ids: `UUID=…`, `PARTUUID=…`, `LABEL=…`, `PARTLABEL=…`, a
 * disk's partition `/dev/sda2`, or the ZFS pool. UUIDs are in lower case. Of a LUKS volume it is the UUID. Names of mapped devices
 * and of logical volumes are the same on many machines, and what comes from the network or an image is on no disk of its own: these
 * give none.
 *
 * Sources: Linux Documentation/admin-guide/kernel-parameters.txt (root=); dracut.cmdline(7) (rd.luks.uuid=, rd.luks.name=, root=ZFS=);
 * mkinitcpio, wiki "dm-crypt/System configuration" (cryptdevice=DEVICE:NAME).
 *
 * @param commandLine null: not known
 */
export function rootIdsOf(commandLine: string | null): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const word of (commandLine ?? '').replaceAll('"', '').split(/\s+/)) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const id = idOf(key, value);
    if (id !== null) ids.add(id);
  }
  return ids;
}

function idOf(key: string, value: string): string | null {
  switch (key) {
    case 'root':
      return volumeId(value) ?? poolId(/^ZFS[=:](.+)$/i.exec(value)?.[1] ?? null);
    case 'zfs':
      return poolId(value);
    case 'cryptdevice':
      return volumeId(value.replace(/:.*$/s, ''));
    case 'rd.luks.uuid':
    case 'rd.luks.name':
    case 'luks.uuid':
    case 'luks.name':
      return volumeId(`UUID=${value.replace(/^luks-/, '').replace(/=.*$/s, '')}`);
    default:
      return null;
  }
}

function volumeId(value: string): string | null {
  const [, tag, directory, id = ''] = tags.exec(value) ?? [];
  const name = (tag ?? directory)?.toUpperCase();
  if (name !== undefined) return `${name}=${name.endsWith('UUID') ? id.toLowerCase() : id}`;
  return /^\/dev\/(?:[shv]d[a-z]+\d*|xvd[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?|md\d+(?:p\d+)?)$/.test(
    value,
  )
    ? value
    : null;
}

/** Of a ZFS dataset its pool: a pool has many roots, of one system. */
function poolId(dataset: string | null): string | null {
  const pool = dataset?.split('/')[0];
  return pool === undefined || pool === '' || /^(?:AUTO|bootfs)$/i.test(pool) ? null : `ZFS=${pool}`;
}
