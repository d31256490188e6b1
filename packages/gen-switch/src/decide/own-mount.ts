import { mountOptions, parseFstabLine, unescapeField } from '@twinroot/lib-fstab';

/**
 * Why the fstab of a generation would not mount its own root, as a clause; null when it does.
 *
 * @param text null: there is no such file
 * @param path of its root, below the top of the btrfs: `snapshots/ID/@`
 * @param subvolumeId of its root
 */
export function whyNotOwn(text: string | null, path: string, subvolumeId: number): string | null {
  if (text === null) return 'it has no etc/fstab';
  const lines = text.split(/\r?\n/).flatMap((line) => parseFstabLine(line) ?? []);
  // Of several the last one is on top.
  const root = lines.findLast(({ mountpoint }) => unescapeField(mountpoint.text) === '/');
  if (root === undefined) return 'its etc/fstab has no line for /';
  const options = mountOptions(root.options?.text ?? '');
  const optionValue = (key: string) =>
    options.findLast((option) => option.startsWith(`${key}=`))?.slice(key.length + 1) ?? null;
  const [named, id] = [optionValue('subvol'), optionValue('subvolid')];
  if (root.fstype?.text !== 'btrfs') return `its etc/fstab mounts ${root.fstype?.text ?? 'nothing'} on /`;
  if (id !== null && !isId(id, subvolumeId))
    return `its etc/fstab mounts the subvolume ${id} on /, not ${path}`;
  if (named === null) return id === null ? `its etc/fstab does not say that ${path} is mounted on /` : null;
  const plain = unescapeField(named)
    .replace(/^\/+|\/+$/g, '')
    .replace(/\/+/g, '/');
  return plain === path ? null : `its etc/fstab mounts ${unescapeField(named)} on /, not ${path}`;
}

function isId(text: string, id: number): boolean {
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(text) && Number(text) === id;
}
