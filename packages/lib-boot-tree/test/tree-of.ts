import { listingOf, parentsOf, type TreeNode } from '@twinroot/lib-tree';
import type { Image } from '@twinroot/lib-uki';
import { type BootTree, bootTreeOf } from '../src/menu.ts';

/** The boot tree with these files: their texts by path; a program is a text that begins with `MZ`. */
export function treeOf(files: Readonly<Record<string, string>>): BootTree {
  const directories = new Set(Object.keys(files).flatMap((path) => parentsOf(path)));
  const nodes: TreeNode[] = [...directories].map((path) => ({ kind: 'directory', path }));
  for (const [path, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    nodes.push({ kind: 'file', path, size: bytes.length, mtime: 0, digest: text, bytes });
  }
  return bootTreeOf(listingOf(nodes), (path) => imageOf(files[path] ?? ''));
}

/** What a program says of itself here: `MZ`, then words. `cut`; `linux=PATH` and `initrd=PATH`, what it loads; `os=ID`; `release=TEXT`. */
export function imageOf(content: string): Image {
  const words = content.split(' ');
  const wordOf = (key: string) =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1) ?? null;
  const loads = (['linux', 'initrd'] as const).flatMap((key) => {
    const path = wordOf(key);
    return path === null ? [] : [{ path, started: key === 'linux' }];
  });
  return {
    pe: content.startsWith('MZ'),
    isCut: words.includes('cut'),
    isCompressed: words[0] === 'GZ',
    kernelVersion: wordOf('release'),
    loads,
    commandLine: wordOf('options'),
    osId: wordOf('os'),
  };
}
