import { createHash } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type t from 'tap';

/** Files by path below a root: their content, or null for a directory. */
export type BootTree = Readonly<Record<string, string | Uint8Array | null>>;

/** When files are made, in seconds since 1970, unless something else is said: mirrors compare large files by it. */
export const madeAt = 1_700_000_000;

/** A program that firmware takes: at 0x3c stands where the PE header is; what makes it differ from others follows. */
export function program(mark: string, size = 512): Buffer {
  const file = Buffer.alloc(Math.max(size, 0x200));
  file.write('MZ', 0);
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE', 0x80);
  file.write(mark, 0x100);
  return file;
}

/** A kernel that says its release, as an x86 bzImage does. */
export function kernel(release: string, mark = release): Buffer {
  const file = Buffer.concat([program(mark), Buffer.alloc(0x200)]);
  file.write('HdrS', 0x202);
  file.writeUInt16LE(0x300 - 0x200, 0x20e);
  file.write(`${release} (builder@host) #1\0`, 0x300);
  return file;
}

/** The text of a Type #1 entry. */
export function entry(title: string, linux: string, ...initrds: readonly string[]): string {
  return [
    `title ${title}`,
    `linux ${linux}`,
    ...initrds.map((path) => `initrd ${path}`),
    'options quiet',
    '',
  ].join('\n');
}

/** An empty source and an empty mirror of a test. */
export function sourceAndMirror(test: Pick<typeof t, 'testdir'>): {
  readonly from: string;
  readonly to: string;
} {
  const root = test.testdir({ from: {}, to: {} });
  return { from: join(root, 'from'), to: join(root, 'to') };
}

/** Writes files below a root, on top of what is there; gives the root. */
export function writeTree(root: string, tree: BootTree, seconds = madeAt): string {
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(tree)) {
    const full = join(root, path);
    if (content === null) mkdirSync(full, { recursive: true });
    else {
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      utimesSync(full, seconds, seconds);
    }
  }
  return root;
}

/** Takes files and directories away below a root. */
export function removeFrom(root: string, ...paths: readonly string[]): void {
  for (const path of paths) rmSync(join(root, path), { recursive: true });
}

/** What is below a root: a digest for each file, `directory` or another kind for all else. */
export function contentOf(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of pathsBelow(root)) {
    const status = lstatSync(join(root, path));
    if (status.isFile()) found[path] = digestOf(join(root, path));
    else found[path] = status.isDirectory() ? 'directory' : `kind ${(status.mode & 0o170000).toString(8)}`;
  }
  return found;
}

/** What is below a root, to the byte, with everything by which a write could be noticed. */
export function snapshotOf(root: string): Readonly<Record<string, string>> {
  const content = contentOf(root);
  const all = ['', ...Object.keys(content)].map((path) => {
    const { ino, mode, size, mtimeNs, ctimeNs } = lstatSync(join(root, path), { bigint: true });
    return [path, [ino, mode, size, mtimeNs, ctimeNs, content[path] ?? 'directory'].join(' ')];
  });
  return Object.fromEntries(all);
}

/** Paths of all that is below a root, sorted. */
export function pathsBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
}

/** Paths of half-written files and copies that a run left behind. */
export function leftoversOf(root: string): readonly string[] {
  return pathsBelow(root).filter((path) => /(^|\/)TWIN\d{4,9}\.(TMP|NEW)$/i.test(path));
}

export function textOf(root: string, path: string): string {
  return readFileSync(join(root, path), 'latin1');
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  const fd = openSync(path, 'r');
  try {
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk))
      hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}
