import { join } from 'node:path/posix';
import { parseFstab } from '@twinroot/lib-fstab';
import { mountAt } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { argumentsWithTypes, rootTypesOf, rowsWithTypes, type TypeFacts } from './other-types.ts';
import type { CloneFacts } from './refuse.ts';
import type { SourceText } from './source-texts.ts';

/** What is known of the types of both roots, for texts. */
export function typeFacts(
  { source, mounts, devices, volumes }: CloneFacts,
  fstab: string,
  addPeer: string | null,
): TypeFacts {
  const mountOf = (path: string) =>
    source.kind === 'local' ? mountAt(mounts, join(source.root, path).replace(/(?<=.)\/$/, '')) : null;
  const row = parseFstab(fstab).find(({ mountpoint }) => mountpoint === '/')?.fstype;
  const old = row === undefined || row === 'auto' || row === '' ? (mountOf('/')?.fstype ?? null) : row;
  return {
    devices,
    rootTypes: rootTypesOf(old, volumes[0]?.device.fstype ?? null),
    subvolumeAt: (path) => {
      const mount = mountOf(
        addPeer !== null && isWithin(path, addPeer) ? path.slice(addPeer.length) || '/' : path,
      );
      return mount?.fstype === 'btrfs' ? mount.root : null;
    },
  };
}

/** A text of the clone with the types and subvolumes that are there. */
export function withTypes(
  { kind, text }: SourceText,
  types: TypeFacts,
  isOurs: (name: string) => boolean,
): string {
  if (kind === 'fstab') return rowsWithTypes(text, types, isOurs);
  return kind === 'crypttab' || kind === 'entry-token' ? text : argumentsWithTypes(text, types, isOurs);
}
