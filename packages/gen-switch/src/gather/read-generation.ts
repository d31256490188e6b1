import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { isFatName } from '@twinroot/lib-fat';
import {
  type BootFiles,
  type BootFilesFound,
  type EntryType,
  osReleaseValue,
  payloadPath,
  readBootFiles,
} from '@twinroot/lib-generation';
import { readTextBelow } from '@twinroot/lib-sysroot';
import { nameOf, readDigest } from '@twinroot/lib-tree';
import { readImage } from '@twinroot/lib-uki';
import type { Payload } from '../decide/esp-found.ts';
import type { ImageParts } from '../decide/image-parts.ts';
import { whyNotOwn } from '../decide/own-mount.ts';
import { readUkiConf, readUkiLayout } from './read-kernel-install.ts';

/** What a generation has for booting. */
export interface ReadGeneration {
  readonly kind: 'generation';
  readonly files: BootFilesFound;
  /** Of its entry, by its configuration of kernel-install(8). */
  readonly type: EntryType;
  /** Its os-release(5); null: it has none. */
  readonly osRelease: string | null;
  readonly prettyName: string;
  /** IMAGE_ID or ID of its os-release(5). */
  readonly osId: string;
  /** Its etc/kernel/cmdline; null: it has none. */
  readonly cmdline: string | null;
}

/**
 * Reads what a generation has for booting, and checks that it is whole: kernel, modules, initrd, and an fstab that mounts its own root.
 *
 * @param root where it can be read
 * @param path of it below the top of the btrfs
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function readGeneration(
  root: string,
  { path, subvolumeId }: { readonly path: string; readonly subvolumeId: number },
): Promise<ReadGeneration | Refusal> {
  const files = await readBootFiles(root);
  if (files.kind === 'refused') return files;
  const read = (file: string) => readTextBelow(root, file);
  const why = whyNotOwn(read('/etc/fstab'), path, subvolumeId);
  if (why !== null) return refused(why);
  const osRelease = read('/etc/os-release') ?? read('/usr/lib/os-release');
  const value = (key: string) => osReleaseValue(osRelease, key);
  return {
    kind: 'generation',
    files,
    type: readUkiLayout(root) ? 2 : 1,
    osRelease,
    prettyName: value('PRETTY_NAME') ?? value('NAME') ?? 'Linux',
    osId: value('IMAGE_ID') ?? value('ID') ?? 'linux',
    cmdline: read('/etc/kernel/cmdline'),
  };
}

/**
 * A kernel of a generation and its initrds, as an ESP is to have them. They are read as a whole.
 *
 * @param known those of other kernels: what is the same, as microcode, has one path
 * @throws {Error} when one cannot be read
 */
export function readPayloads(
  root: string,
  token: string,
  files: BootFiles,
  known: readonly Payload[] = [],
): readonly Payload[] | Refusal {
  const { kernel, release, initrds } = files;
  const read = (from: string, kind: 'linux' | 'initrd'): Payload => {
    const { size, mtimeMs } = lstatSync(join(root, from));
    const sha256 = readDigest(root, from);
    if (sha256 === null) throw new Error(`${from} cannot be read`);
    const same =
      kind === 'initrd' ? known.find((one) => one.from === from && one.sha256 === sha256) : undefined;
    const path = same?.path ?? payloadPath(token, kind, release, sha256);
    return { path, from, size, mtime: mtimeMs / 1000, sha256 };
  };
  const all = [read(kernel, 'linux'), ...initrds.map((from) => read(from, 'initrd'))];
  const odd = all.find(({ path }) => !isFatName(nameOf(path)));
  return odd === undefined ? all : refused(`FAT cannot hold a file of the name ${nameOf(odd.path)}`);
}

/**
 * What the unified kernel image of a kernel of a generation is built from.
 *
 * @param payloads as readPayloads gives them
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ELOOP
 */
export function readImageParts(
  root: string,
  osRelease: string | null,
  files: BootFiles,
  [kernel, ...initrds]: readonly Payload[],
): ImageParts {
  const { size, sha256 } = kernel ?? { size: 0, sha256: '' };
  const { layout } = readImage(join(root, files.kernel));
  return {
    osRelease,
    release: files.release,
    config: readUkiConf(root)?.text ?? null,
    kernel: { size, sha256, form: layout === null ? 'packed' : layout.isSigned ? 'signed' : 'unsigned' },
    initrds: initrds.map((one) => ({ size: one.size, sha256: one.sha256 })),
  };
}
