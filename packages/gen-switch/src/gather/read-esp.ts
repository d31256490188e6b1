import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isType1Name, isType2Name, parseEntry } from '@twinroot/lib-bls';
import { entriesDirectory, parseGenerationEntry } from '@twinroot/lib-generation';
import { namesIn } from '@twinroot/lib-sysroot';
import { parentsOf, readDigest } from '@twinroot/lib-tree';
import type { EspFound, OwnEntry, Payload } from '../decide/esp-found.ts';

/**
 * Reads what an ESP has of what a switch writes.
 *
 * @param esp where its root is reached
 * @param isRead whether kernels and initrds that are there are read; otherwise their sizes must do
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readEsp(esp: string, token: string, payloads: readonly Payload[], isRead: boolean): EspFound {
  const names = namesIn(join(esp, entriesDirectory)).filter(isType1Name);
  const entries = names.flatMap((name) => readOwn(esp, token, name));
  const own = new Set(entries.map(({ name }) => name));
  const paths = [...payloads.map(({ path }) => path), `${entriesDirectory}/x`];
  const directories = [...new Set(paths.flatMap(parentsOf))];
  return {
    entries,
    others: [
      ...names.filter((name) => !own.has(name)),
      ...namesIn(join(esp, 'EFI/Linux')).filter(isType2Name),
    ],
    loaderConf: readIfThere(join(esp, 'loader/loader.conf')),
    payloads: new Map(payloads.map((payload) => [payload.path, stateOf(esp, payload, isRead)])),
    missing: directories.filter(
      (path) => lstatSync(join(esp, path), { throwIfNoEntry: false }) === undefined,
    ),
  };
}

function readOwn(esp: string, token: string, name: string): readonly OwnEntry[] {
  const parsed = parseGenerationEntry(token, name);
  if (parsed === null) return [];
  const bytes = readFileSync(join(esp, entriesDirectory, name));
  const lines = parseEntry(bytes);
  const lineValue = (key: string) => lines.findLast((line) => line.key === key)?.value ?? null;
  const text = bytes.toString('latin1');
  return [{ ...parsed, name, text, version: lineValue('version'), sortKey: lineValue('sort-key') }];
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
