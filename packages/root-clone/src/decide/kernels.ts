import { dirname, join } from 'node:path/posix';
import { isType1Name, payloadsOf } from '@twinroot/lib-bls';
import { foldPath } from '@twinroot/lib-fat';
import type { Bootable } from './boot-room.ts';

/** An entry of a boot volume: its path in the clone, and its text, bytes as one character each. */
export interface EntryText {
  readonly path: string;
  readonly text: string;
}

/**
 * What can be booted of a boot volume: each entry with the files that it names, if all are there, each unified kernel image
 * (UAPI.1, Types #1 and #2), and, where a volume has neither, each release's kernel and initrd, which GRUB lists by their names.
 *
 * @param volume its path in the clone
 * @param files all files of the volume, by their paths in the clone
 */
export function bootablesOf(
  volume: string,
  entries: readonly EntryText[],
  files: readonly string[],
): readonly Bootable[] {
  const byKey = new Map(files.map((path) => [foldPath(path), path]));
  const listed = entries.flatMap(({ path, text }): Bootable[] => {
    if (!isType1Name(path.slice(path.lastIndexOf('/') + 1))) return [];
    const found = payloadsOf(Buffer.from(text, 'latin1')).map((payload) =>
      payload.path === null ? undefined : byKey.get(foldPath(join(volume, payload.path))),
    );
    const payloads = found.filter((each) => each !== undefined);
    return payloads.length === 0 || payloads.length < found.length ? [] : [{ entry: path, payloads }];
  });
  const images = files
    .filter((path) => /^\/efi\/linux\/[^/]+\.efi$/i.test(path.slice(volume.length)))
    .map((path): Bootable => ({ entry: path, payloads: [path] }));
  const all = [...listed, ...images];
  return all.length > 0 ? all : byRelease(files);
}

/** `vmlinuz-6.1.0-9-amd64`, `initrd.img-6.1.0-9-amd64`, `initramfs-6.1.0.x86_64.img`. */
function byRelease(files: readonly string[]): readonly Bootable[] {
  const releases = new Map<string, string[]>();
  for (const path of files) {
    const [, kind, release = ''] =
      /\/(vmlinu[xz]|kernel|initrd(?:\.img)?|initramfs|config|System\.map)-([^/]*?\d[^/]*?)(?:\.img)?$/.exec(
        path,
      ) ?? [];
    if (kind === undefined) continue;
    const key = `${dirname(path)} ${release}`;
    // A kernel goes first: by its name they are compared.
    const others = releases.get(key) ?? [];
    releases.set(key, /^(?:vmlinu[xz]|kernel)$/.test(kind) ? [path, ...others] : [...others, path]);
  }
  return [...releases.values()]
    .filter(([first = '']) => /\/(?:vmlinu[xz]|kernel)-/.test(first))
    .map((payloads) => ({ entry: null, payloads }));
}
