import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isType1Name, isType2Name, parseEntry } from '@twinroot/lib-bls';
import {
  entriesDirectory,
  type GenerationEntry,
  kernelKey,
  osReleaseValue,
  parseGenerationEntry,
  readRefindMenus,
} from '@twinroot/lib-generation';
import { namesIn } from '@twinroot/lib-sysroot';
import { parentsOf, readDigest } from '@twinroot/lib-tree';
import { hasParts, readUki } from '@twinroot/lib-uki';
import type { EspFound, OwnEntry, Payload } from '../decide/esp-found.ts';
import { textOfImage } from '../decide/image-parts.ts';
import { distinctPayloads } from '../decide/publication.ts';
import type { Wanted } from '../decide/wanted.ts';

/**
 * Reads what an ESP has of what a switch writes.
 *
 * @param esp where its root is reached
 * @param isRead whether kernels and initrds that are there are read; otherwise their sizes must do
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readEsp(esp: string, wanted: Wanted, isRead: boolean): EspFound {
  const { token } = wanted;
  const payloads = distinctPayloads([wanted, ...wanted.older]);
  const names = ([1, 2] as const).flatMap((type) =>
    namesIn(join(esp, entriesDirectory(type)))
      .filter(type === 1 ? isType1Name : isType2Name)
      .map((name) => ({ type, name, own: parseGenerationEntry(token, name) })),
  );
  const paths = [
    ...payloads.map(({ path }) => path),
    ...([1, 2] as const).map((type) => `${entriesDirectory(type)}/x`),
  ];
  const directories = [...new Set(paths.flatMap(parentsOf))];
  return {
    entries: names.flatMap(({ type, name, own }): readonly OwnEntry[] => {
      if (own === null) return [];
      const path = join(esp, entriesDirectory(type), name);
      const parts = isRead ? partsOf(wanted, own) : null;
      return [{ ...own, name, ...(type === 1 ? readText(path) : readImage(path, parts)) }];
    }),
    others: names.flatMap(({ name, own }) => (own === null ? [name] : [])),
    refindMenus: [...readRefindMenus(esp).keys()],
    loaderConf: readIfThere(join(esp, 'loader/loader.conf')),
    payloads: new Map(payloads.map((payload) => [payload.path, stateOf(esp, payload, isRead)])),
    missing: directories.filter(
      (path) => lstatSync(join(esp, path), { throwIfNoEntry: false }) === undefined,
    ),
  };
}

/** What the image of an entry should have been built from; null: it is another generation's, or of a kernel that is gone. */
function partsOf({ id, image, older }: Wanted, own: GenerationEntry): Wanted['image'] | null {
  if (own.id !== id) return null;
  if (own.kernel === null) return image;
  return older.find(({ release }) => kernelKey(release) === own.kernel)?.image ?? null;
}

type Content = Omit<OwnEntry, 'name' | keyof GenerationEntry>;

function readText(path: string): Content {
  const bytes = readFileSync(path);
  const lines = parseEntry(bytes);
  const lineValue = (key: string) => lines.findLast((line) => line.key === key)?.value ?? null;
  return {
    size: bytes.length,
    text: bytes.toString('latin1'),
    isIntact: true,
    version: lineValue('version'),
    sortKey: lineValue('sort-key'),
    machineId: lineValue('machine-id'),
  };
}

/** @param parts what it should have been built from; null: that is not looked at */
function readImage(path: string, parts: Wanted['image'] | null): Content {
  const { size, isWhole, osRelease, commandLine, release } = readUki(path);
  return {
    size,
    text: size === 0 ? '' : textOfImage({ osRelease, commandLine, release }),
    isIntact: isWhole && (parts === null || hasParts(path, parts)),
    version: osReleaseValue(osRelease, 'IMAGE_VERSION'),
    sortKey: osReleaseValue(osRelease, 'IMAGE_ID'),
    machineId: null,
  };
}

/** One character each byte: what it says to others is kept. */
function readIfThere(path: string): string | null {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path, 'latin1');
}

function stateOf(
  esp: string,
  { path, size, sha256 }: Payload,
  isRead: boolean,
): 'same' | 'differs' | 'absent' {
  const there = lstatSync(join(esp, path), { throwIfNoEntry: false });
  if (there === undefined) return 'absent';
  if (there.size !== size) return 'differs';
  return !isRead || readDigest(esp, path) === sha256 ? 'same' : 'differs';
}
