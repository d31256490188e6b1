import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Subvolume, Subvolumes } from '@twinroot/lib-btrfs';
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
  const places = placesOf(subvolumes);
  return {
    snapshots: snapshots.map((name) => readSnapshot(top, name, subvolumes, places)),
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

/** Subvolumes below snapshots/, by the directory that they are in. */
type Places = ReadonlyMap<string, readonly (Subvolume & { readonly rest: string })[]>;

function placesOf({ all }: Subvolumes): Places {
  const places = new Map<string, (Subvolume & { readonly rest: string })[]>();
  for (const one of all) {
    const [, name, rest] = /^snapshots\/([^/]+)\/(.+)$/s.exec(one.path) ?? [];
    if (name === undefined || rest === undefined) continue;
    places.set(name, [...(places.get(name) ?? []), { ...one, rest }]);
  }
  return places;
}

function readSnapshot(
  top: string,
  name: string,
  { all, readOnly, defaultId }: Subvolumes,
  places: Places,
): SnapshotFound {
  const place = join('snapshots', name);
  const found = places.get(name) ?? [];
  const own = found.flatMap(({ id, rest }) =>
    rest.includes('/') ? [] : [{ name: rest, isReadOnly: readOnly.has(id), isDefault: id === defaultId }],
  );
  const parent = found.find(({ rest }) => rest === rootName)?.parentUuid ?? null;
  const base = parent === null ? undefined : all.find(({ uuid }) => uuid === parent)?.path;
  const root = join(top, place, rootName);
  const hasRoot = own.some((one) => one.name === rootName);
  return {
    name,
    subvolumes: own,
    hasNested: own.length < found.length,
    base: /^snapshots\/([^/]+)\/@$/.exec(base ?? '')?.[1] ?? null,
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
