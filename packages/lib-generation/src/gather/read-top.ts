import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Subvolumes } from '@twinroot/lib-btrfs';
import type { LinkFound, SnapshotFound, TopFound } from '../decide/layout.ts';
import { rootName } from '../decide/layout.ts';

/**
 * Reads the tree of generations.
 *
 * @param top where the top of the btrfs is mounted
 * @returns null: there is no directory snapshots/ there
 * @throws {Error} with the system's code: EACCES, EIO
 */
export function readTop(top: string, subvolumes: Subvolumes): TopFound | null {
  const snapshots = namesIn(join(top, 'snapshots'));
  if (snapshots === null) return null;
  return {
    snapshots: snapshots.map((name) => readSnapshot(top, name, subvolumes)),
    links: (namesIn(join(top, 'links')) ?? []).map((name) => ({
      name,
      slots: (namesIn(join(top, 'links', name)) ?? []).map((slot) => ({
        name: slot,
        found: readLink(join(top, 'links', name, slot)),
      })),
    })),
    current: readLink(join(top, 'current')),
  };
}

function readSnapshot(top: string, name: string, { all, readOnly, defaultId }: Subvolumes): SnapshotFound {
  const place = join('snapshots', name);
  const own = all.flatMap(({ id, path }) => {
    const rest = path.startsWith(`${place}/`) ? path.slice(place.length + 1) : '';
    if (rest === '' || rest.includes('/')) return [];
    return [{ name: rest, isReadOnly: readOnly.has(id), isDefault: id === defaultId }];
  });
  const root = join(top, place, rootName);
  const hasRoot = own.some((one) => one.name === rootName);
  return {
    name,
    subvolumes: own,
    isKept: existsSync(join(top, place, 'keep')),
    kernels: hasRoot ? kernelsIn(root) : [],
  };
}

/** Versions in /usr/lib/modules and /lib/modules, of which one may be a link to the other. A link is not followed: it may lead out. */
function kernelsIn(root: string): readonly string[] {
  const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const places = ['usr/lib', 'lib'].map((lib) => join(root, lib)).filter((lib) => !isLink(lib));
  return [...new Set(places.flatMap((lib) => namesIn(join(lib, 'modules')) ?? []))];
}

/** Names in a directory; null where there is none. */
function namesIn(path: string): readonly string[] | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() ? readdirSync(path).toSorted() : null;
}

function readLink(path: string): LinkFound {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'absent' };
  return stat.isSymbolicLink() ? { kind: 'link', target: readlinkSync(path) } : { kind: 'other' };
}
